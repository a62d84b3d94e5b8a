"""Packs: every fault of a YAML file is one sentence with its place, and nothing in a file can hurt."""

# ruff: noqa: E501 - a sentence is compared whole, in one line

from __future__ import annotations

import json
import re
import time
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pack_files import complaint_of

from leadkit import packs
from leadkit.conditions import Condition
from leadkit.definitions import Definitions, classify
from leadkit.errors import ConditionError, PackError, UnknownColumnError, UnknownNameError
from leadkit.packs import reading
from leadkit.packs.building import built
from leadkit.packs.models import KINDS, CrmModel, CrmTermModel, DefinitionsModel, checked

GOOD = """\
kind: definitions
name: ours
title: {en: Ours, th: ของเรา, vi: Của ta}
source: {title: Our handbook, publisher: Us, date: 2024-05-01, language: en}
params:
  big: 50
  quiet: {value: 90, stops: [30, 90], says: days without a word}
terms:
  - term: large
    says: {en: A large firm.}
    when: "employees >= :big"
    remark: The border is ours.
    hedge: {en: Usually.}
    label: {en: large, th: ใหญ่, vi: lớn}
  - term: silent
    says: Nobody heard of them lately.
    when: last_activity_days > :quiet
claims:
  - says: The large are silent.
    relation: [large, inside, silent]
    hedge: {en: So they say.}
"""

complaint = partial(complaint_of, packs.definitions)


def test_a_pack_becomes_values_in_its_own_order(write):
    ours = packs.definitions(write(GOOD))
    assert isinstance(ours, Definitions)
    assert [d.term for d in ours] == ["large", "silent"]
    assert ours.columns == ("ours_large", "ours_silent")
    assert ours.reads == ("employees", "last_activity_days")
    assert ours["large"].when.sql == "employees >= 50"
    assert (ours["large"].name("th"), ours["silent"].name("th")) == ("ใหญ่", "silent")
    assert (ours.source.key, ours.source.publisher, ours.source.date.isoformat()) == ("ours", "Us", "2024-05-01")
    assert (ours["large"].remark, ours["large"].hedge) == ("The border is ours.", {"en": "Usually."})
    claim = ours.claims[0]
    assert (claim.a, claim.relation, claim.b, claim.hedge) == ("large", "inside", "silent", {"en": "So they say."})
    assert [(p.name, p.value, p.stops) for p in ours.params] == [("big", 50, ()), ("quiet", 90, (30, 90))]


def test_parameters_are_given_by_name_and_keep_their_kind(write):
    path = write(GOOD)
    assert packs.definitions(path, big=7)["large"].when.sql == "employees >= 7"
    assert packs.definitions(path, big=7.5).params[0].value == 7.5
    assert complaint(path, UnknownNameError, bigg=7) == "No parameter 'bigg' in the pack 'ours'. Did you mean 'big'?"
    for wrong in ("7", True, float("nan"), float("inf"), None, [7]):
        assert "is a number, not" in complaint(path, PackError, big=wrong)
    assert packs.definitions(path)["large"].when.sql == "employees >= 50"


def test_a_pack_without_parameters_says_so(write):
    path = write("kind: definitions\nname: a\ntitle: A\nsource: {title: B}\nterms: [{term: x, says: y, when: in_crm}]")
    assert complaint(path, UnknownNameError, quiet=3) == "No parameter 'quiet' in the pack 'a'. It has none."


def test_a_term_is_looked_up_with_the_nearest_name(write):
    with pytest.raises(UnknownNameError, match=r"^No term 'larg' in the pack 'ours'\. Did you mean 'large'\?$"):
        packs.definitions(write(GOOD))["larg"]


