"""Invented worlds whose truth is known: made at any size, always the same for the same world, people and seed."""

from leadkit.synth.making import currency, make, worlds

__all__ = ["currency", "make", "worlds"]
