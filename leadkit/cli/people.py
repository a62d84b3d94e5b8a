"""The commands that ask people: classify, score, explain. Shared: what people are, parameters, the first rows shown."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadkit.cli.frame import console, examples, mistyped, pairs, share
from leadkit.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from leadkit.definitions import Definitions
    from leadkit.scoring import Scorecard
    from leadkit.tables import Tables

CLASSIFY = examples(
    "leadkit classify my-world --by marketstar",
    "leadkit classify my-world --by marketstar --by successagency --as-of 2025-03-31 --to answers.parquet",
    "leadkit classify my-world --by successagency -p quiet 30",
    "leadkit classify 'snapshots/*.parquet' --by my-pack.yaml --to answers.csv",
)
SCORE = examples(
    "leadkit score my-world --by bant",
    "leadkit score my-world --by temperature --as-of 2025-03-31 --to scores.parquet",
    "leadkit score 'snapshots/*.parquet' --by my-bant.yaml -p list_price 5000 --to scores.csv",
)
EXPLAIN = examples(
    "leadkit explain my-world --by bant --person p0000042",
    "leadkit explain my-world --by bant_engagement --as-of 2025-03-31 --to reasons.csv --lang vi",
)
FIRST = 10  # rows shown where nothing is written

Data = Annotated[str, typer.Argument(help="A folder of tables, or a snapshot: a CSV or Parquet file or glob.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="The day to look from, as 2025-06-30; the last day if left out.")
]
To = Annotated[Path | None, typer.Option("--to", help="A CSV or Parquet file to write.")]
Param = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME VALUE", help="What a source leaves open, as in: -p quiet 30."),
]
Card = Annotated[str, typer.Option("--by", help="A scorecard, by name or path.")]


def classify(
    data: Data,
    by: Annotated[list[str], typer.Option("--by", help="A pack of definitions, by name or path. May be repeated.")],
    as_of: AsOf = None,
    to: To = None,
    param: Param = None,
) -> None:
    """Ask the definitions of a pack of every person: yes, no or unknown.

    Without --to, counts are shown, and the first rows. People are known by their person_id alone.
    """
    from leadkit.definitions import classify as ask  # noqa: PLC0415 - `--help` must be quick
    from leadkit.definitions import tally  # noqa: PLC0415 - as above

    with mistyped():
        schools = _bound(by, values(param))
    people = people_of(data)
    with share("classifying") as progress:
        if to is not None:
            typer.echo(ask(people, by=schools, as_of=as_of, to=to, progress=progress))
            return
        counts = tally(people, by=schools, as_of=as_of, progress=lambda done: progress(done / 2))
        first, _ = _first(
            lambda aside: ask(people, by=schools, as_of=as_of, to=aside, progress=lambda done: progress(0.5 + done / 2))
        )
    said = {True: "yes", False: "no"}
    first = first.set_index("person_id").astype(object).map(lambda answer: said.get(answer, "unknown")).reset_index()
    _show(counts, first)


def score(data: Data, by: Card, as_of: AsOf = None, to: To = None, param: Param = None) -> None:
    """Score every person by a card: points, score, what it could be at least and at most, and tier.

    Without --to, the tiers are counted, and the first rows are shown. People are known by their person_id alone.
    """
    from leadkit import engine  # noqa: PLC0415 - `--help` must be quick
    from leadkit.scoring import score as ask  # noqa: PLC0415 - as above

    with mistyped():
        card = card_of(by, values(param))
    people = people_of(data)
    with share("scoring") as progress:
        if to is not None:
            typer.echo(ask(people, by=card, as_of=as_of, to=to, progress=progress))
            return
        grouped = "tier" if card.tiers else "score"
        first, counts = _first(
            lambda aside: ask(people, by=card, as_of=as_of, to=aside, progress=progress),
            lambda aside: engine.run(_counted(grouped), {"scores": str(aside)}),
        )
    if card.tiers:
        order = {tier.name: number for number, tier in enumerate(card.tiers)}
        counts = counts.sort_values("tier", key=lambda tiers: tiers.map(order), ignore_index=True)
        counts["tier"] = counts["tier"].fillna("no tier")
    _show(counts, first)


def explain(
    data: Data,
    by: Card,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", help="A person_id. May be repeated; the first ten people if left out."),
    ] = None,
    as_of: AsOf = None,
    to: To = None,
    param: Param = None,
    lang: Annotated[str, typer.Option(help="The language of the reasons: en, th or vi.")] = "en",
) -> None:
    """Give the reasons of scores: what spoke, and the steps from there; they add up to the score exactly.

    With --to, the reasons of everybody are written.
    """
    import pandas as pd  # noqa: PLC0415 - `--help` must be quick

    from leadkit.scoring import explain as ask  # noqa: PLC0415 - as above
    from leadkit.words import check_language  # noqa: PLC0415 - as above

    with mistyped():
        check_language(lang)
        card = card_of(by, values(param))
    people = people_of(data)
    with share("explaining") as progress:
        if to is not None:
            typer.echo(ask(people, by=card, as_of=as_of, to=to, lang=lang, progress=progress))
            return
        told, _ = _first(
            lambda aside: ask(people, by=card, as_of=as_of, to=aside, lang=lang, progress=progress),
            rows=None,
            only=person,
        )
    if person and (nobody := sorted(set(person) - set(told["person_id"]))):
        typer.echo(f"Nothing speaks for or against {', '.join(nobody)}: no such person, or no points.", err=True)
    for who, reasons in told.groupby("person_id", sort=False):
        typer.echo(f"{who}: {reasons['points'].sum():g}")
        for row in reasons.to_dict("records"):
            name = row["step"] if pd.isna(row["rule"]) else row["rule"]
            typer.echo(f"  {row['points']:>+8g}  {row['criterion']} {name}: {row['because']}")


def people_of(data: str) -> Tables | str:
    """Take a folder as tables, and everything else as a snapshot's file or files."""
    from leadkit import datasets  # noqa: PLC0415 - `--help` must be quick

    return datasets.read(data) if Path(data).is_dir() else data