# Each row: what to change in the good pack, and the sentence that must come.
FAULTS = {
    "an unknown field of a term": (
        ("    remark:", "    remarks:"),
        "ours.yaml, line 12: 'remarks' is not a field of term 1. Did you mean 'remark'?",
    ),
    "an unknown field of the pack": (
        ("title: {en: Ours", "titel: {en: Ours"),
        "ours.yaml, line 3: 'titel' is not a field of the pack. Did you mean 'title'?",
    ),
    "an unknown field of the source": (
        ("publisher: Us", "publischer: Us"),
        "ours.yaml, line 4: 'publischer' is not a field of 'source'. Did you mean 'publisher'?",
    ),
    "an unknown field of a parameter": (
        ("stops: [30, 90]", "stop: [30, 90]"),
        "ours.yaml, line 7: 'stop' is not a field of 'quiet' of 'params'. Did you mean 'stops'?",
    ),
    "a missing condition": (
        ("    when: last_activity_days > :quiet\n", ""),
        "ours.yaml, line 15: the field 'when' of term 2 is missing.",
    ),
    "a condition that is a number": (
        ("when: last_activity_days > :quiet", "when: 5"),
        "ours.yaml, line 17: 'when' of term 2 should be a text (in quotes, if it reads like a number, a day or a yes), not '5'.",
    ),
    "a condition that is a yes": (
        ("when: last_activity_days > :quiet", "when: true"),
        "ours.yaml, line 17: 'when' of term 2 should be a text (in quotes, if it reads like a number, a day or a yes), not yes.",
    ),
    "an empty condition": (
        ("when: last_activity_days > :quiet", 'when: ""'),
        "ours.yaml, line 17: 'when' of term 2 is not right: string should have at least 1 character.",
    ),
    "a sentence that is a list": (
        ("says: Nobody heard of them lately.", "says: [a, b]"),
        "ours.yaml, line 16: in 'says' of term 2, this should be a text, or texts by language {en: ..., th: ..., vi: ...}, not a list.",
    ),
    "a language that the kit does not speak": (
        ("{en: A large firm.}", "{en: A large firm., fr: Une grande.}"),
        "ours.yaml, line 10: in 'says' of term 1, there is no language 'fr'. There are: en, th, vi.",
    ),
    "a text that is nothing": (
        ("{en: A large firm.}", "{en: A large firm., th: }"),
        "ours.yaml, line 10: in 'says' of term 1, the text for 'th' should be words, not nothing.",
    ),
    "a term that cannot be a column": (
        ("term: large", "term: Large firm"),
        "ours.yaml, line 9: 'term' of term 1 cannot be 'Large firm': use lower-case letters a to z, digits and _, and start with a letter.",
    ),
    "a term twice": (
        ("term: silent", "term: large"),
        "ours.yaml, line 15: the term 'large' stands here twice; the first is in line 9.",
    ),
    "a parameter that nobody declared": (
        (":big", ":bigg"),
        "ours.yaml, line 11: the condition of term 'large' asks for :bigg, which is no parameter. Did you mean 'big'?",
    ),
    "a stop of another kind": (
        ("stops: [30, 90]", "stops: [30, long]"),
        "ours.yaml, line 7: in 'quiet' of 'params', the stop 'long' is not of the kind of the value '90'.",
    ),
    "a number that is none": (
        ("big: 50", "big: .nan"),
        "ours.yaml, line 6: in 'value' of 'big' of 'params', a value is a number, a text, or true or false, not 'nan'.",
    ),
    "a claim about a term that is not there": (
        ("[large, inside, silent]", "[larg, inside, silent]"),
        "ours.yaml, line 20: claim 1 speaks of 'larg', which is no term. Did you mean 'large'?",
    ),
    "a claim with a relation that is none": (
        ("[large, inside, silent]", "[large, insid, silent]"),
        "ours.yaml, line 20: there is no relation 'insid' in claim 1. Did you mean 'inside'?",
    ),
    "a claim with two words": (
        ("[large, inside, silent]", "[large, silent]"),
        "ours.yaml, line 20: 'relation' of claim 1 is not right: list should have at least 3 items after validation, not 2.",
    ),
    "a date that is a text": (
        ("2024-05-01", "'2024-05-01'"),
        "ours.yaml, line 4: 'date' of 'source' should be a day such as 2023-07-14, not '2024-05-01'.",
    ),
    "terms that are no list": (
        ("terms:\n", "terms: many\nx:\n"),
        "ours.yaml, line 8: 'terms' should be a list (lines that start with '- '), not 'many'.",
    ),
    "a source that is a text": (
        ("source: {title: Our handbook, publisher: Us, date: 2024-05-01, language: en}", "source: Our handbook"),
        "ours.yaml, line 4: 'source' should be a mapping of fields, not 'Our handbook'.",
    ),
    "a kind that does not exist": (
        ("kind: definitions", "kind: definition"),
        "ours.yaml, line 1: there is no kind 'definition'. Did you mean 'definitions'?",
    ),
    "a kind that holds no definitions": (
        ("kind: definitions", "kind: scorecard"),
        "ours.yaml, line 1: this is a pack of kind 'scorecard': read it with lk.scorecard(...).",
    ),
    "a kind that is missing": (
        ("kind: definitions\n", ""),
        "ours.yaml, line 1: the field 'kind' is missing. There are: crm, definitions.",
    ),
    "a field twice": (
        ("name: ours", "name: ours\nname: theirs"),
        "ours.yaml, line 3, column 1: 'name' stands here twice; the first is in line 2.",
    ),
    "a tab": (
        ("  big: 50", "\tbig: 50"),
        "ours.yaml, line 6, column 1: this is not YAML: found character '\\t' that cannot start any token (indent with spaces, not with tabs, and put texts that start with @, % or ` in quotes).",
    ),
    "a colon in a bare text": (
        ("says: Nobody heard of them lately.", "says: Nobody: not one."),
        "ours.yaml, line 16, column 17: this is not YAML: mapping values are not allowed here (a text with a colon in it needs quotes, and every field its own line).",
    ),
    "an alias": (
        ("  - says: The large are silent.", "  - says: *x"),
        "ours.yaml, line 19, column 11: anchors and aliases (& and *) are not read in a pack; write it out.",
    ),
    "an anchor": (
        ("remark: The border is ours.", "remark: &x The border is ours."),
        "ours.yaml, line 12, column 13: anchors and aliases (& and *) are not read in a pack; write it out.",
    ),
    "a merge": (
        ("  quiet: {value", "  <<: {value"),
        "ours.yaml, line 7, column 3: merging with << is not read in a pack; write it out.",
    ),
    "a tag": (
        ("name: ours", "name: !!python/object/apply:os.getcwd []"),
        "ours.yaml, line 2, column 7: tags such as tag:yaml.org,2002:python/object/apply:os.getcwd are not read in a pack; remove it.",
    ),
    "two documents": (
        ("terms:\n", "---\nterms:\n"),
        "ours.yaml, line 8, column 1: a pack is one document: remove the '---' in the middle.",
    ),
    "a day that is none": (
        ("2024-05-01", "2024-05-61"),
        "ours.yaml, line 4, column 52: '2024-05-61' cannot be read as a number or a day; put it in quotes.",
    ),
    "half a letter": (
        ("publisher: Us", 'publisher: "\\ud800"'),
        "ours.yaml, line 4, column 42: this text holds half a letter (a lone surrogate); write the letter itself.",
    ),
    "a list as a field's name": (
        ("name: ours", "? [a]\n: ours"),
        "ours.yaml, line 2, column 3: a field's name is a word, not a list or a mapping.",
    ),
    "a directive": (
        ("kind: definitions", "%YAML 1.1\n---\nkind: definitions"),
        "ours.yaml, line 2, column 1: a pack needs no % line: remove it.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_sentence_with_file_line_and_field(name, write):
    (old, new), sentence = FAULTS[name]
    assert old in GOOD
    assert complaint(write(GOOD.replace(old, new))) == sentence


def test_a_condition_that_cannot_be_read_says_in_which_term_and_line(write):
    with pytest.raises(ConditionError) as caught:
        packs.definitions(write(GOOD.replace('"employees >= :big"', '"employees => :big"')))
    assert "in term 'large' (" in str(caught.value)
    assert "ours.yaml, line 11)" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_column_is_told_with_the_pack_its_line_and_the_nearest_column(write):
    ours = packs.definitions(write(GOOD))
    people = pd.DataFrame({"person_id": ["a"], "employee": [3], "last_activity_days": [1]})
    with pytest.raises(UnknownColumnError) as caught:
        classify(people, by=ours)
    assert "employees" in str(caught.value)
    assert "ours.yaml, line 11" in str(caught.value)
    assert "Did you mean 'employee'?" in str(caught.value)


def test_a_reserved_column_is_refused(write):
    sentence = complaint(write(GOOD.replace("name: ours", "name: score").replace("term: large", "term: low")))
    assert sentence == "ours.yaml, line 9: 'score_low' is a column that the kit makes itself; rename the term."


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "ours.yaml, line 1: the file is empty."),
        (b"# only a remark\n", "ours.yaml, line 1: the file is empty."),
        (b"- a\n- b\n", "ours.yaml, line 1: a pack is a mapping of fields, such as 'kind: definitions'."),
        (b"just words", "ours.yaml, line 1: a pack is a mapping of fields, such as 'kind: definitions'."),
        (b"kind: definitions\nname: \xff\xfe", "ours.yaml, line 2: this is not UTF-8 text; save the file as UTF-8."),
        (b"PK\x03\x04\x00\x00", None),
        (b"\x89PNG\r\n\x1a\n\x00", "ours.yaml, line 1: this is not UTF-8 text; save the file as UTF-8."),
        (b"[" * 5000, "ours.yaml, line 1, column 21: this is nested more than 20 deep."),
        (b"{a: " * 5000, "ours.yaml, line 1, column 81: this is nested more than 20 deep."),
        (b"a: " + b"9" * 6000, None),
        (
            b"[a," + b"a," * 20_100,
            "ours.yaml, line 1, column 9998: this holds more than 5,000 fields and values: that is no pack.",
        ),
        (b"x" * 150_001, "'ours.yaml' is larger than 150 kB: that is no pack."),
    ],
)
def test_a_file_that_is_no_pack_is_one_sentence(raw, sentence, write):
    said = complaint(write(raw))
    assert sentence in (None, said)


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(write):
    raw = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    read = packs.definitions(write(raw))
    assert read == packs.definitions(write(GOOD))


