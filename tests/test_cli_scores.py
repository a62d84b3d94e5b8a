"""The commands of scores, as a trainer types them: a card copied, changed, checked, tested, compared and asked."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import sqlglot
from PIL import Image
from typer.testing import CliRunner

import leadkit as lk
from leadkit import packs, plots, scoring, synth
from leadkit.cli import app, given
from leadkit.datasets import shipped
from leadkit.trees import DIALECTS

CARDS = Path(packs.__file__).parents[1] / "data" / "packs" / "scorecards"
DAY = "2025-03-31"
LETTERS = {
    "stated_budget": [30000.0] * 2,
    "authority": ["decides"] * 2,
    "need": ["some"] * 2,
    "timescale": ["open"] * 2,
}


def leadkit(*words):
    """Type a command, and give exit code, standard output and standard error."""
    ran = CliRunner().invoke(app, [str(word) for word in words])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.stdout, ran.stderr


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Make a trainer's folder: the world saas, a snapshot of it in several forms, a changed copy of bant."""
    here = tmp_path_factory.mktemp("desk")
    shutil.copytree(shipped("datasets") / "saas", here / "sample")
    synth.make("saas", 1200, 7, to=here / "my-world", format="parquet")  # the same, read more quickly
    taken = lk.snapshot(world(), as_of="2025-06-30")[["person_id", *LETTERS, "country", "newsletter"]]
    taken.to_parquet(here / "snapshot.parquet", index=False)
    taken.to_csv(here / "snapshot.csv", index=False)
    for number, part in enumerate((taken.iloc[:500], taken.iloc[500:])):
        part.to_parquet(here / f"part{number}.parquet", index=False)
    taken.iloc[:0].to_csv(here / "nobody.csv", index=False)
    taken.iloc[:0].to_parquet(here / "nobody.parquet", index=False)
    pd.concat([taken.iloc[:3], taken.iloc[:1]]).to_csv(here / "twice.csv", index=False)
    pd.concat([taken.iloc[:3], taken.iloc[:1]]).to_parquet(here / "twice.parquet", index=False)
    taken.drop(columns=["stated_budget", "authority"]).rename(columns={"need": "needs"}).to_csv(
        here / "lacks.csv", index=False
    )
    (here / "cut.parquet").write_bytes((here / "snapshot.parquet").read_bytes()[:5000])
    (here / "cut.csv").write_text((here / "snapshot.csv").read_text().split("p0000100,")[0] + "p0000100,", "utf-8")
    (here / "blank.csv").write_bytes(b"")
    changed(
        here / "my-bant.yaml",
        "authority = 'recommends'\n        points: 12",
        "authority = 'recommends'\n        points: 20",
    )
    return here


@pytest.fixture(autouse=True)
def at_the_desk(desk, monkeypatch):
    """Work in that folder, and leave nothing there that no test asked for."""
    monkeypatch.chdir(desk)
    before = set(desk.iterdir())
    yield
    assert set(desk.iterdir()) == before


@cache
def world():
    """Load the sample world, once."""
    return lk.load("saas")


def changed(path, *pairs):
    """Copy bant.yaml under another name, with some texts replaced."""
    text = (
        (CARDS / "bant.yaml")
        .read_text(encoding="utf-8")
        .replace("name: bant\n", f"name: {path.stem.replace('-', '_')}\n")
    )
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def counted(out):
    """Read the tiers and their people off the screen."""
    rows = [line.split() for line in out.split("\n\n")[0].splitlines()[1:]]
    return {row[0]: int(row[1]) for row in rows}


# ---- score ----------------------------------------------------------------------------------------------------------


def test_score_counts_the_tiers_best_first_and_shows_the_first_people():
    code, out, err = leadkit("score", "my-world", "--by", "bant")
    assert (code, err) == (0, "")
    scored = lk.score(world(), by=lk.scorecard("bant"))
    assert counted(out) == scored["tier"].value_counts().to_dict()
    assert list(counted(out)) == [tier.name for tier in lk.scorecard("bant").tiers]
    shown = out.split("The first 10 people:\n")[1].splitlines()
    assert [line.split()[0] for line in shown[1:]] == scored["person_id"].head(10).tolist()
    assert shown[7].split() == ["p0000007", "25", "0", "15", "25", "65", "65", "65", "1", "promising"]
    assert ".0 " not in out


