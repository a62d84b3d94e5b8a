"""Answers are compared, not their form; what differs is said; and nothing that a student does ends in a traceback."""

import ast
import re
import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from nightly_exercises import Angry

import leadkit as lk
from leadkit.exercises import NOWHERE, Given, Outcome, Question, begin, exercise, numbers
from leadkit.exercises.aims import as_person, keeps, says, stands
from leadkit.exercises.blank import Blank, Unfilled, is_blank
from leadkit.exercises.choosing import InOrder, One, Several
from leadkit.exercises.comparing import Aims, Number, People, Rule, Table, Words
from leadkit.exercises.forms import Differs, as_condition, as_number, as_people
from leadkit.exercises.outcome import Message
from leadkit.exercises.slips import told

TABLE = pd.DataFrame(
    {
        "person_id": ["a", "b", "c", "d", "e"],
        "purchases": [0, 1, 2, 0, 3],
        "in_crm": pd.array([True, True, False, False, True], dtype="boolean"),
        "has_email": pd.array([True, None, False, True, None], dtype="boolean"),
    },
    index=[10, 11, 12, 13, 14],
)
BUYERS = TABLE[TABLE["purchases"] > 0]


def ground(table=TABLE):
    """Stand on a small table instead of a world."""
    made = Given(None, None)
    made.__dict__["everybody"] = table
    return made


def differs(kind, answer, expected, lang="en", table=TABLE):
    """Say how an answer differs, or nothing."""
    try:
        kind.compare(answer, expected, ground(table))
    except Differs as found:
        return found.say(lang) if not found.key.startswith("own.") else found.key
    return None


SHORT = {
    "LEAVES": "On your table your condition leaves out people whom it should take",
    "TAKES": "On your table your condition takes people whom it should not",
    "AND LEAVES": "and leaves out people whom it should take",
    "LUCK": "On your table it takes just the right people, but that is luck",
    "NO ID": "People are asked for, and this table has no column `person_id`",
}
PEOPLE = {
    "a table": BUYERS,
    "a table from zero": BUYERS.reset_index(drop=True),
    "a table by id": BUYERS.set_index("person_id"),
    "a table by id, nameless": BUYERS.set_index("person_id").rename_axis(None)[["purchases", "in_crm"]],
    "one column": BUYERS[["person_id"]],
    "one column of another name": BUYERS[["person_id"]].rename(columns={"person_id": "who"}),
    "ids": BUYERS["person_id"],
    "ids as objects": BUYERS["person_id"].astype(object),
    "a number by id": BUYERS.set_index("person_id")["purchases"],
    "an index": pd.Index(["e", "c", "b"]),
    "an array": np.array(["e", "c", "b"]),
    "a list": ["c", "b", "e"],
    "a tuple": ("c", "b", "e"),
    "a set": {"c", "b", "e"},
    "a yes or no for each row": TABLE["purchases"] > 0,
    "the same, nameless": (TABLE["purchases"] > 0).to_numpy(),
    "the same, as a list": [False, True, True, False, True],
    "a yes or no for each id": TABLE.set_index("person_id")["purchases"] > 0,
    "a dict of yes and no": {"a": False, "b": True, "c": True, "e": True},
    "a dict by id": {"b": 1, "c": 2, "e": 3},
    "a condition": lk.Condition("purchases > 0"),
    "a definition": lk.Definition("buyer", lk.Source("us"), "", lk.Condition("purchases >= 1")),
}