def test_a_path_that_is_not_there_a_folder_and_a_forbidden_file_are_one_sentence(tmp_path):
    missing = tmp_path / "no.yaml"
    assert complaint(missing) == "There is no file 'no.yaml'."
    assert complaint(tmp_path).startswith("'")
    with pytest.raises(PackError, match="is a folder: name the YAML file in it"):
        packs.definitions(tmp_path)
    with pytest.raises(PackError, match="cannot be read: embedded null byte"):
        packs.definitions("a\0.yaml")
    with pytest.raises(PackError, match="cannot be read: File name too long"):
        packs.definitions("x" * 5000 + ".yaml")


def test_an_unknown_pack_offers_the_nearest(tmp_path, monkeypatch):
    with pytest.raises(UnknownNameError, match=r"^No pack 'marketstarr'. Did you mean 'marketstar'\?$"):
        packs.definitions("marketstarr")
    monkeypatch.chdir(tmp_path)
    Path("mine").write_text("kind: definitions", encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"To read your own file, give its path, as in './mine'."):
        packs.definitions("mine")
    with pytest.raises(UnknownNameError, match="A pack is a name or a path, not a int"):
        packs.definitions(5)


def test_a_relative_path_is_read_from_where_we_are(write, monkeypatch):
    path = write(GOOD)
    monkeypatch.chdir(path.parent)
    assert (
        len(packs.definitions("ours.yaml"))
        == len(packs.definitions("./ours.yaml"))
        == len(packs.definitions(path))
        == 2
    )


