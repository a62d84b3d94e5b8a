"""The commands that ask people: classify, score, segment, explain; what they write, or the first rows on the screen."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadkit.cli.frame import console, examples, mistyped, share
from leadkit.cli.given import FEW, card_of, known_of, pack_of, packs_of, people_of, rows_of, values
from leadkit.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd


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
SEGMENT = examples(
    "leadkit segment my-world --by rfm",
    "leadkit segment my-world --by rfm --as-of 2025-03-31 --to segments.parquet",
    "leadkit segment 'snapshots/*.parquet' --by my-segments.yaml --to segments.csv",
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
        schools = packs_of(by, values(param))
    people = people_of(data, as_of)
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
    from leadkit.tables import Tables  # noqa: PLC0415 - as above

    card = card_of(by, values(param))
    people = people_of(data, as_of, card)
    moved = isinstance(people, Tables) and "overrides" in people.names
    with share("scoring") as progress:
        if to is not None:
            typer.echo(ask(people, by=card, as_of=as_of, to=to, progress=progress))
            return
        grouped = "tier" if card.tiers else "score"
        first, counts = _first(
            lambda aside: ask(people, by=card, as_of=as_of, to=aside, progress=progress),
            lambda aside: engine.run(_counted(grouped, moved=moved), {"scores": str(aside)}),
        )
    if card.tiers:
        order = {tier.name: number for number, tier in enumerate(card.tiers)}
        counts = counts.sort_values("tier", key=lambda tiers: tiers.map(order), ignore_index=True)
        counts["tier"] = counts["tier"].fillna("no tier")
    if moved and not counts["overridden"].any():
        counts = counts.drop(columns="overridden")
    idle = [name for name in first.columns if name.startswith("override_") and first[name].isna().all()]
    _show(counts, first.drop(columns=idle))


def segment(
    data: Data,
    by: Annotated[str, typer.Option("--by", help="A segmentation, by name or path.")],
    as_of: AsOf = None,
    to: To = None,
    param: Param = None,
) -> None:
    """Say in which segment every person is, with their grades and the play for them.

    Without --to, the segments are counted, and the first rows are shown. People are known by their person_id alone.
    """
    from leadkit import engine  # noqa: PLC0415 - `--help` must be quick
    from leadkit.segments import segment as ask  # noqa: PLC0415 - as above

    segmentation = pack_of(by, values(param), "segmentation")
    people = people_of(data, as_of, segmentation)
    with share("segmenting") as progress:
        if to is not None:
            typer.echo(ask(people, by=segmentation, as_of=as_of, to=to, progress=progress))
            return
        first, counts = _first(
            lambda aside: ask(people, by=segmentation, as_of=as_of, to=aside, progress=progress),
            lambda aside: engine.run(_counted("segment", moved=False), {"scores": str(aside)}),
        )
    order = {one.name: number for number, one in enumerate(segmentation.everywhere)}
    counts = counts.sort_values("segment", key=lambda names: names.map(order), ignore_index=True)
    _show(counts.assign(share=_shares(counts["people"])), first)


def _shares(people: pd.Series[int]) -> list[str]:
    return [f"{100 * number / people.sum():.1f} %" for number in people]


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
    lang: Annotated[str, typer.Option(envvar="LEADKIT_LANG", help="The language of the reasons: en, th or vi.")] = "en",
) -> None:
    """Give the reasons of scores: what spoke, and the steps from there; they add up to the score exactly.

    With --to, the reasons of everybody are written. Where nobody is named, only the first 1,000 people of a file are
    looked at.
    """
    from leadkit.scoring import explain as ask  # noqa: PLC0415 - `--help` must be quick
    from leadkit.words import check_language  # noqa: PLC0415 - as above

    with mistyped():
        check_language(lang)
        if person and to is not None:
            raise UnknownNameError(
                "--person shows some people, and --to writes the reasons of everybody: leave one out."
            )
    card = card_of(by, values(param))
    people = people_of(data, as_of, card)
    with share("explaining") as progress:
        if to is not None:
            typer.echo(ask(people, by=card, as_of=as_of, to=to, lang=lang, progress=progress))
            return
        known = known_of(people, person, as_of) if person else []
        some = rows_of(people, person) if isinstance(people, str) else people
        told, _ = _first(
            lambda aside: ask(some, by=card, as_of=as_of, to=aside, lang=lang, progress=progress),
            rows=100 * FIRST,
            only=person,
        )
    _tell(told, known or told["person_id"].astype(str).unique()[:FIRST].tolist(), lang)
    if not person and told.empty:
        whom = f"the first {FEW:,} people" if isinstance(people, str) else "all people"
        typer.echo(f"There is nothing to tell: of {whom}, nothing that is known speaks for or against anybody.")
    if nobody := [who for who in person or [] if who not in known]:
        missing = ", ".join(f"'{who}'" for who in nobody)
        raise DataError(f"There is no person {missing} in '{data}'{f' on {as_of}' if as_of else ''}.")


def _counted(column: str, *, moved: bool) -> Any:  # noqa: ANN401 - a SELECT
    from sqlglot import exp  # noqa: PLC0415 - `--help` must be quick

    counted = exp.select(column, exp.alias_(exp.Count(this=exp.Star()), "people"))
    if moved:
        counted = counted.select(exp.alias_(exp.Count(this=exp.column("override_tier")), "overridden"))
    return counted.from_("scores").group_by(column).order_by(column)


def _first(
    write: Callable[[Path], object],
    then: Callable[[Path], Any] | None = None,
    *,
    rows: int = FIRST,
    only: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, Any]:
    """Write everything aside and read the first rows, or those of some people, however many there are."""
    from pyarrow.parquet import ParquetFile, read_table  # noqa: PLC0415 - `--help` must be quick

    with tempfile.TemporaryDirectory(prefix="leadkit-") as folder:
        aside = Path(folder) / "rows.parquet"
        write(aside)
        if only:
            first = read_table(aside, filters=[("person_id", "in", list(only))]).to_pandas()
        else:
            with ParquetFile(aside) as file:
                first = next(file.iter_batches(rows), file.schema_arrow.empty_table()).to_pandas()
        return first, then(aside) if then else None


def _show(counts: pd.DataFrame, first: pd.DataFrame) -> None:
    if first.empty:
        typer.echo("There are no people in it: the columns are there, and no row.")
        return
    typer.echo(counts.to_string(index=False, float_format=_plain))
    typer.echo(f"\nThe first {len(first)} people:" if len(first) > 1 else "\nThe only person:")
    typer.echo(first.to_string(index=False, line_width=console().width, na_rep="-", float_format=_plain))


def _plain(points: float) -> str:
    """Write a number with the decimals that it has: 65 and 12.5, never 65.0."""
    return f"{points:.4f}".rstrip("0").rstrip(".")


def _tell(reasons: pd.DataFrame, people: Sequence[str], lang: str) -> None:
    """Give the reasons of some people, one after the other."""
    from leadkit.words import number  # noqa: PLC0415 - `--help` must be quick

    ids = reasons["person_id"].astype(str)
    for who in people:
        rows = reasons[ids == who]
        typer.echo(f"{who}: {number(_points(rows['units'].sum()), lang)}")
        if rows.empty:
            typer.echo("  nothing that is known speaks for or against them")
        for row in rows.fillna({"rule": ""}).to_dict("records"):
            points = number(_points(row["units"]), lang)
            signed = points if row["units"] < 0 else f"+{points}"
            typer.echo(f"  {signed:>8}  {row['criterion']} {row['rule'] or row['step']}: {row['because']}")


def _points(units: float) -> Decimal:
    return Decimal(int(units)) / 10_000
