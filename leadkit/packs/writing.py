"""Values written back as packs: what was moved in a notebook becomes a file that ``leadkit rules`` reads.

What is written says the same as the value, in the order of the packs; the tests of the pack it came from are left
behind, since they hold for that one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from leadkit.conditions import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.definitions import Definition, Definitions
    from leadkit.scoring import Scorecard
    from leadkit.scoring.criteria import Activity, Criterion
    from leadkit.segments import Measure, Segment, Segmentation


def card_tree(card: Scorecard) -> dict[str, Any]:
    """Give a card as the tree of its pack.

    Parameters
    ----------
    card : Scorecard
        Any card.

    Returns
    -------
    dict
        Plain values, in the order of a pack; may be changed.

    Examples
    --------
    >>> from leadkit.packs import scorecard
    >>> tree = card_tree(scorecard("bant"))
    >>> tree["criteria"][0]["rules"][0]["when"], tree["tiers"][0]["when"]
    ('stated_budget >= :list_price', 'score >= 75')
    """
    tree = _headed("scorecard", card)
    if card.params:
        tree["params"] = {
            one.name: {"value": one.value} | _given(stops=list(one.stops), says=_text(one.says)) for one in card.params
        }
    tree["criteria"] = [_criterion(one) for one in card.criteria]
    if card.axes:
        tree["axes"] = {
            one.name: _given(label=_text(one.label))
            | {"criteria": list(one.criteria), "cuts": list(map(plain, one.cuts))}
            for one in card.axes
        }
    if card.tiers:
        tree["tiers"] = [
            {"name": one.name}
            | _given(label=_text(one.label))
            | {"when": one.when.text}
            | _given(remark=_text(one.remark))
            for one in card.tiers
        ]
    return tree


def segmentation_tree(one: Segmentation) -> dict[str, Any]:
    """Give a segmentation as the tree of its pack; what was bound into its conditions stands in them.

    Parameters
    ----------
    one : Segmentation
        Any segmentation.

    Returns
    -------
    dict
        Plain values, in the order of a pack; may be changed.

    Examples
    --------
    >>> from leadkit.packs import segmentation
    >>> segmentation_tree(segmentation("rfm"))["measures"]["r"]
    {'of': 'last_purchase_days', 'grades': 5, 'best': 'low'}
    """
    tree = _headed("segmentation", one) | {"over": one.over.text}
    if one.measures:
        tree["measures"] = {measure.name: _measure(measure) for measure in one.measures}
    tree |= _given(playbook=one.playbook)
    tree["segments"] = [_segment(segment) for segment in one.segments]
    tree["otherwise"] = "none" if one.closed else _segment(one.otherwise)
    return tree | {"outside": _segment(one.outside), "unknown": _segment(one.unknown)}


def _measure(one: Measure) -> dict[str, Any]:
    of = {"of": one.of.text} if isinstance(one.of, Condition) else {"profile": one.of.name}
    cuts = [plain(cut) for cut in one.cuts or ()]
    return of | _given(grades=one.grades, cuts=cuts, best=one.best)


def _segment(one: Segment) -> dict[str, Any]:
    when = {"when": one.when.text} if one.when else {}
    return {"name": one.name} | when | {"play": one.play} | _given(label=_text(one.label), remark=_text(one.remark))


def _headed(kind: str, one: Any) -> dict[str, Any]:  # noqa: ANN401 - a card or a segmentation
    return _named(kind, one) | _given(source=list(one.sources), remark=_text(one.remark))


def _named(kind: str, one: Any) -> dict[str, Any]:  # noqa: ANN401 - any pack
    return {"kind": kind, "name": one.name, "version": one.version, "title": _text(one.title) or one.name}


def definitions_tree(pack: Definitions) -> dict[str, Any]:
    """Give definitions as the tree of a pack, their parameters bound.

    Parameters
    ----------
    pack : Definitions
        Any definitions. Those of a CRM keep their evidence in the remark of each term.

    Returns
    -------
    dict
        Plain values, in the order of a pack; may be changed.

    Examples
    --------
    >>> from leadkit.packs import definitions
    >>> definitions_tree(definitions("marketstar"))["terms"][0]["term"]
    'lead'
    """
    tree = _named("definitions", pack)
    tree["source"] = {"title": _text(pack.source.title) or pack.source.key}
    tree["source"] |= _given(publisher=_text(pack.source.publisher), date=pack.source.date)
    if pack.source.language != "en":
        tree["source"]["language"] = pack.source.language
    tree |= _given(remark=_text(pack.remark))
    tree["terms"] = [_term(one) for one in pack.terms]
    claims = [
        {"says": _text(one.says), "relation": [one.a, one.relation, one.b]} | _given(hedge=_text(one.hedge))
        for one in pack.claims
    ]
    return tree | _given(claims=claims)


def _term(one: Definition) -> dict[str, Any]:
    remark: Any = _text(one.remark) or ""
    if one.evidence:
        told = remark if isinstance(remark, dict) else {"en": remark}
        remark = {lang: " ".join(filter(None, [text, f"({one.evidence})"])) for lang, text in told.items()}
    return (
        {"term": one.term}
        | _given(label=_text(one.label))
        | {"says": _text(one.says), "when": one.when.text}
        | _given(remark=remark, hedge=_text(one.hedge))
    )


def _criterion(one: Criterion) -> dict[str, Any]:
    tree = {"name": one.name} | _given(label=_text(one.label), asks=_text(one.asks)) | {"policy": one.policy}
    numbers = {"floor": one.floor, "cap": one.cap, "weight": one.weight}
    tree |= {
        name: plain(value) for name, value in numbers.items() if value is not None and (name, value) != ("weight", 1)
    }
    if one.rules:
        tree["rules"] = [
            {
                "name": rule.name,
                "when": rule.template or rule.when.text,
                "points": plain(rule.points),
                "because": _because(rule),
            }
            for rule in one.rules
        ]
    if one.activities:
        tree["activities"] = [_activity(activity) for activity in one.activities]
    return tree


def _activity(one: Activity) -> dict[str, Any]:
    tree = {"name": one.name, "event": one.event, "points": plain(one.points), "because": _because(one)}
    tree |= _given(once=one.once, within_days=one.within_days, per_day_max=one.per_day_max)
    if one.decay:
        tree["decay"] = _given(half_life_days=one.decay.half_life_days, linear_to_days=one.decay.linear_to_days)
    return tree


def _because(one: Any) -> Any:  # noqa: ANN401 - a rule or an activity
    return _text(one.because) or one.name.replace("_", " ")


def _given(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a pack holds
    """Keep what is there."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def _text(text: Mapping[str, str] | str | None) -> dict[str, str] | str | None:
    return text if text is None or isinstance(text, str) else dict(text)


def plain(value: Any) -> Any:  # noqa: ANN401 - a number of a pack
    """Give a number as YAML writes it: whole where it is."""
    if isinstance(value, Decimal):
        value = int(value) if value == int(value) else float(value)
    return int(value) if isinstance(value, float) and value == int(value) else value


def written(tree: Mapping[str, Any]) -> str:
    r"""Write a tree as YAML, in its own order.

    Examples
    --------
    >>> written({"name": "a", "when": "TRUE"})
    "name: a\nwhen: 'TRUE'\n"
    """
    import yaml  # noqa: PLC0415 - only when something is written

    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=100))
