"""The commands of a pack: check, test, diff, say, sql, schema; so that a trainer who changes one sees what happens."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the type
from typing import TYPE_CHECKING, Annotated

import typer

from leadkit.cli.frame import FAILED, console, examples, share
from leadkit.cli.given import card_of, cards_of, day, people_of, values
from leadkit.cli.people import AsOf, Param  # noqa: TC001 - typer reads the types
from leadkit.errors import DataError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sized

    import pandas as pd

    from leadkit.scoring import Scorecard
    from leadkit.tables import Tables

GROUP = examples("leadkit rules check my-bant.yaml", "leadkit rules diff bant my-bant.yaml --on my-world")
CHECK = examples("leadkit rules check bant", "leadkit rules check my-bant.yaml --lang th")
TEST = examples("leadkit rules test bant", "leadkit rules test my-bant.yaml -p list_price 5000")
DIFF = examples(
    "leadkit rules diff bant my-bant.yaml --on my-world",
    "leadkit rules diff bant bant_floor --on my-world --as-of 2025-03-31 --horizon 90 --picture moves.png",
)
SAY = examples("leadkit rules say bant", "leadkit rules say my-bant.yaml --lang vi")
SQL = examples(
    "leadkit rules sql bant --dialect snowflake",
    "leadkit rules sql bant_engagement --dialect postgres --as-of 2025-06-30",
)
SCHEMA = examples("leadkit rules schema scorecard > scorecard.schema.json")

Pack = Annotated[str, typer.Argument(help="A scorecard, by name or path.")]
WIDE = 80  # letters on a line of a screen that is not made wider
Lang = Annotated[str, typer.Option(help="The language: en, th or vi.")]


class Dialect(StrEnum):
    """Whose SQL."""

    BIGQUERY = "bigquery"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    REDSHIFT = "redshift"
    SNOWFLAKE = "snowflake"
    SPARK = "spark"


def check(pack: Pack, param: Param = None, lang: Lang = "en") -> None:
    """Look for what cannot be meant: dead rules, rules that never speak, gaps, tiers that nobody can reach.

    Each is proved over all people who could be, with an example, or said to be not proved. Problems end in exit code 1;
    notes do not.
    """
    from leadkit.scoring import check_card  # noqa: PLC0415 - `--help` must be quick
    from leadkit.scoring.checking import shown  # noqa: PLC0415 - as above

    card = _card(pack, param, lang)
    names = [name for criterion in card.criteria for name in criterion.names]
    sizes = (
        _many(card.criteria, "criterion", "criteria"),
        _many(names, "rule", "rules"),
        _many(card.tiers, "tier", "tiers"),
    )
    typer.echo(f"{card.name}: {', '.join(sizes)}. It can be read.")
    found = check_card(card, lang=lang)
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
    """Run the tests that a card brings along."""
    from leadkit.scoring import trials  # noqa: PLC0415 - `--help` must be quick

    card = _card(pack, param)
    told = trials(card)
    for number, example in enumerate(card.examples, 1):
        for name in [name for name in example.given if name not in card.reads]:
            typer.echo(f"test {number} gives '{name}', which no rule asks for.{nearest(name, card.reads)}", err=True)
    wrong = told[~told["passed"]].groupby("test", sort=False)
    for failed, rows in wrong:
        differ = [f"{row.name} is {row.found}, expected {row.expected}" for row in rows.itertuples(index=False)]
        typer.echo(f"test {failed} ({rows['given'].iloc[0]}): {'; '.join(differ)}")
    passed = len(card.examples) - len(wrong)
    tests = _many(card.examples, "test", "tests")
    typer.echo(f"{passed} of {tests} passed." if card.examples else f"{card.name} brings no tests along.")
    if len(wrong):
        raise typer.Exit(FAILED)


def diff(  # noqa: PLR0913, PLR0917 - each is an option of the command
    a: Annotated[str, typer.Argument(help="The card now, by name or path.")],
    b: Annotated[str, typer.Argument(help="The card to be, by name or path.")],
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
    """Say who would move between tiers if one card replaced another, and what becomes of the wins."""
    from leadkit.scoring import moves  # noqa: PLC0415 - `--help` must be quick

    _language(lang)
    now, then = cards_of((a, b), values(param))
    people = people_of(on, as_of, now, then)
    _wins(people, as_of, horizon, wins)
    if picture is not None:
        _free(picture)
    with share("comparing") as progress:
        told = moves(people, by=(now, then), as_of=as_of, horizon_days=horizon, wins=wins, progress=progress)
    names = (now.name, then.name) if now.name != then.name else (a, b)  # a copy may keep its name
    for line in _told(told, now, then, names):
        typer.echo(line)
    if picture is not None:
        labels = {tier.name: tier.said(lang) for card in (now, then) for tier in card.tiers}
        _draw(told, names, labels, picture, lang)
        typer.echo(picture)


def say(pack: Pack, param: Param = None, lang: Lang = "en") -> None:
    """Say a card in plain words: what it asks, what speaks, between which borders, and what is a choice."""
    typer.echo(_card(pack, param, lang).say(lang))


def sql(
    pack: Pack,
    dialect: Annotated[Dialect, typer.Option(help="Whose SQL.")] = Dialect.DUCKDB,
    as_of: AsOf = None,
    param: Param = None,
) -> None:
    """Print a card as one SELECT for a warehouse, over `people` and, where it counts dated events, `events`."""
    from leadkit.scoring import sql as write  # noqa: PLC0415 - `--help` must be quick

    card = _card(pack, param)
    if as_of is not None:
        day(as_of)
    elif card.activities:
        raise UnknownNameError(
            f"The scorecard '{card.name}' counts dated events: give the day, as in --as-of 2025-06-30."
        )
    typer.echo(write(card, dialect.value, as_of=as_of) + ";")


def schema(
    kind: Annotated[str, typer.Argument(help="The kind of pack: scorecard, definitions or crm.")] = "scorecard",
) -> None:
    """Print the JSON Schema of a kind of pack, for an editor that checks YAML while it is typed."""
    import json  # noqa: PLC0415 - `--help` must be quick

    from leadkit import packs  # noqa: PLC0415 - as above

    typer.echo(json.dumps(packs.json_schema(kind), indent=2, ensure_ascii=False))


def _card(pack: str, param: list[str] | None, lang: str = "en") -> Scorecard:
    _language(lang)
    return card_of(pack, values(param))


def _language(lang: str) -> None:
    from leadkit.words import check_language  # noqa: PLC0415 - `--help` must be quick

    check_language(lang)


def _many(things: Sized, one: str, more: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else more}"


def _wins(people: Tables | str, as_of: str | None, horizon: int | None, wins: str | None) -> None:
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


def _told(moves: pd.DataFrame, a: Scorecard, b: Scorecard, names: tuple[str, str]) -> list[str]:
    """Put the moves into a table and a few sentences."""
    if moves.empty:
        return ["There are no people in it: the columns are there, and no row."]
    tiers = [[*(tier.name for tier in card.tiers), "no tier"] for card in (a, b)]
    named = moves.fillna({"tier_a": "no tier", "tier_b": "no tier"})
    stay = int(named.loc[named["tier_a"] == named["tier_b"], "people"].sum())
    total = int(named["people"].sum())
    lines = [*_grid(named, names, tiers), "", f"{total - stay:,} of {total:,} people are in a tier of another name."]
    if "wins" in named:
        lines += ["", _by_tier(named, tiers).to_string(index=False)]
    return lines


def _grid(named: pd.DataFrame, names: tuple[str, str], tiers: list[list[str]]) -> list[str]:
    """Write people by both tiers: as a square, or as a list where that would be wider than a page."""
    grid = named.pivot_table(index="tier_a", columns="tier_b", values="people", aggfunc="sum", fill_value=0).astype(int)
    grid = grid.reindex(index=[one for one in tiers[0] if one in grid.index])
    grid = grid.reindex(columns=[one for one in tiers[1] if one in grid.columns])
    grid.index.name = grid.columns.name = None
    square = grid.to_string()
    if len(square.split("\n", 1)[0]) <= WIDE:
        return [f"People by tier: rows {names[0]}, columns {names[1]}.", square]
    lines = [f"{'by ' + names[0]:<24}  {'by ' + names[1]:<24}  {'people':>9}"]
    some = ((one, other, int(grid.loc[one, other])) for one in grid.index for other in grid.columns)
    return lines + [f"{one:<24}  {other:<24}  {people:>9,}" for one, other, people in some if people]


def _by_tier(named: pd.DataFrame, tiers: list[list[str]]) -> pd.DataFrame:
    """Count people and wins of each tier under both cards, and what is gained or lost."""
    import pandas as pd  # noqa: PLC0415 - `--help` must be quick

    sums = [named.groupby(column)[["people", "wins"]].sum() for column in ("tier_a", "tier_b")]
    order = [one for one in dict.fromkeys([*tiers[0], *tiers[1]]) if any(one in told.index for told in sums)]
    now, then = (told.reindex(order, fill_value=0) for told in sums)
    return pd.DataFrame(
        {
            "tier": order,
            "people now": now["people"].to_numpy(),
            "people then": then["people"].to_numpy(),
            "wins now": now["wins"].to_numpy(),
            "wins then": then["wins"].to_numpy(),
            "wins gained": (then["wins"] - now["wins"]).to_numpy(),
        }
    )


def _free(picture: Path) -> None:
    if picture.suffix.lower() != ".png":
        raise DataError(f"The picture is written as PNG: end '{picture}' in .png.")
    if picture.exists():
        raise DataError(f"'{picture}' exists already and is left as it is: choose another name for the picture.")
    if not picture.parent.is_dir():
        raise DataError(f"There is no folder '{picture.parent}' to write '{picture.name}' into: make it first.")


def _draw(moves: pd.DataFrame, names: tuple[str, str], labels: Mapping[str, str], picture: Path, lang: str) -> None:
    import secrets  # noqa: PLC0415 - `--help` must be quick

    from leadkit import plots  # noqa: PLC0415 - as above

    # no order is given: a card says which tier holds first, not which one is the better one
    ax = plots.tier_moves(moves, lang=lang, cards=names, labels=labels)
    hidden = picture.with_name(f".{picture.name}.{secrets.token_hex(6)}.png")
    try:
        ax.figure.savefig(hidden, dpi=144, bbox_inches="tight")  # type: ignore[union-attr]  # it belongs to a figure
        hidden.rename(picture)
    finally:
        hidden.unlink(missing_ok=True)