@pytest.mark.parametrize("form", PEOPLE)
def test_people_are_read_in_every_form_that_names_them(form):
    assert sorted(as_people(PEOPLE[form], ground())) == ["b", "c", "e"]
    assert differs(People(("purchases",)), PEOPLE[form], ["e", "b", "c"]) is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (["b", "c"], "People missing: 1; nobody is too many. For example, e is missing (purchases = 3)."),
        (TABLE, "People too many: 2; nobody is missing. For example, a should not be there (purchases = 0)."),
        (["a", "b"], "People too many: 1; people missing: 2. For example, a should not be there (purchases = 0)."),
        ([], "People missing: 3; nobody is too many. For example, b is missing (purchases = 1)."),
        (["b", "c", "e", "e"], "Somebody stands there more than once: 4 rows, but only 3 people."),
        (["b", "c", "x"], "1 of the 3 entries are nobody's id on this table; the first is 'x'."),
        (3, "People are asked for, as a table with `person_id` or as a list of ids, and this is of the type int."),
        (TABLE[["purchases", "in_crm"]], f"{SHORT['NO ID']}; it has 'purchases', 'in_crm'."),
        ([True, False], "A yes or no is needed for each of the 5 people, and these are 2 of other rows."),
        ("<b>x</b>", "1 of the 1 entries are nobody's id on this table; the first is '<b>x</b>'."),
    ],
)  # fmt: skip
def test_of_wrong_people_it_is_said_how_many_and_who_first(answer, sentence):
    assert differs(People(("purchases",)), answer, BUYERS) == sentence


@drawn(st.lists(st.sampled_from("abcde"), unique=True), st.lists(st.sampled_from("abcde"), unique=True))
def test_people_pass_when_they_are_the_same_people_and_only_then(mine, right):
    assert (differs(People(("purchases",)), mine, right) is None) == (set(mine) == set(right))


@pytest.mark.parametrize(
    "answer",
    ["purchases > 0", "purchases >= 1", "NOT purchases = 0", "0 < purchases", lk.Condition("purchases <> 0"),
     lk.Definition("x", lk.Source("us"), "", lk.Condition("purchases BETWEEN 1 AND 1000000 OR purchases > 1000000"))],
)  # fmt: skip
def test_a_condition_is_judged_by_what_it_means_not_by_its_letters(answer):
    assert differs(Rule(("purchases",)), answer, "purchases > 0") is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("purchases > 1", "LEAVES (1). For example, it should take b (purchases = 1)."),
        ("TRUE", "TAKES (2). For example, it should not take a (purchases = 0)."),
        ("in_crm", "TAKES (1), AND LEAVES (1). For example, it should not take a (purchases = 0)."),
        ("purchases BETWEEN 1 AND 3", "LUCK: somebody with purchases = 4 would be left out, and should not."),
        ("purchases > 0 OR orders_365d < 0 AND age = 7", None),
        ("purchases > 0 AND purchases < 0", "LEAVES (3). For example, it should take b (purchases = 1)."),
        (["b"], 'A condition is asked for, a text such as `"age > 40"`, and this is of the type list.'),
    ],
)  # fmt: skip
def test_of_a_wrong_condition_it_is_said_whom_it_takes_or_could_take(answer, sentence):
    table = TABLE.assign(orders_365d=0, age=pd.array([7, 8, 9, 7, 8], dtype="Int64"))
    said = differs(Rule(("purchases",)), answer, "purchases > 0", table=table)
    for short, long in SHORT.items():
        said = said and said.replace(long, short)
    assert said == sentence


def test_who_is_unknown_counts_only_where_it_was_asked():
    known = "has_email AND has_email IS NOT NULL"
    assert differs(Rule(("has_email",)), known, "has_email") is None
    said = differs(Rule(("has_email",), unknown=True), known, "has_email")
    assert said.startswith("Your condition answers where nobody can know, for people on your table: 2. For example b")
    back = differs(Rule(("has_email",), unknown=True), "has_email", known)
    assert back.startswith('Your condition answers "unknown" where there is an answer')
    assert differs(Rule(("has_email",), unknown=True), "NOT NOT has_email", "has_email") is None


