"""The commands of a pack: check, test, diff, say, sql, schema; so that a trainer who changes one sees what happens."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the type
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadkit.cli.frame import FAILED, console, examples, share
from leadkit.cli.given import day, pack_of, people_of, two_of, values
from leadkit.cli.people import AsOf, Param  # noqa: TC001 - typer reads the types
from leadkit.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Sized

GROUP = examples("leadkit rules check my-bant.yaml", "leadkit rules diff bant my-bant.yaml --on my-world")
CHECK = examples("leadkit rules check bant", "leadkit rules check rfm", "leadkit rules check my-bant.yaml --lang th")
TEST = examples("leadkit rules test bant", "leadkit rules test my-bant.yaml -p list_price 5000")
DIFF = examples(
    "leadkit rules diff bant my-bant.yaml --on my-world",
    "leadkit rules diff bant bant_floor --on my-world --as-of 2025-03-31 --horizon 90 --picture moves.png",
    "leadkit rules diff rfm my-rfm.yaml --on my-world",
)
SAY = examples("leadkit rules say bant", "leadkit rules say my-bant.yaml --lang vi")
SQL = examples(
    "leadkit rules sql bant --dialect snowflake",
    "leadkit rules sql bant_engagement --dialect postgres --as-of 2025-06-30",
)
SCHEMA = examples("leadkit rules schema segmentation > segmentation.schema.json")

Pack = Annotated[str, typer.Argument(help="A scorecard or a segmentation, by name or path.")]
AnyPack = Annotated[str, typer.Argument(help="A scorecard, a segmentation or definitions, by name or path.")]
Lang = Annotated[str, typer.Option(envvar="LEADKIT_LANG", help="The language: en, th or vi.")]


class Dialect(StrEnum):
    """Whose SQL."""

    BIGQUERY = "bigquery"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    REDSHIFT = "redshift"
    SNOWFLAKE = "snowflake"
    SPARK = "spark"


def check(pack: AnyPack, param: Param = None, lang: Lang = "en") -> None:
    """Look for what cannot be meant: rules, segments and words that nobody can meet, or that never speak; gaps; claims.

    Each is proved over all people who could be, with an example, or said to be not proved. Problems end in exit code 1;
    notes do not.
    """
    from leadkit.findings import shown  # noqa: PLC0415 - `--help` must be quick

    one = _read(pack, param, lang, "definitions")
    typer.echo(f"{one.name}: {', '.join(_sizes(one))}. It can be read.")
    room = _room(one)
    found = (room.check if hasattr(room, "check") else room.check_card)(one, lang=lang)
    for row in found.to_dict("records"):
        console().print(f"{row['level']:>7}  {row['says']}", soft_wrap=True)
        example = shown(row["example"], lang)
        if row["example"] and example not in row["says"]:
            console().print(f"         for example: {example}", soft_wrap=True)
    problems = found[found["level"] == "problem"]
    typer.echo(
        "No problems." if problems.empty else f"{_many(problems, 'problem', 'problems')}.", err=len(problems) > 0
    )
    if len(problems):
        raise typer.Exit(FAILED)


def test(pack: Pack, param: Param = None) -> None:  # noqa: PT028 - a command, not a test of the kit's
    """Run the tests that a card or a segmentation brings along."""
    one = _read(pack, param)
    told = _room(one).trials(one)
    asked = [*one.reads, *getattr(one, "measured", ())]
    for number, example in enumerate(one.examples, 1):
        for name in [name for name in example.given if name not in asked]:
            typer.echo(f"test {number} gives '{name}', which no rule asks for.{nearest(name, asked)}", err=True)
    wrong = told[~told["passed"]].groupby("test", sort=False)
    for failed, rows in wrong:
        differ = [f"{row.name} is {row.found}, expected {row.expected}" for row in rows.itertuples(index=False)]
        typer.echo(f"test {failed} ({rows['given'].iloc[0]}): {'; '.join(differ)}")
    passed = len(one.examples) - len(wrong)
    tests = _many(one.examples, "test", "tests")
    typer.echo(f"{passed} of {tests} passed." if one.examples else f"{one.name} brings no tests along.")
    if len(wrong):
        raise typer.Exit(FAILED)


def diff(  # noqa: PLR0913, PLR0917 - each is an option of the command
    a: Annotated[str, typer.Argument(help="The card or segmentation now, by name or path.")],
    b: Annotated[str, typer.Argument(help="The one to be, by name or path.")],
    on: Annotated[str, typer.Option("--on", help="A folder of tables, or a snapshot: a CSV or Parquet file or glob.")],
    as_of: AsOf = None,
    horizon: Annotated[
        int | None, typer.Option(help="Count wins: who bought within so many days after --as-of (folders only).")
    ] = None,
    wins: Annotated[str | None, typer.Option(help="Count wins: a yes/no column of a snapshot.")] = None,
    picture: Annotated[Path | None, typer.Option(help="A PNG file to draw the moves into.")] = None,
    param: Param = None,
    lang: Lang = "en",
) -> None:
    """Say who would move between tiers (or segments) if one took the other's place, and what becomes of the wins."""
    from leadkit.cli import side_by_side  # noqa: PLC0415 - `--help` must be quick
    from leadkit.moving import moves  # noqa: PLC0415 - as above

    _language(lang)
    now, then = two_of((a, b), values(param))
    people = people_of(on, as_of, now, then)
    side_by_side.check_wins(people, as_of, horizon, wins)
    if picture is not None:
        side_by_side.check_free(picture)
    with share("comparing") as progress:
        told = moves(people, by=(now, then), as_of=as_of, horizon_days=horizon, wins=wins, progress=progress)
    names = (now.name, then.name) if now.name != then.name else (a, b)  # a copy may keep its name
    for line in side_by_side.lines(told, now, then, names):
        typer.echo(line)
    if picture is not None:
        side_by_side.draw(told, (now, then), names, picture, lang)
        typer.echo(picture)


