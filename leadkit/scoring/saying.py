"""A scorecard said aloud, in three languages: what a trainer reads before anybody is scored by it.

Everything that decides is said, in the order in which it is worked out: what a criterion asks, which of its rules
speak, how the points of dated events fade, between which borders they stay, how often they count; then tiers, grades,
and what an unknown answer does. The words stand in ``data/words.<lang>.yaml`` under ``scoring``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from leadkit import words
from leadkit.speaking import Speaker, always, labelled, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadkit.conditions import Condition
    from leadkit.scoring.criteria import Activity, Criterion, Rule
    from leadkit.scoring.values import Axis, Scorecard, Tier


def aloud(card: Scorecard, lang: str = "en") -> str:
    """Say a scorecard in plain words.

    Parameters
    ----------
    card : Scorecard
        The card.
    lang : {"en", "th", "vi"}
        The language. Texts that the card does not have in it are said in English.

    Returns
    -------
    str
        Several lines: the title, the criteria, the tiers, the grades, what is unknown, what was chosen.

    Raises
    ------
    UnknownNameError
        The kit does not speak the language.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard
    >>> rule = Rule("funded", Condition("stated_budget >= 20000"), 25, "the money is set aside")
    >>> print(aloud(Scorecard("small", (Criterion("budget", (rule,)),))))  # doctest: +ELLIPSIS
    small (version 1)
    <BLANKLINE>
    1. budget
       - 25 points if stated budget is at least 20,000: the money is set aside
    <BLANKLINE>
    The score is what this gives.
    ...
    """
    return paragraphs(_Speaker(card, words.check_language(lang)).sections())


class _Speaker(Speaker):
    """One card, in one language."""

    def __init__(self, card: Scorecard, lang: str) -> None:
        super().__init__(card, lang, "scoring")
        self.card = card
        self.criteria = {criterion.name: criterion.said(lang) for criterion in card.criteria}
        plain = ("score", "score_low", "score_high", "coverage")
        self.scores = {name: self.say(f"of.{name}") for name in plain}
        self.scores |= {
            f"{name}_points": self.say("of.points", criterion=label) for name, label in self.criteria.items()
        }

    def counted(self, what: str, value: Any) -> str:  # noqa: ANN401 - a number of the card
        return self.say(f"{what}.{'one' if abs(value) == 1 else 'other'}", number=self.number(value))

    def sections(self) -> Iterator[list[str]]:
        yield list(self.head())
        for place, criterion in enumerate(self.card.criteria, 1):
            yield list(self.criterion(place, criterion))
        yield [self.say("sum" if len(self.card.criteria) > 1 else "alone")]
        yield list(self.tiers())
        yield list(self.axes())
        yield [self.say("unknown"), *([self.say("logged")] if self.card.activities else [])]
        yield list(self.params())
        yield [self.say("choices")]
        yield list(self.remark())

    # Criteria.

    def criterion(self, place: int, criterion: Criterion) -> Iterator[str]:
        asks = words.pick(criterion.asks, self.lang)
        yield f"{place}. {self.criteria[criterion.name]}{': ' if asks else ''}{asks}"
        rules = [self.rule(rule) for rule in criterion.rules]
        activities = [self.activity(activity) for activity in criterion.activities]
        if len(rules) + len(activities) > 1:
            yield f"   {self.say(f'policy.{criterion.policy}')}"
        yield from (f"   - {line}" for line in (*rules, *activities))
        yield from (f"   {line}" for line in self.borders(criterion))

    def rule(self, rule: Rule) -> str:
        points = self.counted("points", rule.points)
        if always(rule.when):
            said = self.say("always", points=points)
        else:
            said = self.say("rule", points=points, condition=rule.when.say(self.lang, labels=True))
        return self.reason(said, rule)

    def activity(self, activity: Activity) -> str:
        key = "newest" if activity.once else "each"
        said = self.say(f"event.{key}", points=self.counted("points", activity.points), event=activity.event)
        return self.reason(self.say("list").join([said, *self.limits(activity)]), activity)

    def limits(self, activity: Activity) -> Iterator[str]:
        """Say which events count, and how their points fade."""
        if activity.per_day_max is not None:
            yield self.say("event.per_day", number=activity.per_day_max)
        if activity.within_days is not None:
            yield self.say("event.within", days=self.counted("days", activity.within_days))
        if activity.decay is not None and activity.decay.half_life_days is not None:
            yield self.say("event.halved", days=self.counted("days", activity.decay.half_life_days))
        elif activity.decay is not None:
            yield self.say("event.faded", days=self.counted("days", activity.decay.linear_to_days))

    def reason(self, said: str, one: Rule | Activity) -> str:
        because = words.pick(one.because, self.lang)
        return f"{said}: {because}" if because else said

    def borders(self, criterion: Criterion) -> Iterator[str]:
        ends = {key: value for key in ("floor", "cap") if (value := getattr(criterion, key)) is not None}
        if ends:
            yield self.say("_and_".join(ends), **{key: self.counted("points", value) for key, value in ends.items()})
        if not criterion.weight:
            yield self.say("no_weight")
        elif criterion.weight != 1:
            yield self.say("weight", number=self.number(criterion.weight))

    # What the score leads to.

    def tiers(self) -> Iterator[str]:
        if not self.card.tiers:
            return
        yield self.say("tiers")
        for tier in self.card.tiers:
            yield from self.tier(tier)
        if not always(self.card.tiers[-1].when):
            yield self.say("no_tier")

    def tier(self, tier: Tier) -> Iterator[str]:
        condition = self.say("everybody_else") if always(tier.when) else self.scored(tier.when)
        yield f"- {labelled(tier.said(self.lang), tier.name)}: {condition}"
        if remark := words.pick(tier.remark, self.lang):
            yield f"  {remark}"

    def scored(self, when: Condition) -> str:
        """Say a condition on the score, with the words of the language for what it compares."""
        names = "|".join(map(re.escape, sorted(self.scores, key=len, reverse=True)))
        return re.sub(rf"\b({names})\b", lambda found: self.scores[found[0]], when.say(self.lang))

    def axes(self) -> Iterator[str]:
        if not self.card.axes:
            return
        yield self.say("grades")
        for axis, marks in zip(self.card.axes, ("ABCDEFGHI", "123456789"), strict=True):
            yield f"- {self.axis(axis, marks)}"

    def axis(self, axis: Axis, marks: str) -> str:
        label = words.pick(axis.label, self.lang) or axis.name.replace("_", " ")
        steps = zip(marks, reversed(axis.cuts), strict=False)
        grades = [self.say("grade_from", grade=mark, cut=self.number(cut)) for mark, cut in steps]
        grades.append(self.say("grade_below", grade=marks[len(axis.cuts)]))
        added = " + ".join(self.criteria[name] for name in axis.criteria)
        named = label if label == added else self.say("adds", axis=label, criteria=added)
        return f"{named}: {self.say('list').join(grades)}"