def test_tiers_set_by_hand_are_counted_and_shown_only_where_there_are_any():
    out = leadkit("score", "my-world", "--by", "temperature")[1]
    asked = lk.score(world(), by=lk.scorecard("temperature"))
    by_hand = [int(line.split()[2]) for line in out.split("\n\n")[0].splitlines()[1:]]
    assert sum(by_hand) == asked["override_tier"].notna().sum() > 0
    assert "override_tier" not in out  # of the first ten, nobody's
    assert "overrid" not in leadkit("score", "snapshot.parquet", "--by", "temperature")[2]
    assert "overridden" not in leadkit("score", "snapshot.parquet", "--by", "bant")[1]


def test_a_folder_a_csv_a_parquet_file_and_a_glob_say_the_same():
    assert leadkit("score", "sample", "--by", "my-bant.yaml") == leadkit("score", "my-world", "--by", "my-bant.yaml")
    of_world, *others = (
        leadkit("score", data, "--by", "my-bant.yaml")
        for data in ("my-world", "snapshot.csv", "snapshot.parquet", "part*.parquet")
    )
    assert of_world[0] == 0
    for other in others:
        assert (other[0], other[2], counted(other[1])) == (0, "", counted(of_world[1]))
        assert other[1].split("The first")[1] == of_world[1].split("The first")[1]


def test_a_parameter_and_a_day_change_what_is_asked():
    words = ["score", "my-world", "--by", "bant"]
    cheap = counted(leadkit(*words, "-p", "list_price", "5000")[1])
    assert cheap == lk.score(world(), by=lk.scorecard("bant", list_price=5000))["tier"].value_counts().to_dict()
    assert cheap["qualified"] > counted(leadkit(*words)[1])["qualified"]
    earlier = counted(leadkit(*words, "--as-of", DAY, "--param", "list_price=5000")[1])
    asked = lk.score(world(), by=lk.scorecard("bant", list_price=5000), as_of=DAY)
    assert earlier == asked["tier"].value_counts().to_dict()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_is_written_is_what_the_verb_gives(tmp_path, ending):
    to = tmp_path / f"scores.{ending}"
    assert leadkit("score", "my-world", "--by", "bant_engagement", "--as-of", DAY, "--to", to) == (0, f"{to}\n", "")
    asked = lk.score(world(), by=lk.scorecard("bant_engagement"), as_of=DAY)
    written = pd.read_csv(to) if ending == "csv" else pd.read_parquet(to)
    written = written.set_index("person_id").loc[asked["person_id"]].reset_index()
    pd.testing.assert_frame_equal(written, asked, check_dtype=False)


def test_a_card_without_tiers_counts_the_scores_and_nobody_s_tier_is_no_tier(tmp_path):
    bare = tmp_path / "bare.yaml"
    rule = "{name: some, when: need = 'some', points: 2.5, because: b}"
    small = f"kind: scorecard\nname: bare\ntitle: t\ncriteria: [{{name: need, rules: [{rule}]}}]\n"
    bare.write_text(small, encoding="utf-8")
    assert set(counted(leadkit("score", "my-world", "--by", bare)[1])) == {"0", "2.5"}
    bare.write_text(small + "tiers: [{name: warm, when: score > 1}]\n", encoding="utf-8")
    lines = leadkit("score", "my-world", "--by", bare)[1].splitlines()
    assert re.match(r" +warm +\d+ ", lines[1])
    assert re.match(r" *no tier +\d+ ", lines[2])
    assert lines[-1].split()[-1] in {"-", "warm"}


# ---- what is written is safe for a spreadsheet ----------------------------------------------------------------------


DANGER = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "good"]


