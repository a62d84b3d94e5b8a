"""The tasks, one module a notebook."""
