"""The world `shop`: clothes, toys and wedding dresses sold on the internet in Thailand and Vietnam, and to some abroad.

Two years (2023-07-01 to 2025-06-30) of carts, hesitation and coming back: what holds each person from the last step is
known, and so is what they would do without it. Every mechanism is a documented cause: ``docs/worlds/shop.md`` tells
them, the numbers stand in ``leadkit/data/worlds/shop.yaml``.
"""

from leadkit.synth.shop.life import ShopLife, live

__all__ = ["ShopLife", "live"]