@pytest.mark.parametrize(
    "answer",
    [0.25, np.float64(0.25), pd.Series([0.25]), pd.DataFrame({"x": [0.25]}), [0.25], (0.25,), np.array(0.25),
     np.array([[0.2501]]), pd.Series([0.25], dtype="Float64"), pd.Index([0.25])],
)  # fmt: skip
def test_a_number_is_read_out_of_whatever_holds_just_one(answer):
    assert differs(Number(within=0.005, share=True), answer, 0.25) is None


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        (0.5, "0.5 is too high."),
        (0.1, "0.1 is too low."),
        (0.259, "0.259 is very near, but a little too high."),
        (25, "25 looks like a percentage"),
        (7, "A share lies between 0 and 1, and this is 7."),
        (-0.25, "A share lies between 0 and 1"),
        ("0.25", "A number is asked for, and '0.25' is a text"),
        ("a quarter", "A number is asked for, and this is of the type str."),
        (True, "A number is asked for, and this is of the type bool."),
        (float("nan"), "A number is asked for, and this one is unknown"),
        (pd.NA, "A number is asked for, and this one is unknown"),
        (float("inf"), "A number is asked for, and this one is infinite: was something divided by 0?"),
        (-np.inf, "A number is asked for, and this one is infinite"),
        (10**400, "A number is asked for, and this one is infinite"),
        (0.304635761589404, "0.304636 is too high."),
        ([0.25, 0.25], "One number is asked for, and this list holds 2."),
        (pd.Series([], dtype=float), "One number is asked for, and this Series holds 0."),
        (1j, "A number is asked for, and this is of the type complex."),
    ],
)
def test_of_a_wrong_number_it_is_said_which_way_and_what_kind(answer, begins):
    assert differs(Number(within=0.005, share=True), answer, 0.25).startswith(begins)


@drawn(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 10))
def test_a_number_passes_within_its_tolerance_and_only_there(mine, right, within):
    assert (differs(Number(within=within), mine, right) is None) == (abs(mine - right) <= within + 1e-12)


COUNTS = pd.DataFrame({"term": ["lead", "contact"], "yes": [3, 5], "share": [0.3, 0.5]})
TABLES = {
    "as it is": COUNTS,
    "columns in another order": COUNTS[["share", "yes", "term"]],
    "rows in another order": COUNTS.iloc[::-1],
    "the key as index": COUNTS.set_index("term"),
    "the key as an index without a name": COUNTS.set_index("term").rename_axis(None),
    "other dtypes": COUNTS.astype({"term": object, "yes": "Int64", "share": "Float64"}),
    "whole numbers as decimals": COUNTS.astype({"yes": float}),
    "a dict of lists": COUNTS.to_dict("list"),
    "a list of dicts": COUNTS.to_dict("records"),
    "a hair off": COUNTS.assign(share=[0.3000001, 0.4999999]),
}


@pytest.mark.parametrize("form", TABLES)
def test_a_table_is_right_in_any_order_of_rows_and_columns(form):
    assert differs(Table(("term",)), TABLES[form], COUNTS) is None


def test_a_column_a_dict_and_a_nameless_series_can_be_a_table():
    expected = COUNTS[["term", "yes"]]
    for answer in ({"lead": 3, "contact": 5}, pd.Series({"contact": 5, "lead": 3}), COUNTS.set_index("term")["yes"],
                   pd.Series([3, 5], index=pd.Index(["lead", "contact"], name="term"), name="yes")):  # fmt: skip
        assert differs(Table(("term",)), answer, expected) is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (COUNTS.drop(columns="share"), "The column `share` is missing; there are: 'term, yes'."),
        (COUNTS.assign(no=1), "There is a column too many: 'no'."),
        (COUNTS.iloc[:1], "The row 'contact' is missing. (You have 1.)"),
        (COUNTS.replace("lead", "leed"), "There is a row too many: 'leed'. (You have 2.)"),
        (pd.concat([COUNTS, COUNTS.iloc[:1]]), "The row 'lead' stands there more than once."),
        (COUNTS.assign(yes=[3, 6]), "In the row 'contact', `yes` is 6: too high."),
        (COUNTS.assign(share=[0.3, 0.304635761589404]), "In the row 'contact', `share` is 0.304636: too low."),
        (COUNTS.assign(share=[0.3, np.inf]), "In the row 'contact', `share` is ∞: too high."),
        (COUNTS.assign(yes=[3, -np.inf]), "In the row 'contact', `yes` is −∞: too low."),
        (COUNTS.assign(yes=[3, 12345.0]), "In the row 'contact', `yes` is 12,345: too high."),
        (COUNTS.assign(share=[0.3, None]), "In the row 'contact', `share` is unknown, and it can be known."),
        (COUNTS.assign(yes=["3", "5"]), "A number is asked for, and '3' is a text: leave the quotation marks out."),
        (7, "A table is asked for, and this is of the type int."),
    ],
)
def test_of_a_wrong_table_the_first_difference_is_said(answer, sentence):
    assert differs(Table(("term",)), answer, COUNTS) == sentence


