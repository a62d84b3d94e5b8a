"""Exercise 04: a word read as a condition, points that fade, an interval that decides, a card that meets its aims."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.definitions import classify
from leadkit.exercises.aims import as_person, says
from leadkit.exercises.choosing import chosen_of
from leadkit.exercises.comparing import Aims, Number, Rule, Words
from leadkit.exercises.forms import Differs, Given, as_number, kind_of
from leadkit.exercises.questions import Exercise, Question
from leadkit.outcomes import outcomes
from leadkit.packs import definitions, scorecard
from leadkit.scoring import score
from leadkit.shares import shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadkit.exercises.aims import Lacks

HALF_LIFE, BORDER, HORIZON, WINDOWS, SILENT = 90, 5, 90, 5, 60
HEADING, BODY = (definitions("successagency")[term].when for term in ("warm_heading", "warm_body"))
NAMES = ("newsletter", "form", "half_life", "border")


def until(given: Given) -> pd.DataFrame:
    """Take what happened until the end of the day."""
    events: pd.DataFrame = given.data.events
    return events[events["happened_at"] < pd.Timestamp(given.day) + pd.Timedelta(days=1)]


@lru_cache(maxsize=2)  # one check asks for it once for each mistake that it knows
def acts(given: Given) -> pd.DataFrame:
    """List the newest act of interest of each kind, of whoever has bought nothing and still reads us."""
    interest = scorecard("temperature").criteria[0].activities
    lasting = [one for one in interest if one.points > 0 and one.decay and one.decay.half_life_days]
    worth = {one.event: float(one.points) for one in lasting}
    done = until(given)
    gone = done.loc[done["kind"].isin(["newsletter_leave", "unsubscribe"]), "person_id"]
    open_ = given.everybody.loc[given.everybody["purchases"].eq(0), "person_id"]
    done = done[done["kind"].isin(list(worth)) & done["person_id"].isin(open_) & ~done["person_id"].isin(gone)]
    done = done.sort_values("happened_at").drop_duplicates(["person_id", "kind"], keep="last")
    ago = (pd.Timestamp(given.day) - done["happened_at"].dt.normalize()).dt.days
    return done[["person_id", "kind"]].assign(days_ago=ago, points=done["kind"].map(worth).astype("float64"))


def left(one: pd.DataFrame, days: int = 0, half_life: float = HALF_LIFE) -> pd.Series[float]:
    """Work out how many points of each act are left after some more days."""
    return one["points"] * 0.5 ** ((one["days_ago"] + days) / half_life)


def hers(given: Given) -> pd.DataFrame | None:
    """Choose whom task 2 is about: still warm, silent today, and with as many kinds of acts as can be."""
    each = acts(given).assign(now=left(acts(given))).groupby("person_id")
    found = each.agg(kinds=("kind", "size"), newest=("days_ago", "min"), now=("now", "sum")).reset_index()
    found = found[found["kinds"].ge(2) & found["newest"].ge(1) & found["now"].ge(BORDER)].round({"now": 6})
    if found.empty:
        return None
    she = found.sort_values(["kinds", "now", "person_id"])["person_id"].iloc[-1]
    return acts(given)[acts(given)["person_id"].eq(she)]


def fades(given: Given, change: Callable[[pd.DataFrame], pd.DataFrame] = lambda one: one) -> int | None:
    """Find the first day on which less than the border is left, of her acts or of what a mistake makes of them."""
    one = hers(given)
    if one is None:
        return None
    return next(days for days in range(10_000) if left(change(one), days).sum() < BORDER)


def first_bought(given: Given) -> pd.Series[pd.Timestamp]:
    """Tell when each buyer bought from us for the first time."""
    deals = given.data.deals
    first: pd.Series[pd.Timestamp] = (
        deals[deals["won"] & deals["seller"].eq("us")].groupby("person_id")["closed_at"].min()
    )
    return first


@lru_cache(maxsize=2)
def counted(given: Given) -> pd.DataFrame:
    """Count, window by window, who of those on file had not bought and did so in the days after, by temperature."""
    data, card = given.data, scorecard("temperature")
    filed, bought = data.crm_records.groupby("person_id")["created_at"].min(), first_bought(given)
    own = data.people.loc[data.people["crm_role"].isin(["partner", "employee"]), "person_id"]
    seen = []
    days = [pd.Timestamp(given.day) - pd.Timedelta(days=HORIZON * n) for n in range(1, WINDOWS + 1)]
    begin = pd.Timestamp(data.first_day)
    for one in [one for one in days if one >= begin] or [begin]:
        then = score(data, by=card, as_of=one, columns=["tier"])
        then = then.merge(outcomes(data, as_of=one, horizon_days=HORIZON))
        end, who = one + pd.Timedelta(days=1), then["person_id"]
        was_filed, had_bought = (pd.DatetimeIndex(when.reindex(who)) < end for when in (filed, bought))
        seen.append(then[was_filed & ~had_bought & ~who.isin(own)])
    told = pd.concat(seen).dropna(subset="won").groupby("tier")["won"].agg(yes="sum", of="size")
    told = told.reindex(["cold", "warm", "qualified"]).fillna(0).astype("int64")
    return pd.DataFrame(told)


def those(given: Given, tier: str) -> tuple[int, int]:
    """Tell how many of one temperature bought, and of how many."""
    told = counted(given)
    return int(told["yes"][tier]), int(told["of"][tier])


def ends(given: Given) -> pd.DataFrame:
    """Give the share of each temperature its interval."""
    return shares(counted(given)["yes"], counted(given)["of"])


def sentence(told: pd.DataFrame) -> str:
    """Choose the sentence that two intervals allow."""
    cold, warm = told.loc["cold"], told.loc["warm"]
    return "a" if warm["low"] > cold["high"] else "c" if cold["low"] > warm["high"] else "b"


def allowed(given: Given, chosen: str = "") -> dict[str, Any] | None:
    """Give the ends of the interval of the warm, and the sentence (or another)."""
    if not counted(given).loc[["cold", "warm"], "of"].all():
        return None
    told = ends(given)
    low, high = (float(told[end]["warm"]) for end in ("low", "high"))
    return {"low": low, "high": high, "sentence": chosen or sentence(told)}


def other_ends(given: Given, yes: int, of: int) -> dict[str, Any]:
    """Give the ends that another count would have."""
    told = shares([yes], [of]).iloc[0]
    return {**(allowed(given) or {}), "low": float(told["low"]), "high": float(told["high"])}


def of_buyers(given: Given) -> dict[str, Any]:
    """Give the ends of another share: how many of those who bought had been warm."""
    return other_ends(given, those(given, "warm")[0], int(counted(given)["yes"].sum()))


def plain_ends(given: Given) -> dict[str, Any]:
    """Give the ends of the schoolbook's interval, share plus and minus two standard errors."""
    yes, of = those(given, "warm")
    part = yes / of
    error = 2 * (part * (1 - part) / of) ** 0.5
    return {**(allowed(given) or {}), "low": part - error, "high": part + error}


