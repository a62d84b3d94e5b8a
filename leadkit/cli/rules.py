"""The commands of a pack: check, test, diff, say, sql, schema; so that a trainer who changes one sees what happens."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the type
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadkit.cli.frame import FAILED, console, examples, mistyped, share
from leadkit.cli.people import AsOf, Param, card_of, people_of, values

if TYPE_CHECKING:
    import pandas as pd

    from leadkit.scoring import Scorecard

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

    card = _card(pack, param, lang)
    rules = sum(len(criterion.names) for criterion in card.criteria)
    typer.echo(f"{card.name}: {len(card.criteria)} criteria, {rules} rules, {len(card.tiers)} tiers. It can be read.")
    found = check_card(card, lang=lang)
    for row in found.to_dict("records"):
        console().print(f"{row['level']:>7}  {row['says']}", soft_wrap=True)
        if row["example"]:
            told = ", ".join(f"{name} = {'unknown' if cell is None else cell}" for name, cell in row["example"].items())
            console().print(f"         for example: {told}", soft_wrap=True)
    problems = int((found["level"] == "problem").sum())
    typer.echo(
        "No problems." if not problems else f"{problems} problem{'s' if problems > 1 else ''}.", err=problems > 0
    )
    if problems:
        raise typer.Exit(FAILED)


def test(pack: Pack, param: Param = None) -> None:  # noqa: PT028 - a command, not a test of the kit's
    """Run the tests that a card brings along."""
    from leadkit.scoring import trials  # noqa: PLC0415 - `--help` must be quick

    card = _card(pack, param)
    told = trials(card)
    wrong = told[~told["passed"]]
    for row in wrong.itertuples():
        typer.echo(f"test {row.test} ({row.given}): {row.name} is {row.found}, expected {row.expected}")
    passed = len(card.examples) - wrong["test"].nunique()
    typer.echo(
        f"{passed} of {len(card.examples)} tests passed." if card.examples else f"{card.name} brings no tests along."
    )
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

    cards = tuple(_card(pack, param, lang, only_its_own=True) for pack in (a, b))
    people = people_of(on)
    if picture is not None:
        _free(picture)
    with share("comparing") as progress:
        told = moves(people, by=(cards[0], cards[1]), as_of=as_of, horizon_days=horizon, wins=wins, progress=progress)
    for line in _told(told, cards[0], cards[1]):
        typer.echo(line)
    if picture is not None:
        _draw(told, cards[0], cards[1], picture, lang)
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

    typer.echo(write(_card(pack, param), dialect.value, as_of=as_of) + ";")


def schema(
    kind: Annotated[str, typer.Argument(help="The kind of pack: scorecard, definitions or crm.")] = "scorecard",
) -> None:
    """Print the JSON Schema of a kind of pack, for an editor that checks YAML while it is typed."""
    import json  # noqa: PLC0415 - `--help` must be quick

    from leadkit import packs  # noqa: PLC0415 - as above

    typer.echo(json.dumps(packs.json_schema(kind), indent=2, ensure_ascii=False))


def _card(pack: str, param: list[str] | None, lang: str = "en", *, only_its_own: bool = False) -> Scorecard:
    from leadkit.words import check_language  # noqa: PLC0415 - `--help` must be quick

    with mistyped():
        check_language(lang)
    given = values(param)
    if only_its_own:
        has = {one.name for one in card_of(pack, {}).params}
        given = {name: value for name, value in given.items() if name in has}
    return card_of(pack, given)


def _told(moves: pd.DataFrame, a: Scorecard, b: Scorecard) -> list[str]:
    """Put the moves into a table and a few sentences."""
    tiers = [[*(tier.name for tier in card.tiers), "no tier"] for card in (a, b)]
    named = moves.fillna({"tier_a": "no tier", "tier_b": "no tier"})
    grid = named.pivot_table(index="tier_a", columns="tier_b", values="people", aggfunc="sum", fill_value=0).astype(int)
    grid = grid.reindex(index=[one for one in tiers[0] if one in grid.index])
    grid = grid.reindex(columns=[one for one in tiers[1] if one in grid.columns])
    grid.index.name = grid.columns.name = None
    stay = int(named.loc[named["tier_a"] == named["tier_b"], "people"].sum())
    total = int(named["people"].sum())
    lines = [f"People by tier: rows {a.name}, columns {b.name}.", grid.to_string(), ""]
    lines.append(f"{total - stay:,} of {total:,} people are in a tier of another name.")
    if "wins" in named:
        lines += ["", _by_tier(named, tiers).to_string(index=False)]
    return lines


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
    from leadkit.errors import DataError  # noqa: PLC0415 - `--help` must be quick

    if picture.suffix.lower() != ".png":
        raise DataError(f"The picture is written as PNG: end '{picture}' in .png.")
    if picture.exists():
        raise DataError(f"'{picture}' exists already and is left as it is: choose another name for the picture.")
    if not picture.parent.is_dir():
        raise DataError(f"There is no folder '{picture.parent}' to write '{picture.name}' into: make it first.")


def _draw(moves: pd.DataFrame, a: Scorecard, b: Scorecard, picture: Path, lang: str) -> None:
    import secrets  # noqa: PLC0415 - `--help` must be quick

    from leadkit import plots  # noqa: PLC0415 - as above

    tiers: dict[str, Any] = {tier.name: tier.said(lang) for card in (a, b) for tier in reversed(card.tiers)}
    ax = plots.tier_moves(moves, lang=lang, tiers=list(tiers), cards=(a.name, b.name), labels=tiers)
    hidden = picture.with_name(f".{picture.name}.{secrets.token_hex(6)}.png")
    ax.figure.savefig(hidden, dpi=144, bbox_inches="tight")  # type: ignore[union-attr]  # it belongs to a figure
    hidden.rename(picture)