def test_a_number_of_the_students_is_said_as_her_language_writes_it():
    assert differs(Number(), 12345.678, 1, "vi").startswith("12.345,68 ")
    assert differs(Number(), 12345.678, 1, "th").startswith("12,345.68 ")
    assert differs(Number(), np.int64(20000), 1, "vi").startswith("20.000 ")
    table = differs(Table(("term",)), COUNTS.assign(share=[0.3, 0.304635761589404]), COUNTS, "vi")
    assert "0,304636" in table


@drawn(st.floats(allow_nan=False), st.floats(-1e9, 1e9))
def test_which_way_a_number_is_off_does_not_hang_on_how_it_is_written(mine, right):
    said = differs(Number(within=0), mine, right) or ""
    if np.isfinite(mine):
        assert ("too high" in said) == (mine - right > 1e-12)
        assert "−0 " not in said


def test_the_order_of_rows_counts_where_it_was_asked():
    said = differs(Table(("term",), ordered=True), COUNTS.iloc[::-1], COUNTS)
    assert said == "The rows are right, but not their order: from row 1 on ('contact')."


@pytest.mark.parametrize("answer", ["b", "B", "(b)", " b. ", ["b"], ("b",), {"b"}, pd.Series(["b"])])
def test_a_choice_is_read_however_it_is_written(answer):
    assert differs(One(("a", "b", "c")), answer, "b") is None


@pytest.mark.parametrize("answer", ["a, c", "ca", "a c", "(c), (a)", ["c", "a"], {"a", "c"}, np.array(["A", "C"])])
def test_several_choices_are_read_in_any_order(answer):
    assert differs(Several(("a", "b", "c")), answer, ["a", "c"]) is None


@pytest.mark.parametrize("answer", ["c > a > b", "cab", ["c", "a", "b"], pd.Index(["c", "a", "b"])])
def test_an_order_is_read_from_whatever_has_one(answer):
    assert differs(InOrder(("a", "b", "c")), answer, ["c", "a", "b"]) is None


@pytest.mark.parametrize(
    ("kind", "answer", "sentence"),
    [
        (One, "a", "own.a"),
        (One, "d", "There is no choice 'd'; there are: a, b, c."),
        (One, "ab", "One choice is asked for, and these are 2."),
        (One, 1, "A choice is asked for, one of: a, b, c; this is of the type int."),
        (Several, "abc", "own.a"),
        (Several, "c", "What you chose is right. Still missing: 1."),
        (InOrder, {"b", "c", "a"}, "An order is asked for, and a set has none: write a list, in square brackets."),
        (InOrder, "bc", "All 3 are to be put in order, and these are 2."),
        (InOrder, "bac", "Right before place 2; at that place, a is too early or too late."),
    ],
)
def test_of_a_wrong_choice_it_is_said_what_is_wrong_with_it(kind, answer, sentence):
    expected = {One: "b", Several: ["b", "c"], InOrder: ["b", "c", "a"]}[kind]
    assert differs(kind(("a", "b", "c")), answer, expected) == sentence


def test_a_person_can_be_real_or_made_up_but_not_impossible():
    assert as_person("b", ground())["purchases"] == 1
    assert as_person(TABLE.iloc[[1]], ground())["in_crm"] is True
    assert as_person(TABLE.iloc[1], ground())["person_id"] == "b"
    assert as_person({"purchases": 2}, ground()) == {"purchases": 2}
    for answer, key in (({"purchases": -1}, "impossible"), ({"purchase": 1}, "no_such_column"),
                        (["a", "b"], "not_one_person"),
                        (TABLE, "not_one_person"), (5, "not_person"), ("z", "no_such_person")):  # fmt: skip
        with pytest.raises(Differs) as found:
            as_person(answer, ground())
        assert found.value.key == key


