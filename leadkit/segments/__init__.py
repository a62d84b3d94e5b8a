"""Segments: who belongs together, by measures over all of them and conditions of which the first that holds is taken.

``values`` holds what a segmentation is, ``validity`` what it must be; ``select`` writes the one SELECT and ``asking``
runs it (segment, sql); ``trying`` runs the tests that a pack brings along; ``checking`` says what stands against one,
proved over everybody who could be; ``saying`` says it aloud. ``playbook``: what is done with whom, and why.
"""

from leadkit.segments.asking import segment, sql
from leadkit.segments.checking import check
from leadkit.segments.playbook import Play, Playbook
from leadkit.segments.trying import trials
from leadkit.segments.values import Example, Measure, Profile, ProfilePart, Segment, Segmentation

__all__ = [
    "Example", "Measure", "Play", "Playbook", "Profile", "ProfilePart", "Segment", "Segmentation", "check", "segment",
    "sql", "trials",
]  # fmt: skip
