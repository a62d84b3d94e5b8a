"""What stands against a pack of definitions is proved, told in three languages, and read by the command."""

import pytest
from typer.testing import CliRunner

import leadkit as lk
from leadkit.cli.root import app
from leadkit.definitions import check

US = lk.Source("us", title="us")


def pack(**conditions):
    terms = tuple(lk.Definition(term, US, term, lk.Condition(when)) for term, when in conditions.items())
    return lk.definitions("marketstar").__class__("us", "Ours", US, terms)


def test_a_word_for_nobody_is_a_problem_and_a_sound_one_is_none():
    found = check(pack(nobody="purchases > 1 AND purchases < 1", buyer="purchases > 0"))
    assert found[["level", "kind", "rule"]].values.tolist() == [["problem", "dead", "nobody"]]


def test_a_misspelt_column_is_a_note():
    found = check(pack(rich="stated_bugdet > 5"))
    assert found["kind"].tolist() == ["column"]
    assert "Did you mean 'stated_budget'?" in found["says"].iloc[0]


def test_claims_that_fail_are_those_that_claims_finds():
    found = check(lk.definitions("marketstar"))
    wrong = lk.claims(by=lk.definitions("marketstar")).query("holds == False")
    assert found["kind"].tolist() == ["claim"] * len(wrong)
    assert [says in told for says, told in zip(wrong["says"], found["says"], strict=True)] == [True] * len(wrong)


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_the_command_reads_definitions_and_says_what_is_wrong(lang, tmp_path):
    head = "kind: definitions\nname: ours\ntitle: Ours\nsource: {title: Us}\n"
    text = head + "terms: [{term: none_at_all, says: x, when: %s}]"
    path = tmp_path / "ours.yaml"
    for when, code in (("age > 5 AND age < 5", 1), ("age > 5", 0)):
        path.write_text(text % when, encoding="utf-8")
        told = CliRunner().invoke(app, ["rules", "check", str(path), "--lang", lang])
        assert told.exit_code == code, told.output
        assert ("none_at_all" in told.output) == bool(code)