def test_aims_are_looked_at_one_after_the_other():
    buyer, filed = lk.Condition("purchases > 0"), lk.Condition("in_crm")
    aims = {"apart": stands("apart", to=buyer), "keeps": keeps(filed, 0.5)}
    kind = Aims(as_condition, aims)
    assert differs(kind, "in_crm", None) == "own.apart"
    assert differs(kind, "in_crm AND purchases = 0", None) == "own.keeps"
    assert differs(Aims(as_condition, {**aims, "keeps": keeps(filed, 0.3)}), "in_crm AND purchases = 0", None) is None
    nobody = differs(kind, "purchases > 0 AND purchases < 0", None)
    assert nobody == "Nobody can ever meet this condition: its parts exclude each other."
    breaks = Aims(as_person, {"buys": says(buyer, wanted=True), "unfiled": says(filed, wanted=False)})
    assert differs(breaks, "c", None) is None
    assert differs(breaks, {"purchases": 1}, None) is None
    assert differs(breaks, "b", None) == "own.unfiled"


def test_words_are_never_judged():
    question = Question("q", "q", Words(20), lambda _: "", texts={"name": "q", "hints": [], "rubric": ["It says why."]})
    assert question.judge("Too short.", ground()).kind == "not_yet"
    outcome = question.judge("Because they answer when we call them.", ground())
    assert outcome.kind == "cannot_check"
    assert "- It says why." in str(outcome)


@pytest.mark.parametrize("answer", [None, ..., "", "  ", "a ____", ["a", "____"], {"a": "____"}, {"____": 1}, Blank()])
def test_what_is_not_filled_in_is_not_tried(answer):
    assert is_blank(answer)


@pytest.mark.parametrize("answer", [0, False, "a", [], {}, {"a": None}, TABLE, lk.Condition("in_crm"), Angry, object()])
def test_what_is_filled_in_is_tried(answer):
    assert not is_blank(answer)


@pytest.mark.parametrize(
    "use",
    ["b + 1", "1 + b", "b > 1", "b == 1", "-b", "~b", "b[0]", "b['x']['y']", "b.head(3).x", "b('a', key=1)",
     "b & b", "abs(b)", "round(b, 2)", "b @ b", "2 ** b", "b.assign(x=b)"],
)  # fmt: skip
def test_whatever_is_done_with_a_blank_gives_a_blank(use):
    assert isinstance(eval(use, {"b": Blank()}), Blank)  # noqa: S307 - our own lines, above


def test_a_blank_can_be_counted_walked_through_shown_and_written_to():
    blank = Blank()
    blank["x"] = 1
    blank.column = 2
    assert (len(blank), list(blank), bool(blank), str(blank), f"{blank:.2f}", 1 in blank) == (
        0,
        [],
        False,
        "____",
        "____",
        False,
    )
    with blank as opened:
        assert opened is blank


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("x = f(____)\ny = x + 1\nz = 2\nx = 3\ny = x", ["x = ____", "y = ____", "z = 2", "x = 3", "y = x"]),
        ("rule = 'a AND ____'\nlk.Condition(rule)", ["rule = ____"]),
        ("a, (b, *c) = ____, 2", ["a = ____", "b = ____", "c = ____"]),
        ("def f(x):\n    return x > ____\nf(2)", ["f = ____"]),
        ("for i in ____:\n    print(i)\nx: int = ____", ["i = ____", "x = ____"]),
        ("old\nold.head()\nprint(1)", ["old", "print(1)"]),
        ("with open('x') as f:\n    y = ____", ["f = ____", "y = ____"]),
        ("q1.check()", ["q1.check()"]),
    ],
)
def test_lines_that_need_a_blank_are_left_out(cell, left):
    assert ast.unparse(Unfilled({"old": Blank()}).visit(ast.parse(cell))).splitlines() == left


@cache
def saas():
    """Load the sample world once."""
    return lk.load("saas")


@cache
def everybody(data, day):
    """Take its snapshot once: it is asked for in every test from here on."""
    return lk.snapshot(data, day)


