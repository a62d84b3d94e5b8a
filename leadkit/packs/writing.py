"""Cards written back as packs: what was moved in a notebook becomes a file that ``leadkit rules`` reads.

What is written says the same as the card, in the order of the packs; the tests of the pack it came from are left
behind, since they hold for that card.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.scoring import Scorecard
    from leadkit.scoring.criteria import Activity, Criterion


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
    tree = {"kind": "scorecard", "name": card.name, "version": card.version, "title": _text(card.title) or card.name}
    tree |= _given(source=list(card.sources), remark=_text(card.remark))
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
