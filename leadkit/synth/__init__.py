"""Invented worlds whose truth is known: made at any size, always the same for the same world, people and seed."""

from leadkit.synth.making import make, worlds

__all__ = ["make", "worlds"]