@pytest.fixture(autouse=True)
def once(monkeypatch):
    monkeypatch.setattr("leadkit.exercises.forms.snapshot", everybody)


class Shell:
    """As much of a notebook as the questions need: IPython's own shell, without a kernel."""

    def __init__(self):
        from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415
        from traitlets.config import Config  # noqa: PLC0415

        InteractiveShell.clear_instance()
        config = Config()
        config.HistoryManager.enabled = False
        self.shell = InteractiveShell.instance(config=config)
        self.shell.user_ns.update(lk=lk, data=saas(), begin=begin)

    def run(self, cell):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # IPython's own
            return self.shell.run_cell(cell, store_history=False)


@pytest.fixture
def shell():
    made = Shell()
    made.run('q1, q2, q3, q4, q5, q6, progress = begin("01", globals(), data=data)\neverybody = q1.given.everybody')
    yield made
    made.shell.clear_instance()


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("x = 1\ny = everbody.head()", "Line 2, `y = everbody.head()`: There is no 'everbody' here. Did you mean"),
        ("everybody['purchase']", "Line 1, `everybody['purchase']`: There is no 'purchase' here. Did you mean"),
        ("{}['zzz']", "Line 1, `{}['zzz']`: There is no 'zzz' in what is looked through"),
        ("def f(n):\n    return 1 / n\n\nf(0)", "Line 2, `return 1 / n`: ZeroDivisionError: division by zero."),
        ("x = (3", "Line 1, `x = (3`: This is not Python yet"),
        ("lk.Condition('a == 3')", "Line 1, `lk.Condition('a == 3')`: Cannot read '==' at character 3: one"),
        ("lk.load('sas')", "Line 1, `lk.load('sas')`: No world 'sas'. Did you mean 'saas'?"),
        ("raise ValueError('two\\nlines')", "Line 1, `raise ValueError('two\\nlines')`: ValueError: two lines."),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence_with_its_line(shell, capsys, cell, says):
    assert not shell.run(cell).success
    shown = capsys.readouterr().out
    assert shown.startswith(says)
    assert "Traceback" not in shown
    assert len(shown.splitlines()) <= 2


def test_the_whole_traceback_is_one_call_away(shell, capsys):
    shell.run("1 / 0")
    assert "%tb" in capsys.readouterr().out
    shell.run("%tb")
    assert "Traceback (most recent call last)" in re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)


def test_a_cell_with_blanks_runs_and_is_not_tried(shell):
    cell = "unfiled = everybody[everybody['purchases'] > ____]\nfor i in unfiled:\n    print(i)\nunfiled.head(____)"
    assert shell.run(cell).success
    outcome = shell.run("q2.check()").result
    assert (outcome.kind, outcome.reason) == ("not_tried", "blank")
    assert (
        shell.run("unfiled = everybody[(everybody['purchases'] > 0) & ~everybody['in_crm']]\nq2.check()").result.kind
        == "correct"
    )
    assert shell.run("progress.count()").result == {"correct": 1, "not_yet": 0, "not_tried": 5, "cannot_check": 0}


def test_beginning_again_begins_anew_and_installs_itself_once(shell):
    shell.run('*questions, progress = begin("01", globals(), data=data, lang="vi")')
    assert sum(isinstance(one, Unfilled) for one in shell.shell.ast_transformers) == 1
    assert str(shell.run("questions[0].check()").result).startswith("– Chưa làm")


def asked(lang="en", **answers):
    """Begin exercise 01 with some answers, outside a notebook."""
    *questions, progress = begin("01", answers, data=saas(), lang=lang)
    return questions, progress


def test_a_question_is_checked_and_the_progress_keeps_up():
    (first, second, *_), progress = asked(unbought="in_crm AND purchases = 0", unfiled=["nobody"])
    assert str(progress).startswith("0 of 6 correct · 0 not yet · 6 not tried")
    assert first.check().kind == "correct"
    assert second.check().kind == "not_yet"
    assert str(progress).splitlines()[:3] == [
        "1 of 6 correct · 1 not yet · 4 not tried · 0 for people to read",
        "✓ 1. On file, and bought nothing",
        "○ 2. Customers nobody has on file",
    ]
    assert "✓ Correct" in progress._repr_html_()