@pytest.mark.parametrize("verb", ["score", "explain"])
@pytest.mark.parametrize("source", ["csv", "parquet"])
def test_no_cell_of_a_written_csv_is_calculated_by_a_spreadsheet(tmp_path, verb, source):
    made = pd.DataFrame({"person_id": DANGER, **{name: cells[:1] * 6 for name, cells in LETTERS.items()}})
    given = tmp_path / f"danger.{source}"
    made.to_csv(given, index=False) if source == "csv" else made.to_parquet(given, index=False)
    to = tmp_path / "out.csv"
    assert leadkit(verb, given, "--by", "bant", "--to", to)[0] == 0
    rows = list(csv.reader(io.StringIO(to.read_text(encoding="utf-8"))))
    ids = {row[0] for row in rows[1:]}
    assert ids == {"good", *(f"'{one}" for one in DANGER[:-1])}
    for cell in {cell for row in rows for cell in row}:
        assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
        assert not cell.startswith("-") or float(cell) < 0, cell


def test_what_somebody_wrote_into_an_override_is_no_formula_either(tmp_path):
    folder, to = tmp_path / "folder", tmp_path / "scores.csv"
    folder.mkdir()
    (folder / "people.csv").write_text("person_id,created_at\na,2024-01-31\nb,2024-01-31\n", encoding="utf-8")
    (folder / "overrides.csv").write_text(
        'person_id,day,tier,by,reason\na,2024-02-01,+warm,@boss,"=1+1"\n', encoding="utf-8"
    )
    assert leadkit("score", folder, "--by", "bant", "--as-of", "2024-03-01", "--to", to)[0] == 0
    written = pd.read_csv(to).set_index("person_id")
    assert written.loc["a", ["override_tier", "override_by", "override_reason"]].tolist() == [
        "'+warm",
        "'@boss",
        "'=1+1",
    ]
    assert written.loc["b", "override_tier":].isna().all()


def test_parquet_keeps_texts_as_they_are(tmp_path):
    given, to = tmp_path / "danger.parquet", tmp_path / "out.parquet"
    pd.DataFrame({"person_id": DANGER, **{name: cells[:1] * 6 for name, cells in LETTERS.items()}}).to_parquet(given)
    assert leadkit("score", given, "--by", "bant", "--to", to)[0] == 0
    assert set(pd.read_parquet(to)["person_id"]) == set(DANGER)


# ---- explain --------------------------------------------------------------------------------------------------------


BEST = """\
p0000369: 74
       +12  budget half_funded: at least half of the price is there
       +12  authority recommends: their word counts with whoever decides
       +25  need pressing: they need it now
       +25  timescale definite: they know when they will buy
"""


@pytest.mark.parametrize("data", ["my-world", "snapshot.csv", "part*.parquet"])
def test_explain_gives_the_reasons_of_whom_was_asked_and_says_when_there_are_none(data):
    code, out, err = leadkit("explain", data, "--by", "bant", "--person", "p0000369", "--person", "p0000001")
    assert (code, err) == (0, "")
    assert out == BEST + "p0000001: 0\n  nothing that is known speaks for or against them\n"


@pytest.mark.parametrize("data", ["my-world", "snapshot.parquet"])
def test_somebody_who_is_not_there_is_said_after_those_who_are(data):
    code, out, err = leadkit("explain", data, "--by", "bant", "--person", "p0000369", "--person", "nobody")
    assert (code, out) == (1, BEST)
    assert err == f"leadkit: There is no person 'nobody' in '{data}'.\n"


def test_explain_speaks_three_languages_and_writes_numbers_as_they_do():
    asked = lk.explain(world(), by=lk.scorecard("bant_engagement"), lang="vi")
    row = asked[(asked["person_id"] == "p0000002") & (asked["rule"] == "page")].iloc[0]
    out = leadkit("explain", "my-world", "--by", "bant_engagement", "--person", "p0000002", "--lang", "vi")[1]
    assert row["points"] % 1 != 0
    assert f"+{row['points']:g}".replace(".", ",") + f"  engagement page: {row['because']}\n" in out
    thai = leadkit("explain", "snapshot.csv", "--by", "bant", "--person", "p0000369", "--lang", "th")[1]
    assert "จำเป็นต้องใช้เร่งด่วน" in thai


def test_explain_shows_the_first_ten_of_whom_there_is_something_to_tell():
    of_world, of_file = (leadkit("explain", data, "--by", "bant")[1] for data in ("my-world", "snapshot.parquet"))
    assert of_world == of_file
    told = lk.explain(world(), by=lk.scorecard("bant"))
    assert re.findall(r"^(\w+): ", of_world, re.MULTILINE) == told["person_id"].unique()[:10].tolist()


