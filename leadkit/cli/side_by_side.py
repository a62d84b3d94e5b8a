"""Two cards or two segmentations side by side, on the screen and in a picture (``leadkit rules diff``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadkit.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from leadkit.tables import Tables

WIDE = 80  # letters on a line of a screen that is not made wider


def check_wins(people: Tables | str, as_of: str | None, horizon: int | None, wins: str | None) -> None:
    """See that wins can be known of what was given."""
    from leadkit import engine  # noqa: PLC0415 - `--help` must be quick

    if wins is not None:
        if not isinstance(people, str):
            raise UnknownNameError(
                "--wins names a column of a snapshot; of a folder of tables, ask who bought later, as in "
                "--as-of 2025-03-31 --horizon 90."
            )
        kinds = engine.columns_of(people)
        if kinds.get(wins, "yes_no") != "yes_no":
            raise DataError(f"The column '{wins}' does not hold yes and no: --wins takes one that says who bought.")
    if horizon is not None and (as_of is None or isinstance(people, str)):
        raise UnknownNameError(
            "--horizon counts who bought after a day: give a folder of tables and that day, as in --as-of 2025-03-31."
        )


def lines(moves: pd.DataFrame, a: Any, b: Any, names: tuple[str, str]) -> list[str]:  # noqa: ANN401 - two of a kind
    """Put the moves into a table and a few sentences."""
    if moves.empty:
        return ["There are no people in it: the columns are there, and no row."]
    what = _what(moves)
    places = [_places(one) for one in (a, b)]
    named = moves.rename(columns={f"{what}_a": "a", f"{what}_b": "b"}).fillna({"a": "no tier", "b": "no tier"})
    stay = int(named.loc[named["a"] == named["b"], "people"].sum())
    total = int(named["people"].sum())
    told = [
        *_grid(named, names, places, what),
        "",
        f"{total - stay:,} of {total:,} people are in a {what} of another name.",
    ]
    if "wins" in named:
        told += ["", _by_place(named, places, what).to_string(index=False)]
    return told


def _what(moves: pd.DataFrame) -> str:
    return "segment" if "segment_a" in moves else "tier"


def _places(one: Any) -> list[str]:  # noqa: ANN401 - as above
    """Name the tiers or segments that somebody can be in, in order."""
    if hasattr(one, "everywhere"):
        return [segment.name for segment in one.everywhere]
    return [*(tier.name for tier in one.tiers), "no tier"]


def _grid(named: pd.DataFrame, names: tuple[str, str], places: list[list[str]], what: str) -> list[str]:
    """Write people by both: as a square, or as a list where that would be wider than a page."""
    grid = named.pivot_table(index="a", columns="b", values="people", aggfunc="sum", fill_value=0).astype(int)
    grid = grid.reindex(index=[one for one in places[0] if one in grid.index])
    grid = grid.reindex(columns=[one for one in places[1] if one in grid.columns])
    grid.index.name = grid.columns.name = None
    square = grid.to_string()
    if len(square.split("\n", 1)[0]) <= WIDE:
        return [f"People by {what}: rows {names[0]}, columns {names[1]}.", square]
    head = [f"{'by ' + names[0]:<24}  {'by ' + names[1]:<24}  {'people':>9}"]
    some = ((one, other, int(grid.loc[one, other])) for one in grid.index for other in grid.columns)
    return head + [f"{one:<24}  {other:<24}  {people:>9,}" for one, other, people in some if people]


def _by_place(named: pd.DataFrame, places: list[list[str]], what: str) -> pd.DataFrame:
    """Count people and wins of each tier or segment under both, and what is gained or lost."""
    import pandas as pd  # noqa: PLC0415 - `--help` must be quick

    sums = [named.groupby(column)[["people", "wins"]].sum() for column in ("a", "b")]
    order = [one for one in dict.fromkeys([*places[0], *places[1]]) if any(one in told.index for told in sums)]
    now, then = (told.reindex(order, fill_value=0) for told in sums)
    return pd.DataFrame(
        {
            what: order,
            "people now": now["people"].to_numpy(),
            "people then": then["people"].to_numpy(),
            "wins now": now["wins"].to_numpy(),
            "wins then": then["wins"].to_numpy(),
            "wins gained": (then["wins"] - now["wins"]).to_numpy(),
        }
    )


def check_free(picture: Path) -> None:
    """See that a picture can be written there."""
    if picture.suffix.lower() != ".png":
        raise DataError(f"The picture is written as PNG: end '{picture}' in .png.")
    if picture.exists():
        raise DataError(f"'{picture}' exists already and is left as it is: choose another name for the picture.")
    if not picture.parent.is_dir():
        raise DataError(f"There is no folder '{picture.parent}' to write '{picture.name}' into: make it first.")


def draw(
    moves: pd.DataFrame,
    by: tuple[Any, Any],
    names: tuple[str, str],
    picture: Path,
    lang: str,
) -> None:
    """Draw the moves into a file."""
    from leadkit import plots  # noqa: PLC0415 - `--help` must be quick
    from leadkit.documents import whole  # noqa: PLC0415 - as above

    if _what(moves) == "tier":
        labels = {tier.name: tier.said(lang) for card in by for tier in card.tiers}
        # no order is given: a card says which tier holds first, not which one is the better one
        ax = plots.tier_moves(moves, lang=lang, cards=names, labels=labels)
    else:
        flow = moves.rename(columns={"segment_a": "from", "segment_b": "to", "people": "pairs"})
        labels = {segment.name: segment.said(lang) for one in by for segment in one.everywhere}
        apart = [segment.name for one in by for segment in (one.outside, one.unknown)]
        order = list(dict.fromkeys(name for one in by for name in _places(one)))
        ax = plots.transition_flow(flow, lang=lang, heads=names, labels=labels, apart=apart, order=order)
    with whole(picture) as hidden:
        ax.figure.savefig(hidden, format="png", dpi=144, bbox_inches="tight")  # type: ignore[union-attr]  # of a figure