def card_of(pack: str, given: Mapping[str, bool | float | str]) -> Scorecard:
    """Read a scorecard, with values for some of its parameters."""
    from leadkit import packs  # noqa: PLC0415 - `--help` must be quick

    return packs.scorecard(pack, **given)


def values(texts: Sequence[str] | None) -> dict[str, bool | float | str]:
    """Read the values of parameters: yes or no, whole numbers, numbers, texts.

    Examples
    --------
    >>> values(["quiet=30", "country=TH", "strict=true"])
    {'quiet': 30, 'country': 'TH', 'strict': True}
    """
    return {name: _value(text) for name, text in pairs(texts or []).items()}


def _counted(column: str) -> Any:  # noqa: ANN401 - a SELECT
    from sqlglot import exp  # noqa: PLC0415 - `--help` must be quick

    counted = exp.alias_(exp.Count(this=exp.Star()), "people")
    return exp.select(column, counted).from_("scores").group_by(column).order_by(column)


def _first(
    write: Callable[[Path], object],
    then: Callable[[Path], Any] | None = None,
    *,
    rows: int | None = FIRST,
    only: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, Any]:
    """Write everything aside and read the first rows (of the first people), however many there are."""
    import pandas as pd  # noqa: PLC0415 - `--help` must be quick
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(prefix="leadkit-") as folder:
        aside = Path(folder) / "rows.parquet"
        write(aside)
        with ParquetFile(aside) as file:
            if only:
                found = [batch.to_pandas() for batch in file.iter_batches()]
                kept = [batch[batch["person_id"].isin(list(only))] for batch in found]
                first = pd.concat(kept) if kept else file.read().to_pandas()
            else:
                first = next(file.iter_batches(rows or 100 * FIRST), file.schema_arrow.empty_table()).to_pandas()
        if rows is None and not only:
            first = first[first["person_id"].isin(first["person_id"].unique()[:FIRST])]
        return first, then(aside) if then else None


def _show(counts: pd.DataFrame, first: pd.DataFrame) -> None:
    typer.echo(counts.to_string(index=False))
    typer.echo(f"\nThe first {len(first)} people:")
    shown = first.dropna(axis="columns", how="all") if len(first) else first
    typer.echo(shown.to_string(index=False, line_width=console().width, na_rep="-"))


def _bound(packs: Sequence[str], given: Mapping[str, bool | float | str]) -> list[Definitions]:
    """Read the packs; a parameter goes to those that have it, and at least one must."""
    from leadkit import packs as shelf  # noqa: PLC0415 - `--help` must be quick

    if len(packs) == 1:
        return [shelf.definitions(packs[0], **given)]
    has = {pack: {parameter.name for parameter in shelf.definitions(pack).params} for pack in packs}
    known = set().union(*has.values())
    for name in given:
        if name not in known:
            raise UnknownNameError(f"No parameter '{name}' in {', '.join(packs)}.{nearest(name, known)}")
    return [shelf.definitions(p, **{name: value for name, value in given.items() if name in has[p]}) for p in packs]


def _value(text: str) -> bool | float | str:
    spoken = {"true": True, "false": False}
    if text.casefold() in spoken:
        return spoken[text.casefold()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