def test_the_lines_of_a_person_add_up_to_the_number_above_them():
    out = leadkit("explain", "my-world", "--by", "bant_engagement", "--as-of", DAY)[1]
    for person in re.split(r"\n(?=p)", out.strip()):
        first, *lines = person.splitlines()
        points = [float(line.split()[0].replace("−", "-")) for line in lines]
        assert float(first.split(": ")[1].replace("−", "-")) == pytest.approx(sum(points), abs=1e-9)
        assert all(re.match(r" +[+−][\d.]+  \w+ \w+: \S", line) for line in lines)


def test_explain_writes_everybody(tmp_path):
    to = tmp_path / "reasons.parquet"
    assert leadkit("explain", "part*.parquet", "--by", "bant", "--to", to, "--lang", "th") == (0, f"{to}\n", "")
    asked = lk.explain(world(), by=lk.scorecard("bant"), lang="th", as_of="2025-06-30")
    assert pd.read_parquet(to)["because"].value_counts().to_dict() == asked["because"].value_counts().to_dict()


def test_of_a_file_only_those_who_are_shown_are_explained(monkeypatch):
    asked = []
    explain = scoring.explain
    monkeypatch.setattr(scoring, "explain", lambda some, **more: asked.append(some) or explain(some, **more))
    assert leadkit("explain", "snapshot.parquet", "--by", "bant", "--person", "p0000369")[1] == BEST
    assert leadkit("explain", "part*.parquet", "--by", "bant")[0] == 0
    assert asked[0]["person_id"].tolist() == ["p0000369"]
    assert len(asked[1]) == given.FEW < len(pd.read_parquet("snapshot.parquet"))


# ---- rules ----------------------------------------------------------------------------------------------------------


def test_check_says_that_a_card_can_be_read_and_what_to_know_of_it():
    code, out, err = leadkit("rules", "check", "my-bant.yaml")
    assert (code, err) == (0, "")
    first, *notes, last = out.splitlines()
    assert first == "my_bant: 4 criteria, 8 rules, 5 tiers. It can be read."
    assert last == "No problems."
    assert [note.removeprefix("   note  ") for note in notes] == lk.check_card(lk.scorecard("./my-bant.yaml"))[
        "says"
    ].tolist()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("when: stated_budget >= :list_price", "when: stated_budget >= 100", "Whenever the rule 'half_funded' is true"),
        ("authority = 'decides'", "authority = 'decide'", "Nobody can make the rule 'decides' true."),
        ("when: score >= 75", "when: score >= 750", "Nobody can reach the tier 'qualified'"),
        (
            "policy: first",
            "policy: first\n    cap: 50",
            "The cap of 50 can never be reached: 'budget' gives at most 25.",
        ),
    ],
)
def test_what_cannot_be_meant_is_a_problem_and_fails(tmp_path, old, new, says):
    code, out, err = leadkit("rules", "check", changed(tmp_path / "ours.yaml", old, new))
    assert (code, err) == (1, "1 problem.\n")
    assert out.splitlines()[1].startswith(f"problem  {says}")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("stated_budget >= :list_price", "stated_bugdet >= :list_price", "Did you mean 'stated_budget'?"),
        ("authority = 'decides'", "authority = decides", "If it is a text and no column, put it in single quotes."),
        ("authority = 'decides'", 'authority = "decides"', "If it is a text and no column, put it in single quotes."),
    ],
)
def test_a_column_that_no_snapshot_has_is_named(tmp_path, old, new, says):
    card = changed(tmp_path / "ours.yaml", old, new)
    code, out, _ = leadkit("rules", "check", card)
    assert code == 0
    assert re.search(
        rf"^   note  The rule '\w+' asks for '\w+', which is no column of .*{re.escape(says)}$", out, re.MULTILINE
    )
    assert leadkit("rules", "check", card, "--lang", "vi")[1].count("Quy tắc") >= 1
    code, out, err = leadkit("score", "snapshot.parquet", "--by", card)
    assert (code, out) == (1, "")
    assert err.startswith("leadkit: No column '")