def test_a_progress_that_is_shown_is_changed_where_it_stands():
    class Handle:
        shown = None

        def update(self, bundle, raw):
            self.shown = bundle if raw else None

    (first, *_), progress = asked(unbought="in_crm AND purchases = 0")
    progress._handle = Handle()
    first.check()
    assert progress._handle.shown["text/plain"].startswith("1 of 6 correct")


def test_hints_grow_plainer_and_a_solution_is_asked_for_twice():
    (first, *_), _ = asked()
    heads = [first.hint().head for _ in range(4)]
    assert heads == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]
    assert "purchases = 0" not in str(first.solution())
    assert 'unbought = "in_crm AND purchases = 0"' in str(first.solution())


def test_a_variable_of_nearly_the_right_name_is_pointed_out():
    (first, *_), _ = asked(unbougth="in_crm")
    assert str(first.check()) == (
        "– Not tried: There is no `unbought`, but there is `unbougth`: the check looks for the name `unbought`."
    )


def test_a_check_that_breaks_down_is_an_outcome_not_a_traceback():
    def broken(_):
        raise RuntimeError("the disk is full")

    question = Question("q", "q", People(()), broken, texts={"name": "q", "hints": []})
    outcome = question.judge(["a"], ground())
    assert str(outcome) == "! Cannot be checked: The check could not finish: the disk is full"
    nothing = Question("q", "q", People(()), lambda _: None, texts={"name": "q", "hints": []})
    assert nothing.judge(["a"], ground()).reason == "no_answer"
    assert nothing.judge(NOWHERE, ground()).kind == "not_tried"


def test_a_message_is_words_and_a_symbol_and_escapes_what_a_student_wrote():
    outcome = Outcome("not_yet", "`<script>` & \x1b[31m", lang="en")
    html = outcome._repr_html_()
    assert "○ Not yet" in html
    assert "<code>&lt;script&gt;</code> &amp; \\x1b[31m" in html
    assert str(outcome) == "○ Not yet: `<script>` & \\x1b[31m"
    assert [Outcome(kind)._repr_html_()[:4] for kind in ("correct", "not_tried", "cannot_check")] == ["<div"] * 3
    assert str(Message("Two\nlines.", "Head", code="a = 1")) == "→ Head: Two\nlines.\na = 1"


def test_what_is_shown_survives_the_page():
    from leadkit.report.clean import clean  # noqa: PLC0415

    (first, *_), progress = asked(unbought="in_crm")
    for html in (first.check()._repr_html_(), progress._repr_html_()):
        assert "border-left: 4px solid" in clean(html)
        assert "○ Not yet" in clean(html)


def test_an_exercise_is_found_by_number_and_name():
    assert exercise("1").name == exercise("01_lead_contact_customer").name == "01_lead_contact_customer"
    assert "01" in numbers()
    with pytest.raises(lk.errors.UnknownNameError, match="No exercise '77'"):
        exercise("77")
    with pytest.raises(lk.errors.UnknownNameError, match="Did you mean 'shared'"):
        exercise("01")["share"]
    with pytest.raises(lk.errors.UnknownNameError, match="No language 'fr'"):
        begin("01", {}, data=saas(), lang="fr")


def test_slips_are_told_in_the_students_language():
    error = NameError("name 'leed' is not defined", name="leed")
    assert "Did you mean 'lead'" in told(error, None, {"lead": 1})
    assert "Ý bạn là 'lead'?" in told(error, None, {"lead": 1}, "vi")
    assert "หมายถึง 'lead'" in told(error, None, {"lead": 1}, "th")


def test_a_number_may_be_a_decimal_of_any_kind():
    from decimal import Decimal  # noqa: PLC0415
    from fractions import Fraction  # noqa: PLC0415

    assert as_number(Decimal("0.25")) == as_number(Fraction(1, 4)) == as_number(np.float32(0.25)) == 0.25
