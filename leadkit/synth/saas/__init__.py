"""The world `saas`: a seller of stock and order software in Thailand and Vietnam, its people, leads and customers.

Two years (2023-07-01 to 2025-06-30) of a firm that sells a small plan on its site, a big one through sales, and both
through resellers. Every mechanism is a documented cause: ``docs/worlds/saas.md`` tells them, the numbers stand in
``leadkit/data/worlds/saas.yaml``.
"""

from leadkit.synth.saas.life import SaasLife, live

__all__ = ["SaasLife", "live"]