def test_a_person_is_shown_once_and_events_are_words(tmp_path):
    out = leadkit("rules", "check", "bant", "-p", "list_price", "-5")[1]
    assert re.findall(r"^ +for example: (.*)$", out, re.MULTILINE) == ["stated_budget = 0"]
    text = (CARDS / "bant_engagement.yaml").read_text(encoding="utf-8")
    card = tmp_path / "ours.yaml"
    assert text.count('    when: "TRUE"\n') == 1
    card.write_text(text.split("tests:\n")[0].replace('"TRUE"', "engagement_points < 1"), encoding="utf-8")
    out = leadkit("rules", "check", card)[1]
    assert re.search(r"^   note  Somebody falls into no tier: .*\w+ \d+ days ago", out, re.MULTILINE)
    assert "for example" not in out
    assert "{" not in out


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_check_and_say_speak_three_languages(lang):
    card = lk.scorecard("./my-bant.yaml")
    assert leadkit("rules", "say", "my-bant.yaml", "--lang", lang) == (0, card.say(lang) + "\n", "")
    out = leadkit("rules", "check", "my-bant.yaml", "--lang", lang)[1]
    assert all(says in out for says in lk.check_card(card, lang)["says"])


def test_say_reads_a_parameter_as_it_was_given():
    assert "5,000" in leadkit("rules", "say", "bant", "-p", "list_price", "5000")[1]


def test_test_names_a_test_once_with_all_that_differs(tmp_path):
    assert leadkit("rules", "test", "bant") == (0, "10 of 10 tests passed.\n", "")
    code, out, err = leadkit(
        "rules", "test", changed(tmp_path / "ours.yaml", "authority = 'decides'", "authority = 'no'")
    )
    assert (code, err) == (1, "")
    assert (
        "authority = decides; need = pressing; timescale = open): tier is promising, expected qualified; score is 50"
        in out
    )
    lines = out.splitlines()
    assert len({line.split()[1] for line in lines[:-1]}) == len(lines) - 1
    assert lines[-1] == f"{10 - (len(lines) - 1)} of 10 tests passed."
    bare = tmp_path / "bare.yaml"
    bare.write_text((CARDS / "bant.yaml").read_text(encoding="utf-8").split("tests:\n")[0], encoding="utf-8")
    assert leadkit("rules", "test", bare) == (0, "bant brings no tests along.\n", "")


def test_a_test_that_gives_what_nobody_asks_or_the_wrong_kind_is_said(tmp_path):
    card = changed(tmp_path / "ours.yaml", "given: {authority: none}", "given: {autority: none}")
    code, out, err = leadkit("rules", "test", card)
    assert (code, err) == (1, "test 9 gives 'autority', which no rule asks for. Did you mean 'authority'?\n")
    assert "9 of 10 tests passed." in out
    card = changed(tmp_path / "ours.yaml", "given: {authority: none}", "given: {authority: 3}")
    told = leadkit("rules", "test", card)
    assert told == (1, "", "leadkit: In test 9 of 'ours', authority is 3, and the rules ask for a text.\n")


DIFF = """\
People by tier: rows bant, columns my_bant.
                  qualified  too_little_known  undecided  promising  weak
qualified                23                 0          0          0     0
too_little_known          0               990          0          0     0
undecided                 0                 0         78          0     0
promising                 1                 0          2         40     0
weak                      0                 0          0          8    58

11 of 1,200 people are in a tier of another name.
"""


@pytest.mark.parametrize("data", ["my-world", "snapshot.csv", "part*.parquet"])
def test_diff_says_who_would_move(data):
    assert leadkit("rules", "diff", "bant", "my-bant.yaml", "--on", data) == (0, DIFF, "")


def test_diff_counts_wins_before_and_after_within_eighty_columns():
    words = ["rules", "diff", "bant", "my-bant.yaml", "--on", "my-world", "--as-of", DAY, "--horizon", "90"]
    code, out, _ = leadkit(*words)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    rows = [line.split() for line in out.split("\n\n")[-1].splitlines()[1:]]
    told = lk.moves(world(), by=(lk.scorecard("bant"), lk.scorecard("./my-bant.yaml")), as_of=DAY, horizon_days=90)
    for tier, *numbers in rows:
        now, then, won, will, gained = map(int, numbers)
        a, b = told[told["tier_a"] == tier], told[told["tier_b"] == tier]
        assert (now, then, won, will) == (a["people"].sum(), b["people"].sum(), a["wins"].sum(), b["wins"].sum())
        assert gained == will - won
    assert len(rows) == 5
    of_file = leadkit("rules", "diff", "bant", "my-bant.yaml", "--on", "snapshot.csv", "--wins", "newsletter")[1]
    assert "wins gained" in of_file