def say(pack: Pack, param: Param = None, lang: Lang = "en") -> None:
    """Say a pack in plain words: what it asks, what speaks, between which borders, and what is a choice."""
    typer.echo(_read(pack, param, lang, "profile", "playbook").say(lang))


def sql(
    pack: Pack,
    dialect: Annotated[Dialect, typer.Option(help="Whose SQL.")] = Dialect.DUCKDB,
    as_of: AsOf = None,
    param: Param = None,
) -> None:
    """Print a card or a segmentation as one SELECT for a warehouse, over `people` and, for dated events, `events`."""
    one = _read(pack, param)
    if as_of is not None:
        day(as_of)
    if not getattr(one, "activities", ()):
        typer.echo(_room(one).sql(one, dialect.value) + ";")
        return
    if as_of is None:
        raise UnknownNameError(
            f"The scorecard '{one.name}' counts dated events: give the day, as in --as-of 2025-06-30."
        )
    typer.echo(_room(one).sql(one, dialect.value, as_of=as_of) + ";")


def schema(
    kind: Annotated[
        str, typer.Argument(help="scorecard, segmentation, profile, playbook, definitions or crm.")
    ] = "scorecard",
) -> None:
    """Print the JSON Schema of a kind of pack, for an editor that checks YAML while it is typed."""
    import json  # noqa: PLC0415 - `--help` must be quick

    from leadkit import packs  # noqa: PLC0415 - as above

    typer.echo(json.dumps(packs.json_schema(kind), indent=2, ensure_ascii=False))


def _read(pack: str, param: list[str] | None, lang: str = "en", *more: str) -> Any:  # noqa: ANN401 - a card, ...
    _language(lang)
    return pack_of(pack, values(param), "scorecard", "segmentation", *more)


def _room(one: object) -> Any:  # noqa: ANN401 - a package with check, trials and sql
    from leadkit import scoring, segments  # noqa: PLC0415 - `--help` must be quick
    from leadkit.definitions import checking  # noqa: PLC0415 - as above

    if hasattr(one, "terms"):
        return checking
    return segments if isinstance(one, segments.Segmentation) else scoring


def _sizes(one: Any) -> list[str]:  # noqa: ANN401 - a scorecard, a segmentation or definitions
    if hasattr(one, "terms"):
        return [_many(one.terms, "term", "terms"), _many(one.claims, "claim", "claims")]
    if hasattr(one, "segments"):
        return [_many(one.measures, "measure", "measures"), _many(one.segments, "segment", "segments")]
    rules = [name for criterion in one.criteria for name in criterion.names]
    return [
        _many(one.criteria, "criterion", "criteria"),
        _many(rules, "rule", "rules"),
        _many(one.tiers, "tier", "tiers"),
    ]


def _language(lang: str) -> None:
    from leadkit.words import check_language  # noqa: PLC0415 - `--help` must be quick

    check_language(lang)


def _many(things: Sized, one: str, more: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else more}"
