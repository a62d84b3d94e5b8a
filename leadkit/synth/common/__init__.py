"""What every world is made with: who writes the tables, who asks, who handles, who counts the truth.

A world adds its causes (a package beside this one, with `live`) and its numbers and words (two YAML files).
"""