def test_two_cards_too_wide_for_a_page_are_compared_in_a_list():
    code, out, _ = leadkit("rules", "diff", "bant", "bant_engagement", "--on", "my-world", "-p", "list_price", "20000")
    assert code == 0
    lines = out.split("\n\n")[0].splitlines()
    assert lines[0].split("  ")[0] == "by bant"
    assert max(map(len, out.splitlines())) <= 80
    assert sum(int(line.split()[2]) for line in lines[1:]) == 1200
    assert all(line.split()[2] != "0" for line in lines[1:])


def test_diff_draws_a_picture(tmp_path):
    to = tmp_path / "moves.png"
    code, out, err = leadkit(
        "rules", "diff", "bant", "my-bant.yaml", "--on", "snapshot.csv", "--picture", to, "--lang", "th"
    )
    assert (code, out, err) == (0, f"{DIFF}{to}\n", "")
    with Image.open(to) as picture:
        assert min(picture.size) > 300
    assert list(tmp_path.iterdir()) == [to]


def test_the_picture_of_a_diff_calls_no_move_up_or_down(tmp_path, monkeypatch):
    drawn = []
    moves = plots.tier_moves
    monkeypatch.setattr(plots, "tier_moves", lambda *args, **how: drawn.append(moves(*args, **how)) or drawn[-1])
    leadkit("rules", "diff", "bant", "bant_floor", "--on", "snapshot.csv", "--picture", tmp_path / "moves.png")
    [ax] = drawn
    said = " ".join(text.get_text() for text in (*ax.texts, *ax.get_legend().get_texts()))
    assert "→" in said  # the tiers of a card are in the order of asking; that is no order of worth
    assert not set("▲▼") & set(said)
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("tier by bant", "tier by bant_floor")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_is_one_select_of_that_dialect(dialect):
    code, out, err = leadkit("rules", "sql", "my-bant.yaml", "--dialect", dialect)
    assert (code, err) == (0, "")
    assert out == lk.sql(lk.scorecard("./my-bant.yaml"), dialect) + ";\n"
    assert len(sqlglot.parse(out.rstrip().removesuffix(";"), read=dialect)) == 1


def test_sql_takes_a_day_and_a_parameter():
    dated = leadkit("rules", "sql", "bant_engagement", "--as-of", DAY)
    assert dated == (0, lk.sql(lk.scorecard("bant_engagement"), as_of=DAY) + ";\n", "")
    assert DAY in dated[1]
    assert '"stated_budget" >= 777' in leadkit("rules", "sql", "my-bant.yaml", "-p", "list_price", "777")[1]


@pytest.mark.parametrize("kind", ["scorecard", "definitions", "crm"])
def test_schema_is_json(kind):
    assert json.loads(leadkit("rules", "schema", kind)[1]) == packs.json_schema(kind)


