"""What the tests of scoring share: random cards, everybody who could be, and a judge in plain Python.

Nothing of ``leadkit.scoring`` works anything out here; its values are only made and read. A condition is drawn together
with a small function that answers it, so that no reader and no SQL stands between the text and what it should say.
Points are whole hundredths and ten-thousandths; what fades is worked out with fractions and with 60 digits.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import pandas as pd
from hypothesis import strategies as st

from leadkit.conditions import Condition
from leadkit.scoring import Activity, Axis, Criterion, Decay, Rule, Scorecard, Tier

# ---- everybody who could be ---------------------------------------------------------------------------------------

NOTHING = object()  # a value that is missing because nothing ever happened
KNOWN = {  # columns of a snapshot that may be not known, and all values that they take here
    "stated_budget": (0, 10, 30),
    "authority": ("decides", "none"),
    "consent": (True, False),
    "timescale_months": (0, 3),
}
HAPPENED = {"last_activity_days": (5, 40)}  # NULL: nothing ever happened, which is known
COLUMNS = {**KNOWN, **HAPPENED}
DTYPES = {
    "stated_budget": "float64",  # so that NULL comes as NaN
    "authority": "str",
    "consent": "boolean",
    "timescale_months": "Int64",
    "last_activity_days": "Float64",
    "won": "boolean",
}
EVERYBODY = [
    dict(zip(COLUMNS, cells, strict=True)) for cells in product(*((None, *values) for values in COLUMNS.values()))
]


def table(rows=EVERYBODY, **more):
    """Give people as a snapshot; every third of them has won."""
    told = {name: [row[name] for row in rows] for name in COLUMNS}
    ids = [f"p{n}" for n in range(len(rows))]
    won = [(True, False, None)[n % 3] for n in range(len(rows))]
    return pd.DataFrame({"person_id": ids, **told, "won": won, **more}).astype(DTYPES)


def completions(row):
    """Give everybody whom this person could turn out to be, once all is known that can be."""
    choices = [(row[name],) if row[name] is not None or name in HAPPENED else COLUMNS[name] for name in COLUMNS]
    return product(*choices)


# ---- conditions: a text, and what it says of a row ----------------------------------------------------------------


class Term(NamedTuple):
    """A value: ``of(row, opened)`` gives it, None where it is not known, NOTHING where nothing ever happened."""

    text: str
    of: object


class Asked(NamedTuple):
    """A condition: ``of(row, opened)`` gives True, False or None; opened, None where what is not known could decide."""

    text: str
    of: object


def column(name):
    missing = NOTHING if name in HAPPENED else None
    return Term(name, lambda row, _: missing if row[name] is None else row[name])


def constant(text, value):
    return Term(text, lambda row, _: value)  # noqa: ARG005 - as every term


def worked_out(text, work, *terms):
    """Give a calculation: missing when any of its values is."""

    def of(row, opened):
        told = [term.of(row, opened) for term in terms]
        if any(one is NOTHING for one in told):
            return NOTHING
        return None if any(one is None for one in told) else work(*told)

    return Term(text, of)


def coalesced(text, *terms):
    def of(row, opened):
        told = [term.of(row, opened) for term in terms]
        if opened and any(one is None for one in told):
            return None
        there = [one for one in told if one is not None and one is not NOTHING]
        return there[0] if there else NOTHING if all(one is NOTHING for one in told) else None

    return Term(text, of)


def asked_of(term):
    """Take a yes or no as a condition: of what never happened it is a plain no."""

    def of(row, opened):
        told = term.of(row, opened)
        return False if told is NOTHING else told

    return Asked(term.text, of)


def is_null(name):
    def of(row, opened):
        told = column(name).of(row, opened)
        return None if opened and told is None else told is None or told is NOTHING

    return Asked(f"{name} IS NULL", of)


def negated(one, text=None):
    def of(row, opened):
        told = one.of(row, opened)
        return None if told is None else not told

    return Asked(text or f"NOT ({one.text})", of)


def joined(word, ones):
    decides = word == "OR"  # a yes decides an OR, a no an AND

    def of(row, opened):
        told = [one.of(row, opened) for one in ones]
        if decides in told:
            return decides
        return None if None in told else not decides

    return Asked("(" + f" {word} ".join(one.text for one in ones) + ")", of)


_COMPARED = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def compared(left, sign, right):
    return asked_of(worked_out(f"{left.text} {sign} {right.text}", _COMPARED[sign], left, right))


BUDGET, MONTHS, DAYS = column("stated_budget"), column("timescale_months"), column("last_activity_days")
numbers = st.sampled_from(
    [
        *(term for term in (BUDGET, MONTHS, DAYS) for _ in range(3)),
        worked_out("(stated_budget + 10 * timescale_months)", lambda one, other: one + 10 * other, BUDGET, MONTHS),
        worked_out("(last_activity_days - stated_budget)", lambda one, other: one - other, DAYS, BUDGET),
        worked_out("GREATEST(stated_budget, 10)", lambda one: max(one, 10), BUDGET),
        worked_out("LEAST(timescale_months, stated_budget)", min, MONTHS, BUDGET),
        worked_out("GREATEST(last_activity_days, timescale_months)", max, DAYS, MONTHS),
        coalesced("COALESCE(stated_budget, 10)", BUDGET, constant("10", 10)),
        coalesced("COALESCE(timescale_months, stated_budget)", MONTHS, BUDGET),
        coalesced("COALESCE(last_activity_days, 99)", DAYS, constant("99", 99)),
        coalesced("COALESCE(last_activity_days, timescale_months)", DAYS, MONTHS),
    ]
)
borders = st.sampled_from([0, 1, 2, 5, 10, 20, 30]).map(lambda one: constant(str(one), one))
WHO = st.sampled_from(
    [column("authority"), coalesced("COALESCE(authority, 'none')", column("authority"), constant("'none'", "none"))]
)
words = st.sampled_from([constant(f"'{one}'", one) for one in KNOWN["authority"]])
atoms = st.one_of(
    st.builds(compared, numbers, st.sampled_from(list(_COMPARED)), borders),
    st.builds(compared, numbers, st.sampled_from([">", "<="]), numbers),
    st.builds(compared, WHO, st.sampled_from(["=", "<>"]), words),
    st.builds(is_null, st.sampled_from(list(COLUMNS))),
    st.sampled_from(
        [
            asked_of(column("consent")),
            asked_of(coalesced("COALESCE(consent, FALSE)", column("consent"), constant("FALSE", False))),
            asked_of(worked_out("stated_budget BETWEEN 10 AND 20", lambda one: 10 <= one <= 20, BUDGET)),
            asked_of(worked_out("last_activity_days NOT BETWEEN 5 AND 9", lambda one: not 5 <= one <= 9, DAYS)),
            asked_of(worked_out("timescale_months IN (0, 3)", lambda one: one in (0, 3), MONTHS)),
            asked_of(worked_out("last_activity_days NOT IN (0, 1)", lambda one: one not in (0, 1), DAYS)),
            asked_of(worked_out("authority IN ('none', 'x')", lambda one: one == "none", column("authority"))),
            negated(is_null("authority"), "authority IS NOT NULL"),
        ]
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(negated, inner),
    ),
    max_leaves=3,
)

# ---- cards --------------------------------------------------------------------------------------------------------

EVENTS = ("page_view", "demo_request", "unsubscribe")
points = st.sampled_from([25, 10, 5, 3.5, 0.07, 0, -0.25, -5, -15, Decimal("12.34"), Decimal("999999.99")])
weights = st.sampled_from([1, 1, 1, 2, 0.5, 1.25, 0, Decimal("0.01"), 40])
edges = st.sampled_from([None, None, -10, -2.5, 0, 0, 5, 10, 24.99, 25])


@st.composite
def decays(draw):
    days = draw(st.sampled_from([1, 2, 3, 7, 30]))
    return Decay(**{draw(st.sampled_from(["half_life_days", "linear_to_days"])): days})


@st.composite
def activities(draw, name):
    once = draw(st.booleans())
    return Activity(
        name,
        draw(st.sampled_from(EVENTS)),
        draw(points),
        once=once,
        within_days=draw(st.sampled_from([None, 1, 3, 30])),
        per_day_max=None if once else draw(st.sampled_from([None, 1, 2])),
        decay=draw(st.none() | decays()),
    )


class Drawn(NamedTuple):
    """A card, with what answers its conditions and its tiers."""

    card: Scorecard
    says: dict  # Condition to Asked
    tiers: dict  # Condition to a function of what the judge found


@st.composite
def tier_tests(draw, names):
    """Draw a condition on the score with the function that answers it."""
    kind = draw(st.sampled_from(["number"] * 4 + ["between", "share", "points", "not", "and", "or", "constant"]))
    score = draw(st.sampled_from(["score", "score_low", "score_high"]))
    border = draw(st.sampled_from(["0", "0.07", "5", "10", "12.5", "25", "-2.5"]))
    sign = draw(st.sampled_from(list(_COMPARED)))
    if kind in ("not", "and", "or"):
        ones = [draw(tier_tests(names)) for _ in range(1 + (kind != "not"))]
        text = f" {kind.upper()} ".join(f"({text})" for text, _ in ones)
        if kind == "not":
            return f"NOT {text}", lambda found: not ones[0][1](found)
        both = all if kind == "and" else any
        return text, lambda found: both(answer(found) for _, answer in ones)
    if kind == "constant":
        return draw(st.sampled_from([("TRUE", lambda _: True), ("FALSE", lambda _: False)]))
    if kind == "between":
        return f"{score} BETWEEN {border} AND 25", lambda found: Fraction(border) <= found[score] <= 25
    name, number = score, border
    if kind == "share":
        name, number = "coverage", draw(st.sampled_from(["0", "0.3333", "0.5", "1"]))
    elif kind == "points":
        name = f"{draw(st.sampled_from(names))}_points"
    if draw(st.booleans()):  # the number may stand on the left, too
        return f"{number} {sign} {name}", lambda found: _COMPARED[sign](Fraction(number), found[name])
    return f"{name} {sign} {number}", lambda found: _COMPARED[sign](found[name], Fraction(number))


@st.composite
def criteria(draw, name, says, *, acting=False):
    asked = draw(st.lists(conditions, min_size=0 if acting else 1, max_size=4))
    rules = tuple(Rule(f"r{i}", _kept(one, says), draw(points), f"because {i}") for i, one in enumerate(asked))
    acts = [draw(activities(f"a{i}")) for i in range(draw(st.integers(1, 3)) if acting else 0)]
    floor, cap = draw(edges), draw(edges)
    if floor is not None and cap is not None and floor > cap:
        floor, cap = cap, floor
    policy = "sum" if acting else draw(st.sampled_from(["sum", "first", "max"]))
    return Criterion(name, rules, tuple(acts), policy, floor, cap, draw(weights))


def _kept(asked, says):
    condition = Condition(asked.text)
    says[condition] = asked
    return condition


@st.composite
def tiers_of(draw, names, most=3):
    """Draw tiers for criteria of such names: the tiers, and what answers them."""
    told = [draw(tier_tests(names)) for _ in range(draw(st.integers(0, most)))]
    made = tuple(Tier(f"t{i}", Condition(text)) for i, (text, _) in enumerate(told))
    return made, {tier.when: answer for tier, (_, answer) in zip(made, told, strict=True)}


@st.composite
def cards(draw, *, acting=False, most=3):
    """Draw a card of up to so many criteria, with tiers, sometimes with axes; with activities if asked to."""
    says = {}
    names = ["budget", "need", "doing"][: draw(st.integers(1, most))]
    made = [draw(criteria(name, says, acting=acting and at == 0)) for at, name in enumerate(names)]
    if not any(one.weight for one in made):
        made[0] = made[0].changed(weight=1)
    tiers, answers = draw(tiers_of(names))
    axes = ()
    if draw(st.booleans()):
        axes = Axis("fit", tuple(names), (0, 12.5)), Axis("doing", (names[-1],), (-2.5, 0.07, 10))
    return Drawn(Scorecard("drawn", tuple(made), tiers, axes), says, answers)


@st.composite
def changes(draw, drawn):
    """Draw the same card with other points, weights, floors, caps and tiers."""
    card = drawn.card
    for one in card.criteria:
        floor, cap = draw(st.sampled_from([(None, None), (0, None), (None, 10), (-2.5, 24.99), (5, 5)]))
        new = {name: draw(points) for name in one.names if draw(st.booleans())}
        card = card.changed(one.name, points=new, floor=floor, cap=cap, weight=draw(weights.filter(bool)))
    tiers, answers = draw(tiers_of([one.name for one in card.criteria]))
    return Drawn(Scorecard(card.name, card.criteria, tiers), drawn.says, answers)


# ---- the judge ----------------------------------------------------------------------------------------------------


def hundredths(number):
    return int(Decimal(str(number)) * 100)


def fading(one, days):
    """Give the hundredths of one event of an activity so many days later."""
    if days < 0 or (one.within_days is not None and days >= one.within_days):
        return 0
    start = hundredths(one.points)
    if one.decay is None:
        return start
    if one.decay.linear_to_days is not None:
        return _rounded(Fraction(start * max(one.decay.linear_to_days - days, 0), one.decay.linear_to_days))
    with localcontext(prec=60):
        times, rest = divmod(days, one.decay.half_life_days)
        left = Fraction(start, 2**times)
        if rest:
            left *= Fraction(Decimal(2) ** (Decimal(-rest) / one.decay.half_life_days))
        return _rounded(left)


def _rounded(number):
    """Round half away from zero."""
    with localcontext(prec=60):
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def acted(one, events):
    """Give the hundredths of an activity: events are kinds and how many days ago, below 0 for those to come."""
    days = sorted(ago for kind, ago in events if kind == one.event and ago >= 0)
    if one.once:
        return fading(one, days[0]) if days else 0
    most = one.per_day_max or len(days)
    return sum(min(days.count(ago), most) * fading(one, ago) for ago in set(days))


class Part(NamedTuple):
    """What the judge finds of one criterion, in hundredths: each speaker, and from them the points and their ends."""

    spoke: dict
    raw: int
    low: int
    high: int


def part(criterion, says, row, events=()):
    """Judge one criterion, rule by rule."""
    now = tuple(says[rule.when].of(row, False) is True for rule in criterion.rules)
    left_open = tuple(says[rule.when].of(row, True) for rule in criterion.rules)
    spoke, low, high = _ruled(
        criterion.policy, tuple((one.name, one.points) for one in criterion.rules), now, left_open
    )
    acts = {one.name: acted(one, events) for one in criterion.activities}
    raw, worth = sum(spoke.values()), sum(acts.values())
    spoke = {**spoke, **{name: value for name, value in acts.items() if value}}
    return Part(spoke, raw + worth, low + worth, high + worth)


@lru_cache(maxsize=10_000)  # for the few answers that all these people give
def _ruled(policy, rules, now, left_open):
    """Give who speaks, and the ends, by trying every way in which the open rules could turn out."""
    told = [(name, hundredths(value)) for name, value in rules]
    ways = product(*((False, True) if one is None else (one,) for one in left_open))
    ends = {sum(_speakers(policy, told, way).values()) for way in ways}
    return _speakers(policy, told, now), min(ends), max(ends)


def _speakers(policy, told, said):
    """Give the rules that speak with their points."""
    yes = [one for one, true in zip(told, said, strict=True) if true]
    if policy == "sum" or not yes:
        return dict(yes)
    return dict([yes[0] if policy == "first" else max(yes, key=lambda one: one[1])])


def clamped(criterion, value):
    if criterion.floor is not None:
        value = max(value, hundredths(criterion.floor))
    return value if criterion.cap is None else min(value, hundredths(criterion.cap))


def judged(drawn, row, events=()):
    """Judge a person: every column that a card can give, points in fractions; and the rows of the reasons, in units."""
    card, found, why = drawn.card, {}, []
    total = dict.fromkeys(("score", "score_low", "score_high"), Fraction(0))
    known = 0
    for one in card.criteria:
        told = part(one, drawn.says, row, events)
        own, low, high = (clamped(one, end) * hundredths(one.weight) for end in told[1:])
        why += _reasons(one, told)
        known += low == high
        for name, units in zip((one.column, f"{one.name}_low", f"{one.name}_high"), (own, low, high), strict=True):
            found[name] = Fraction(units, 10_000)
        for name in one.names:
            found[f"{one.name}_{name}_points"] = Fraction(told.spoke.get(name, 0), 100)
        for name, units in zip(total, (own, low, high), strict=True):
            total[name] += Fraction(units, 10_000)
    found |= {**total, "coverage": Fraction(known, len(card.criteria))}
    found["tier"] = next((tier.name for tier in card.tiers if drawn.tiers[tier.when](found)), None)
    if card.axes:
        found["grade"] = "".join(
            _grade(axis, found, marks) for axis, marks in zip(card.axes, ("ABC", "1234"), strict=True)
        )
    return found, why


def _reasons(one, told):
    acts = {activity.name for activity in one.activities}
    for name in one.names:
        if name in told.spoke:
            yield one.name, name, "activity" if name in acts else "rule", told.spoke[name] * 100
    floored = told.raw if one.floor is None else max(told.raw, hundredths(one.floor))
    end = clamped(one, told.raw)
    steps = (floored - told.raw) * 100, (end - floored) * 100, end * (hundredths(one.weight) - 100)
    yield from (
        (one.name, None, step, units) for step, units in zip(("floor", "cap", "weight"), steps, strict=True) if units
    )


def _grade(axis, found, marks):
    total = sum(found[f"{name}_points"] for name in axis.criteria)
    return marks[sum(total < Fraction(str(cut)) for cut in axis.cuts)]