def test_the_shelf_lists_what_is_shipped():
    assert packs.shelf("definitions") == [
        *("actualidad", "atlantic_alignment", "atlantic_broker", "atlantic_faq", "marketstar", "ninja", "successagency")
    ]
    assert packs.shelf("crm") == [
        *("dynamics", "erpnext", "hubspot", "mautic", "odoo", "pipedrive", "salesforce", "suitecrm", "zoho")
    ]
    assert packs.shelf("ours") == ["journey"]
    with pytest.raises(UnknownNameError, match=r"^No kind of pack 'crms'\. Did you mean 'crm'\?$"):
        packs.shelf("crms")


def test_a_shipped_pack_cannot_be_spoilt_by_what_somebody_does_with_it():
    first = packs.definitions("marketstar")
    for text in (
        first.title,
        first.remark,
        first["lead"].says,
        first["lead"].hedge,
        first.claims[0].says,
        first.params[0].says,
    ):
        text["en"] = "spoilt"
    second = packs.definitions("marketstar")
    told = [
        second.title,
        second.remark,
        second["lead"].says,
        second["lead"].hedge,
        second.claims[0].says,
        second.params[0].says,
    ]
    assert "spoilt" not in [text["en"] for text in told]


def test_a_shipped_pack_is_read_again_in_no_time():
    packs.definitions("successagency")
    taken = []
    for _ in range(5):
        started = time.process_time()
        packs.definitions("successagency")
        taken.append(time.process_time() - started)
    assert min(taken) < 0.05