# ---- mistakes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("score nowhere --by bant", 1, "There is no folder or file 'nowhere'."),
        ("score saas --by bant", 1, "To make that world: leadkit data make saas --people 1200 --out my-saas."),
        ("score no*.parquet.gz --by bant", 1, "There is no file 'no*.parquet.gz'."),
        ("score my-world --by bnat", 2, "No pack 'bnat'. Did you mean 'bant'?"),
        ("score my-world --by no.yaml", 1, "There is no file 'no.yaml'."),
        ("score my-world --by marketstar", 2, "is a pack of definitions, and this command reads scorecards"),
        ("score my-world --by bant -p list_price abc", 2, "'list_price' of the pack 'bant' is a number, not 'abc'."),
        ("score my-world --by bant -p list_prise 5", 2, "Did you mean 'list_price'?"),
        ("score my-world --by bant --as-of tomorrow", 2, "as_of 'tomorrow' is not a day"),
        ("score my-world --by bant --as-of 1999-01-01", 1, "is before the data"),
        ("score snapshot.csv --by bant --as-of 2025-03-31", 1, "--as-of asks a folder of tables for a day"),
        ("score snapshot.csv --by bant_engagement", 1, "counts dated events (demo_request, ...), and the snapshot"),
        ("score lacks.csv --by bant", 1, "lack 3 columns that the scorecard 'bant' asks for: 'stated_budget' (budget,"),
        ("score cut.csv --by bant", 1, "cut.csv, line "),
        ("score cut.parquet --by bant", 1, "cut.parquet cannot be read as Parquet"),
        ("score blank.csv --by bant", 1, "blank.csv has no header"),
        ("score twice.csv --by bant --to new.csv", 1, "'p0000001' stands in 'twice.csv' 2 times: keep one row"),
        ("explain twice.parquet --by bant", 1, "'p0000001' stands in 'twice.parquet' 2 times"),
        ("score my-world --by bant --to snapshot.csv", 1, "snapshot.csv' exists already and is left as it is"),
        ("score snapshot.csv --by bant --to snapshot.csv", 1, "snapshot.csv' exists already and is left as it is"),
        ("score my-world --by bant --to no/scores.csv", 1, "There is no folder"),
        ("score my-world --by bant --to scores.xlsx", 1, "end it in .csv or .parquet"),
        ("explain my-world --by bant --to no/reasons.csv", 1, "There is no folder"),
        ("explain my-world --by bant --lang fr", 2, "No language 'fr'."),
        ("explain my-world --by bant --person a --to new.csv", 2, "leave one out"),
        ("explain snapshot.csv --by bant_engagement --person a", 1, "counts dated events"),
        ("rules test marketstar", 2, "ask definitions with leadkit classify my-world --by marketstar."),
        ("rules check nothing", 2, "No pack 'nothing'. There are: bant, "),
        ("rules check bant -p list_price abc", 2, "is a number, not 'abc'."),
        ("rules check bant --lang fr", 2, "No language 'fr'."),
        ("rules test no.yaml", 1, "There is no file 'no.yaml'."),
        ("rules say bant --lang fr", 2, "No language 'fr'."),
        ("rules sql bant_engagement", 2, "counts dated events: give the day, as in --as-of 2025-06-30."),
        ("rules sql bant --as-of 2025-02-30", 2, "as_of '2025-02-30' is not a day"),
        ("rules schema scorcard", 2, "Did you mean 'scorecard'?"),
        ("rules diff bant bnat --on my-world", 2, "Did you mean 'bant'?"),
        ("rules diff bant bant_floor --on nowhere", 1, "There is no folder or file 'nowhere'."),
        ("rules diff bant bant_floor --on my-world -p list_prise 5", 2, "'list_prise' in bant, bant_floor."),
        ("rules diff bant bant_floor --on my-world --horizon 90", 2, "--horizon counts who bought after a day"),
        ("rules diff bant bant_floor --on snapshot.csv --horizon 90", 2, "--horizon counts who bought after a day"),
        ("rules diff bant bant_floor --on my-world --as-of 2025-06-30 --horizon 90", 1, "The tables end on 2025-0"),
        ("rules diff bant bant_floor --on my-world --as-of 2025-03-31 --horizon 0", 1, "a whole number of days"),
        ("rules diff bant bant_floor --on my-world --wins newsletter", 2, "--wins names a column of a snapshot"),
        ("rules diff bant bant_floor --on snapshot.csv --wins country", 1, "'country' does not hold yes and no"),
        ("rules diff bant bant_floor --on snapshot.csv --wins newsleter", 1, "Did you mean 'newsletter'?"),
        ("rules diff bant bant_engagement --on snapshot.csv", 1, "'bant_engagement' counts dated events"),
        ("rules diff bant bant_floor --on my-world --picture a.jpg", 1, "end 'a.jpg' in .png."),
        ("rules diff bant bant_floor --on my-world --picture no/a.png", 1, "There is no folder 'no'"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_on_the_standard_error_and_nothing_is_written(desk, words, code, says):
    kept = (desk / "snapshot.csv").read_bytes()
    ran, out, err = leadkit(*words.split())
    assert (ran, out) == (code, "")
    assert says in err
    assert err.startswith("leadkit: ")
    assert err.count("\n") == 1
    assert (desk / "snapshot.csv").read_bytes() == kept


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("points: 25", "point: 25", 61, "'point' is not a field of rule 1 of criterion 1. Did you mean 'points'?"),
        ("points: 25", "points: 12,5", 61, "in 'points' of rule 1 of criterion 1, '12,5' is not a number."),
        ("criteria:", "criterias:", 50, "'criterias' is not a field of the pack. Did you mean 'criteria'?"),
        ("policy: first", "policy: frist", 57, "it is one of 'first', 'sum' or 'max'."),
        ("    policy: first", "\tpolicy: first", 57, "indent with spaces, not with tabs"),
        (">= :list_price", ">= :list_prise", 60, "which is no parameter. Did you mean 'list_price'?"),
        ("stated_budget >= :list_price", "stated_budget >= 20,000", 60, "write 20000 without a comma"),
        ("authority = 'decides'", "authority = ’decides’", 76, "write a text in straight single quotes"),
        ("authority = 'decides'", "authority == 'decides'", 76, "one = is enough"),
        ("name: half_funded", "name: funded", 63, "the rule 'funded' stands here twice"),
        ("when: score >= 75", "when: budget >= 75", 118, "'budget >= 75' asks for 'budget'."),
        ("coverage < 0.5", "coverage < 50%", 125, "write a share, as in 0.5"),
        ('when: "TRUE"', "when: TRUE", 146, "should be a text (in quotes"),
        ("tier: weak, score: 30", "tier: waek, score: 30", 154, "there is no tier 'waek'. Did you mean 'weak'?"),
        ("name: ours\n", "name: Our BANT\n", 2, "use lower-case letters"),
    ],
)  # fmt: skip
def test_a_fault_in_a_card_is_said_with_file_and_line(tmp_path, old, new, line, says):
    card = changed(tmp_path / "ours.yaml", old, new)
    code, out, sentence = leadkit("rules", "check", card)
    assert (code, out) == (1, "")
    assert f"{card}, line {line}" in sentence
    assert says in sentence
    assert sentence.count("\n") == 1


