"""Commands of segmentations, as a trainer types them; and the page that tells how to write one."""

import re
from pathlib import Path

import pandas as pd
import pytest
from test_cli_scores import leadkit

import leadkit as lk
from leadkit import packs
from leadkit.segments import segment

PAGE = (Path(__file__).parents[1] / "docs" / "segmentations.md").read_text(encoding="utf-8")
SMALL = re.search(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)[1]


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    """A folder with the segmentation of the page, and people."""
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SMALL, encoding="utf-8")
    rows = {"purchases": [0, 1, 6, 9], "last_purchase_days": [None, 400, 3, 90], "won": [False, False, True, True]}
    people = pd.DataFrame({"person_id": list("abcd"), **rows})
    people.to_csv("people.csv", index=False)
    people.head(0).to_csv("nobody.csv", index=False)
    people.iloc[[0, 1, 0]].to_csv("twice.csv", index=False)
    people.drop(columns="purchases").to_csv("lacks.csv", index=False)
    return people


def test_what_the_page_shows_is_what_the_kit_says():
    for command, shown in re.findall(r"^\$ leadkit (rules .*)\n((?:[^$`].*\n)+)", PAGE, flags=re.MULTILINE):
        code, out, err = leadkit(*command.split())
        assert (code, err) == (0, "")
        assert out == shown


def test_segments_are_counted_and_written(desk):
    code, out, err = leadkit("segment", "people.csv", "--by", "small.yaml")
    assert (code, err) == (0, "")
    counts = re.findall(r"^ *(\w+) +(\d) +(\d\d\.0) %$", out, flags=re.MULTILINE)
    assert counts == [("regulars", "1", "25.0"), ("fading", "2", "50.0"), ("not_a_buyer", "1", "25.0")]
    assert leadkit("segment", "people.csv", "--by", "small.yaml", "--to", "told.parquet")[0] == 0
    expected = segment(desk, by=lk.segmentation("./small.yaml"))
    assert pd.read_parquet("told.parquet")["segment"].tolist() == expected["segment"].tolist()


def test_nobody_gives_a_sentence():
    told = leadkit("segment", "nobody.csv", "--by", "small.yaml")
    assert told == (0, "There are no people in it: the columns are there, and no row.\n", "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["segment", "twice.csv", "--by", "small.yaml"], "The person 'a' stands in 'twice.csv' 2 times"),
        (
            ["segment", "lacks.csv", "--by", "small.yaml"],
            "No column 'purchases' in over of 'small' (small.yaml, line 4)",
        ),
        (["segment", "people.csv", "--by", "bant"], "'bant' is a scorecard, and this command reads segmentations"),
        (["score", "people.csv", "--by", "rfm"], "'rfm' is a segmentation, and this command reads scorecards"),
        (["rules", "check", "family"], "'family' is a target profile, and this command reads scorecards and segm"),
        (["rules", "diff", "rfm", "bant", "--on", "people.csv"], "are not of one kind"),
        (["rules", "say", "plays", "-p", "a", "1"], "No parameter 'a' in the playbook 'plays'. It has none."),
    ],
)
def test_a_mistake_is_one_sentence(words, says):
    code, out, err = leadkit(*words)
    assert code in (1, 2)
    assert out == ""
    assert err.startswith("leadkit: ")
    assert says in err
    assert err.count("\n") == 1


def test_a_gap_where_nobody_should_be_left_is_a_problem():
    Path("small.yaml").write_text(SMALL.replace("otherwise: in_between", "otherwise: none"), encoding="utf-8")
    code, out, err = leadkit("rules", "check", "small.yaml")
    assert (code, err) == (1, "1 problem.\n")
    assert "and the pack says that nobody is left (otherwise: none)" in out


def test_a_failing_test_is_told():
    Path("small.yaml").write_text(SMALL.replace("segment: fading", "segment: regulars"), encoding="utf-8")
    code, out, _ = leadkit("rules", "test", "small.yaml")
    assert (code, out.splitlines()[-1]) == (1, "1 of 2 tests passed.")
    assert "test 2 (r = 1; purchases = 9): segment is fading, expected regulars" in out


def test_who_moves_is_counted_with_wins_and_drawn():
    Path("later.yaml").write_text(
        SMALL.replace("r <= 2", "r <= 3").replace("name: small", "name: later"), encoding="utf-8"
    )
    words = ["rules", "diff", "small.yaml", "later.yaml", "--on", "people.csv", "--wins", "won", "--picture", "m.png"]
    code, out, err = leadkit(*words)
    assert (code, err) == (0, "")
    assert "of 4 people are in a segment of another name." in out
    assert "wins gained" in out
    assert Path("m.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
@pytest.mark.parametrize("pack", ["small.yaml", "rfm", "family", "plays"])
def test_every_kind_is_said_aloud(pack, lang):
    code, out, err = leadkit("rules", "say", pack, "--lang", lang)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) > 4


def test_sql_and_schema_are_printed():
    assert leadkit("rules", "sql", "small.yaml", "--dialect", "postgres")[1].startswith('WITH "asked" AS (')
    for kind in ("segmentation", "profile", "playbook"):
        assert f'"const": "{kind}"' in leadkit("rules", "schema", kind)[1]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "play: thank",
            "play: thanks",
            "line 9: the play 'thanks' of segment 'regulars' is not in the playbook 'plays'",
        ),
        ("cuts: [2, 5]", "cuts: [5, 2]", "line 7: the cuts of measure 'f' must rise"),
        ("grades: 5", "grades: 11", "line 6: the grades of measure 'r' are a whole number from 2 to 10, not 11"),
        (", best: low", "", "line 6: say which end of measure 'r' is the best one: best: high or best: low"),
        ("name: fading", "name: regulars", "line 10: the segment 'regulars' stands here twice"),
        ("outside: not_a_buyer", "outside: fading", "the segment 'fading' stands here twice"),
        ("of: purchases, ", "profile: families, ", "No pack 'families'. Did you mean 'family'?"),
        ("of: purchases, ", "profile: ../mine.yaml, ", "line 7: '../mine.yaml' lies outside the folder of this pack"),
        ("of: purchases, ", "profile: /etc/passwd.yaml, ", "line 7: '/etc/passwd.yaml' lies outside the folder"),
        ("playbook: plays", "playbook: ../plays.yaml", "'../plays.yaml' lies outside the folder of this pack"),
        ("r: {of", "purchases: {of", "'purchases' is a column of every snapshot"),
        ("r: {of", "segment: {of", "'segment' is a column that the kit makes itself"),
        ("of: last_purchase_days", "of: last_purchase_days > 3", "a number is wanted here"),
        (
            "segment: fading",
            "segment: faded",
            "expects the segment 'faded', which there is not. There are: fading, ",
        ),
        ("r <= 2", "r <= :low", "asks for :low, which is no parameter"),
    ],
)
def test_a_fault_in_a_pack_is_said_with_its_line(old, new, says):
    assert SMALL.count(old) == 1
    Path("spoilt.yaml").write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(lk.errors.LeadkitError) as caught:
        packs.segmentation("./spoilt.yaml")
    assert says in str(caught.value)