def as_allowed(answer: object, _: Given) -> dict[str, Any]:
    """Read two ends and a sentence."""
    names = ["low", "high", "sentence"]
    if not isinstance(answer, Mapping) or set(answer) != set(names):
        raise Differs("own.form", kind=kind_of(answer), names=", ".join(names))
    chosen = chosen_of(answer["sentence"], [*"abcde"])
    if len(chosen) != 1:
        raise Differs("not_one_choice", many=len(chosen))
    return {"low": as_number(answer["low"]), "high": as_number(answer["high"]), "sentence": chosen[0]}


def interval(answer: Mapping[str, Any], given: Given) -> Lacks:
    """Aim: the two ends are those of the warm."""
    right = allowed(given) or {}
    off = next((end for end in ("low", "high") if abs(answer[end] - right[end]) > 0.0006), None)
    return {"end": off, "value": answer[off]} if off else None


def chooses_not(letter: str) -> Callable[[Mapping[str, Any], Given], Lacks]:
    """Aim: a sentence is not chosen where the table does not allow it."""

    def aim(answer: Mapping[str, Any], given: Given) -> Lacks:
        return {} if answer["sentence"] == letter != sentence(ends(given)) else None

    return aim


def as_change(answer: object, _: Given) -> dict[str, float]:
    """Read the changed numbers of a card."""
    answer = answer.to_dict() if isinstance(answer, pd.Series) else answer
    if not isinstance(answer, Mapping) or set(answer) != set(NAMES):
        raise Differs("own.form", kind=kind_of(answer), names=", ".join(NAMES))
    return {name: as_number(answer[name]) for name in NAMES}


def still_warm(change: Mapping[str, float], given: Given) -> int:
    """Count who has as many points as the border, or more."""
    done = acts(given)
    points = done["points"].mask(done["kind"].eq("newsletter_signup"), change["newsletter"])
    points = points.mask(done["kind"].eq("form_submit"), change["form"])
    total = left(done.assign(points=points), half_life=change["half_life"]).groupby(done["person_id"]).sum()
    return int((total >= change["border"]).sum())


def changed(**numbers: float) -> dict[str, float]:
    """Write a change of the card."""
    return {"newsletter": 12, "form": 16, "half_life": HALF_LIFE, "border": BORDER, **numbers}


def sense(change: Mapping[str, float], _: Given) -> Lacks:
    """Aim: no act counts against somebody, and there is something to fade and something to reach."""
    low = {name: change[name] for name in NAMES if change[name] < 0 or (name in NAMES[2:] and change[name] == 0)}
    return {"name": next(iter(low))} if low else None


def reads_only(change: Mapping[str, float], _: Given) -> Lacks:
    """Aim: the newsletter alone makes nobody warm."""
    if change["newsletter"] < change["border"]:
        return None
    return {"points": change["newsletter"], "border": change["border"]}


def asked_us(change: Mapping[str, float], _: Given) -> Lacks:
    """Aim: a form keeps somebody warm for some time."""
    points = change["form"] * 0.5 ** (SILENT / change["half_life"])
    return None if points >= change["border"] else {"points": points, "border": change["border"]}


