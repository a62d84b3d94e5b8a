"""Read the numbers of the world `saas`, and fix the order in which its words are coded.

Whatever causes something is written, with its size, in ``leadkit/data/worlds/saas.yaml``, from which the page of the
world is printed too; what this folder adds are only small jitters (how many minutes, how many pages). The words are the
schema's; a test holds them against it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from leadkit.synth.draw import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

WORLD = "saas"
NEEDS = ("pressing", "some", "stock", "none")
ABILITIES = ("yes", "not_yet", "no")
AUTHORITIES = ("decides", "recommends", "none")
HINDRANCES = ("price", "opinions", "quality", "shipping", "waiting", "unaware", "no_trust", "comparing", "rival")
OBSTACLES = ("without", *HINDRANCES)
REASONS = (*HINDRANCES, "no_longer_wanted")
SUPPLIERS = ("none", "rival", "us")
ROLES = ("prospect", "partner", "employee", "none")
FROM = ("self", "list", "friend")
HOW = ("person", "email_kind", "email_plain", "form")
ROUTES = ("none", "sales", "self", "reseller", "account")
KINDS = (
    "page_view", "pricing_view", "search_visit", "guide_download", "form_shown", "form_submit", "inbound_call", "chat",
    "newsletter_signup", "newsletter_leave", "social_follow", "social_interaction", "referral_received",
    "referral_made", "event_attended", "email_open", "email_click", "demo_request", "trial_start", "call_attempt",
    "call_answered", "cart_add", "checkout_start", "review_read", "campaign_sent", "play_sent", "screened_passed",
    "screened_failed", "sales_accepted", "sales_rejected", "offer_made", "complaint", "unsubscribe",
)  # fmt: skip
STAGES = ("screening", "demo", "offer", "negotiation", "won", "lost")
PAGES = (
    "home",
    "features",
    "docs",
    "customers",
    "blog",
    "about",
    "pricing",
    "guides",
    "reviews",
    "contact",
    "checkout",
)
DEVICES = ("phone", "computer", "tablet")


def code(words: tuple[str, ...], word: str) -> int:
    """Return the number that stands for a word.

    Examples
    --------
    >>> code(NEEDS, "stock")
    2
    """
    return words.index(word)


@cache
def numbers() -> Mapping[str, Any]:
    """Return every number of the world, as its file nests them.

    Examples
    --------
    >>> numbers()["need"]["stock"]
    0.06
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - read only when a world is made

    text = files("leadkit").joinpath(f"data/worlds/{WORLD}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


@cache
def channels() -> tuple[str, ...]:
    """Return the channels in the order of their codes; `email` comes last (nobody first comes by it).

    Examples
    --------
    >>> channels()[0], channels()[-1]
    ('account', 'email')
    """
    return (*numbers()["channels"], "email")


@cache
def products() -> tuple[str, ...]:
    """Return the products in the order of their codes.

    Examples
    --------
    >>> products()
    ('starter', 'team', 'suite', 'add_on')
    """
    return tuple(numbers()["products"])


@cache
def campaigns() -> tuple[str, ...]:
    """Return the campaigns in the order of their codes; first letter, mailings, advertisements.

    Examples
    --------
    >>> campaigns()[0], campaigns()[-1]
    ('first_letter', 'ads_2025h1')
    """
    return ("first_letter", *numbers()["campaigns"], "ads_2023h2", "ads_2024h1", "ads_2024h2", "ads_2025h1")


def moment(day: date) -> int:
    """Return the seconds from the first midnight of the world to midnight of `day`.

    Examples
    --------
    >>> from datetime import date
    >>> moment(date(2023, 7, 2))
    86400
    """
    first: date = numbers()["first_day"]
    return (day - first).days * DAY


@cache
def end() -> int:
    """Return the moment after the last second of the world.

    Examples
    --------
    >>> end() // 86400
    731
    """
    return moment(numbers()["last_day"]) + DAY


@cache
def reference() -> int:
    """Return the moment at which the last days begin, of which the truth speaks (2025-04-02, midnight).

    Examples
    --------
    >>> (end() - reference()) // 86400
    90
    """
    return end() - int(numbers()["window_days"]) * DAY
