"""The world `property`: a broker of flats, houses and plots of land in Vietnam, and a rival who sells them too.

Two years (2023-07-01 to 2025-06-30). Needs meet money late or never: who cannot pay yet may be able to later, and then
comes back to whoever kept in touch. Every mechanism is a documented cause: ``docs/worlds/property.md`` tells them, the
numbers stand in ``leadkit/data/worlds/property.yaml``.
"""

from leadkit.synth.property.life import PropertyLife, live

__all__ = ["PropertyLife", "live"]