def warm_again(least: float, most: float) -> Callable[[Mapping[str, float], Given], Lacks]:
    """Aim: as many are warm as now, times something between two numbers."""

    def aim(change: Mapping[str, float], given: Given) -> Lacks:
        many, now = still_warm(change, given), still_warm(changed(), given)
        return None if least * now <= many <= most * now else {"many": many, "most": now}

    return aim


FORM = {"form": lambda *_: None}  # the form of an answer is seen when it is read
ROOM = {"room": warm_again(0, 1), "some": warm_again(0.5, 1)}

EXERCISE = Exercise(
    "04_cold_warm_qualified",
    (
        Question(
            "regular",
            "regular",
            Rule(("visits_30d",)),
            expected=lambda _: "visits_30d >= 2",
            wrong={
                "more": lambda _: "visits_30d > 2",
                "exactly": lambda _: "visits_30d = 2",
                "rarely": lambda _: "visits_30d < 2",
                "once": lambda _: "visits_30d > 0",
                "interest": lambda _: "showed_interest",
            },
        ),
        Question(
            "fades",
            "fades",
            Number(),
            expected=fades,
            wrong={
                "last_warm": lambda given: (fades(given) or 0) - 1,
                "strongest": lambda given: fades(given, lambda one: one.nlargest(1, "points")),
                "fresh": lambda given: fades(given, lambda one: one.assign(days_ago=0)),
                "from_newest": lambda given: fades(
                    given, lambda one: one.assign(days_ago=one["days_ago"] - one["days_ago"].min())
                ),
                "never": lambda _: float("inf"),
            },
        ),
        Question(
            "breaker",
            "breaker",
            Aims(as_person, {"heading": says(HEADING, wanted=True), "body": says(BODY, wanted=False)}),
            expected=lambda _: {"visits_30d": 2},
            wrong={
                "both": lambda _: {"visits_30d": 3, "newsletter": True},
                "other_way": lambda _: {"newsletter": True},
                "friend": lambda _: {"visits_30d": 4, "referred": True},
                "one_visit": lambda _: {"visits_30d": 1},
                "many": lambda given: given.who(HEADING),
            },
            points=2,
        ),
        Question(
            "allowed",
            "allowed",
            Aims(
                as_allowed,
                {**FORM, "interval": interval, **{letter: chooses_not(letter) for letter in "abcde"}},
            ),
            expected=allowed,
            wrong={
                "other": lambda given: allowed(given, "b" if sentence(ends(given)) != "b" else "a"),
                "cause": lambda given: allowed(given, "d"),
                "never": lambda given: allowed(given, "e"),
                "cold": lambda given: other_ends(given, *those(given, "cold")),
                "of_buyers": of_buyers,
                "schoolbook": plain_ends,
                "sentence_only": lambda given: sentence(ends(given)),
            },
            points=2,
        ),
        Question(
            "change",
            "change",
            Aims(
                as_change,
                {**FORM, "sense": sense, "reads": reads_only, "asked": asked_us, **ROOM},
            ),
            expected=lambda _: changed(newsletter=4),
            wrong={
                "as_it_is": lambda _: changed(),
                "border_only": lambda _: changed(border=13),
                "quick": lambda _: changed(newsletter=4, half_life=30),
                "for_ever": lambda _: changed(newsletter=4, half_life=3650),
                "forms_only": lambda _: changed(newsletter=0, form=1600, border=1000),
                "against": lambda _: changed(newsletter=-5),
                "one_number": lambda _: {"newsletter": 4},
            },
            points=3,
        ),
        Question(
            "plays",
            "plays",
            Words(120),
            expected=lambda _: "-" * 120,
            wrong={"short": lambda _: "Call the warm.", "number": lambda _: 3, "list": lambda _: ["warm", "cold"]},
            points=3,
        ),
    ),
)


def quarrel(given: Given) -> float | None:
    """Work out what share of those whom the heading calls cold the paragraph calls warm."""
    told = classify(given.everybody, by=[definitions("successagency")[one] for one in ("cold_heading", "warm_body")])
    cold, warm = (told[name].fillna(value=False).astype(bool) for name in told.columns[-2:])
    return float((cold & warm).sum() / cold.sum()) if cold.any() else None


def bought_after_warm(given: Given) -> float | None:
    """Work out what share of the warm on file bought in the days after."""
    yes, of = those(given, "warm")
    return yes / of if of else None


def bought_after_search(given: Given) -> float | None:
    """Work out how many of those who searched, and had not bought, did so in the days after."""
    done = until(given)
    start = done[done["kind"].eq("search_visit")].groupby("person_id")["happened_at"].min()
    start = start[start + pd.Timedelta(days=HORIZON) <= pd.Timestamp(given.day) + pd.Timedelta(days=1)]
    gap = first_bought(given).reindex(start.index) - start
    gap = gap[~(gap <= pd.Timedelta(0))]
    return float((gap <= pd.Timedelta(days=HORIZON)).sum() / len(gap)) if len(gap) else None


PREDICTIONS = {"readings": quarrel, "matter": bought_after_warm, "search": bought_after_search}
