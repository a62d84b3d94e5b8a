"""The words that every world is coded in, in the order of their codes: the schema's, and a test holds them so."""

from __future__ import annotations

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
SITE = ("pricing", "guides", "reviews", "contact", "checkout")  # pages that every world has, beside its own
DEVICES = ("phone", "computer", "tablet")
LANGUAGES = ("en", "th", "vi")
SENIORITY = ("junior", "specialist", "manager", "director", "executive", "owner")
GENDERS = ("female", "male", "other")
HALF_YEARS = ("2023h2", "2024h1", "2024h2", "2025h1")


def code(words: tuple[str, ...], word: str) -> int:
    """Return the number that stands for a word.

    Examples
    --------
    >>> code(NEEDS, "stock")
    2
    """
    return words.index(word)