@pytest.mark.parametrize("kind", ["definitions", "crm"])
def test_the_json_schema_takes_the_shipped_packs_and_refuses_a_misspelt_field(kind):
    import jsonschema  # noqa: PLC0415 - nbformat brings it; without it this test must fail

    schema = packs.json_schema(kind)
    json.dumps(schema)
    check = jsonschema.Draft202012Validator(schema)
    check.check_schema(schema)
    folder = Path(packs.__file__).parents[1] / "data" / "packs" / kind
    for path in sorted(folder.glob("*.yaml")):
        data = reading.read_file(path).data
        data["source"].pop("date", None)  # JSON has no days
        assert not list(check.iter_errors(data)), path
        data["terms"][0]["sayz"] = "?"
        assert list(check.iter_errors(data))
    with pytest.raises(UnknownNameError, match="No kind of pack 'rules'"):
        packs.json_schema("rules")


def test_the_packs_on_the_page_for_trainers_are_packs(write):
    page = (Path(__file__).parents[1] / "docs" / "packs.md").read_text(encoding="utf-8")
    whole, _, term, left_open, claim = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    assert packs.definitions(write(whole)).columns == ("ours_lead",)
    both = whole + term + claim
    assert [c.relation for c in packs.definitions(write(both)).claims] == ["inside"]
    params, _, terms = left_open.partition("terms:\n")
    rich = packs.definitions(write(params + whole + terms), list_price=5000)["rich"]
    assert rich.when == Condition("stated_budget >= 5000")
    for field in {*DefinitionsModel.model_fields, *CrmModel.model_fields, *CrmTermModel.model_fields}:
        assert f"`{field}`" in page


CRM = """\
kind: crm
name: ours
title: Ours
family: one person with a stage
source: {title: "ours"}
terms:
  - {term: contact, says: Everybody., when: in_crm, evidence: "doc: help page"}
"""


def test_a_term_of_a_crm_needs_its_evidence(write):
    assert packs.definitions(write(CRM))["contact"].evidence == "doc: help page"
    assert complaint(write(CRM.replace(', evidence: "doc: help page"', ""))) == (
        "ours.yaml, line 7: the field 'evidence' of term 1 is missing."
    )
    assert complaint(write(CRM.replace("doc: help page", "hearsay: a friend"))) == (
        "ours.yaml, line 7: 'evidence' of term 1 cannot be 'hearsay: a friend': start with code, doc, 3P, ran and a colon, then say where, as in 'doc: help page on converting'."
    )
    assert "'family' cannot be 'a dog'; it is one of " in complaint(
        write(CRM.replace("one person with a stage", "a dog"))
    )


SNIPPETS = [
    "kind: definitions", "name: x", "terms:", "- term: a", "  says: b", "  when: in_crm", "  when: 'in_crm'", "&a", "*a", "!!int 5",
    "|", ">-", "---", "...", "%YAML 1.2", "? ", ": ", "[", "]", "{", "}", ",", "'", '"', "\\u0000", "\t", "  ", "- ", "#", "null",
    "~", "2024-13-01", "1e999", ".inf", "0x_", "<<: {}", "\x85", "\ufeff", "ลีด", "\U0001f600", "@", "`", "when: a > ", "params: {a: 1}",
]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*SNIPPETS, "\n", "\n", "\n  "]) | st.text(max_size=6), max_size=25))
def test_random_yaml_is_read_or_refused_in_one_sentence(parts):
    _only_one_sentence("".join(parts))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_good_pack_with_random_damage_is_read_or_refused_in_one_sentence(data):
    text = GOOD
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(st.sampled_from(SNIPPETS) | st.text(max_size=3)) + text[at + cut :]
    _only_one_sentence(text)


def _only_one_sentence(text):
    said = ""
    try:
        read = reading.read_text(text, "x.yaml")
        built(read, checked(read, KINDS), {})
    except (PackError, ConditionError) as error:
        said = str(error)
    assert "\n" not in said
    assert said.encode("utf-8") is not None