def test_every_command_says_the_same_of_a_fault_in_a_card(tmp_path):
    card = changed(tmp_path / "ours.yaml", "points: 25", "point: 25")
    commands = [
        "rules check",
        "rules test",
        "rules say",
        "rules sql",
        "rules diff --on my-world bant",
        "score my-world --by",
    ]
    told = [leadkit(*command.split(), card) for command in [*commands, "explain my-world --by"]]
    assert len(set(told)) == 1
    assert told[0][:2] == (1, "")


@pytest.mark.parametrize("data", ["nobody.csv", "nobody.parquet"])
def test_a_file_with_nobody_in_it_is_no_mistake_and_is_said(data, tmp_path):
    said = "There are no people in it: the columns are there, and no row.\n"
    assert leadkit("score", data, "--by", "bant") == (0, said, "")
    assert leadkit("rules", "diff", "bant", "bant_floor", "--on", data) == (0, said, "")
    assert leadkit("explain", data, "--by", "bant")[1].startswith("There is nothing to tell")
    to = tmp_path / "scores.csv"
    assert leadkit("score", data, "--by", "bant", "--to", to)[0] == 0
    assert pd.read_csv(to).columns.tolist() == ["person_id", *lk.scorecard("bant").columns]


def test_the_command_itself_says_one_sentence_and_gives_its_exit_code():
    words = [sys.executable, "-m", "leadkit", "score", "my-world", "--by", "bnat"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "leadkit: No pack 'bnat'. Did you mean 'bant'?\n"


def test_the_commands_in_the_readme_print_what_it_says():
    readme = (Path(lk.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```console\n(.*?)```", readme, flags=re.DOTALL | re.MULTILINE)
    calls = [call.partition("\n") for call in block.split("$ leadkit ")[1:]]
    assert [leadkit(*command.split()) for command, _, _ in calls] == [(0, told, "") for _, _, told in calls]
    assert len(calls) == 2
