"""Segmentations, profiles and playbooks said aloud, in three languages: what a trainer reads before they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit.segments.playbook import Playbook
from leadkit.segments.values import Profile
from leadkit.speaking import Speaker, always, labelled, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadkit.segments.values import Measure, Segment, Segmentation


def aloud(one: Segmentation | Profile | Playbook, lang: str = "en") -> str:
    """Say a segmentation, a profile or a playbook in plain words.

    Parameters
    ----------
    one : Segmentation, Profile or Playbook
        What is said.
    lang : {"en", "th", "vi"}
        The language. Texts that it does not have in it are said in English.

    Returns
    -------
    str
        Several lines.

    Raises
    ------
    UnknownNameError
        The kit does not speak the language.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.segments import Segment, Segmentation
    >>> some = Segmentation("small", Condition("TRUE"), (), (Segment("big", Condition("employees > 50"), "call"),))
    >>> print(aloud(some))  # doctest: +ELLIPSIS
    small (version 1)
    <BLANKLINE>
    It speaks of everybody.
    <BLANKLINE>
    Segments; the first whose condition is true is taken. After the arrow stands the play.
    - big: employees is more than 50 → call
    - otherwise: everybody else
    ...
    """
    kind = _OfPlaybook if isinstance(one, Playbook) else _OfProfile if isinstance(one, Profile) else _OfSegmentation
    return paragraphs(kind(one, lang, "segments").sections())


class _OfSegmentation(Speaker):
    one: Segmentation

    def sections(self) -> Iterator[Iterator[str]]:
        yield self.head()
        yield self.over()
        yield self.measures()
        yield self.segments()
        yield iter([self.say("unknown", segment=self.one.unknown.said(self.lang))])
        yield self.params()
        yield iter([self.say("choices")])
        yield self.remark()

    def over(self) -> Iterator[str]:
        everybody = always(self.one.over)
        condition = self.one.over.say(self.lang, labels=True)
        yield self.say("over_all") if everybody else self.say("over", condition=condition)

    def measures(self) -> Iterator[str]:
        if self.one.measures:
            yield self.say("measures")
        for measure in self.one.measures:
            yield from self.measure(measure)
        if any(measure.grades is not None for measure in self.one.measures):
            yield self.say("equal")

    def measure(self, measure: Measure) -> Iterator[str]:
        if isinstance(measure.of, Profile):
            profile = self.pick(measure.of.title) or measure.of.name
            yield f"- {self.say('near', name=measure.name, profile=profile)}"
            yield from (f"  {line}" for line in _parts(self, measure.of))
            return
        said = {"name": measure.name, "what": measure.of.say(self.lang, labels=True)}
        if measure.grades is not None:
            end = self.say(f"end.{measure.best}")
            yield f"- {self.say('grades', **said, grades=measure.grades, end=end)}"
        elif measure.cuts is not None:
            best = list(measure.cuts if measure.best == "low" else reversed(measure.cuts))
            grades = [
                self.say(f"cuts.{measure.best}", grade=len(best) + 1 - at, cut=self.number(cut))
                for at, cut in enumerate(best)
            ]
            yield f"- {self.say('number', **said)}: {', '.join([*grades, self.say('cuts.rest')])}"
        else:
            yield f"- {self.say('number', **said)}"

    def segments(self) -> Iterator[str]:
        yield self.say("segments")
        for segment in self.one.segments:
            yield from self.segment(segment, segment.when.say(self.lang, labels=True) if segment.when else "")
        yield from self.segment(self.one.otherwise, self.say("closed" if self.one.closed else "otherwise"))
        if not always(self.one.over):
            yield from self.segment(self.one.outside, self.say("outside"))
        yield from self.segment(self.one.unknown, self.say("not_known"))

    def segment(self, segment: Segment, condition: str) -> Iterator[str]:
        play = "" if segment.play == "none" else f" → {segment.play}"
        yield f"- {labelled(segment.said(self.lang), segment.name)}: {condition}{play}"
        if remark := self.pick(segment.remark):
            yield f"  {remark}"


class _OfProfile(Speaker):
    one: Profile

    def sections(self) -> Iterator[Iterator[str]]:
        yield self.head()
        yield iter([self.say("profile"), *_parts(self, self.one)])
        yield self.params()
        yield iter([self.say("choices")])
        yield self.remark()


def _parts(speaker: Speaker, profile: Profile) -> Iterator[str]:
    for part in profile.parts:
        condition, weight = part.when.say(speaker.lang, labels=True), speaker.number(part.weight)
        yield f"- {speaker.say('part', part=part.said(speaker.lang), condition=condition, weight=weight)}"


class _OfPlaybook(Speaker):
    one: Playbook

    def sections(self) -> Iterator[Iterator[str]]:
        yield self.head()
        yield iter([self.say("playbook")])
        for play in self.one.plays.values():
            told = [f"{play.name}: {self.pick(play.does)}"]
            told += [
                f"  {self.say(name, text=self.pick(text))}"
                for name in ("for_whom", "why", "source")
                if (text := getattr(play, name))
            ]
            yield iter(told)
        yield self.remark()
