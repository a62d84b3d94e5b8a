"""The tasks themselves: for each question a right answer passes on every world, and nothing else does."""

import re

import pytest
from nightly_exercises import EMPTY, ODD, as_it_should, given, remembering, tried

import leadkit as lk
from leadkit import documents, synth, words
from leadkit.exercises import Given, begin, exercise, numbers
from leadkit.exercises.comparing import Aims, Words

EXERCISES = [exercise(number) for number in numbers()]
TRIALS = [(one, world, seed) for one in EXERCISES for world in one.worlds for seed in (1, 2)]


@pytest.mark.parametrize(
    ("found", "world", "seed"), TRIALS, ids=[f"{one.number}-{world}-{seed}" for one, world, seed in TRIALS]
)
def test_the_right_answer_passes_and_no_other(found, world, seed):
    rows = tried(found, given(world, seed))
    assert [(key, name, str(outcome)) for key, name, kind, outcome in rows if not as_it_should(kind, outcome)] == []


@pytest.mark.parametrize("found", EXERCISES, ids=[one.number for one in EXERCISES])
def test_every_question_has_three_plausible_wrong_answers(found):
    assert 4 <= len(found.questions) <= 6
    assert {one.key: len(one.wrong) for one in found.questions if len(one.wrong) < 3} == {}


@pytest.mark.parametrize("found", EXERCISES, ids=[one.number for one in EXERCISES])
def test_the_texts_are_whole_in_three_languages_and_fit_the_code(found):
    texts = documents.read(f"data/exercises/{found.number}.yaml")
    assert list(texts) == [one.key for one in found.questions]
    for question in found.questions:
        own = texts[question.key]
        assert 2 <= len(own["hints"]) <= 4, question.key
        assert (
            {"name", "hints", "because"} <= set(own) <= {"name", "hints", "because", "well", "wrong", "aims", "rubric"}
        )
        assert set(own.get("wrong", {})) <= set(question.wrong), question.key
        assert set(own.get("aims", {})) == (
            set(question.kind.aims) if isinstance(question.kind, Aims) else set(own.get("aims", {}))
        )
        assert ("rubric" in own) == isinstance(question.kind, Words), question.key
        for text in leaves(own):
            assert set(text) == set(words.LANGUAGES), (question.key, text)
            holes = [sorted(re.findall(r"{(\w+)}", one)) for one in text.values()]
            code = [sorted(re.findall(r"`([^`]+)`", one)) for one in text.values()]
            assert holes[0] == holes[1] == holes[2], text
            assert code[0] == code[1] == code[2], text
            assert "*" not in re.sub(r"`[^`]+`", "", text["en"])


def leaves(tree):
    if isinstance(tree, list):
        return [leaf for one in tree for leaf in leaves(one)]
    if isinstance(tree, dict) and "en" not in tree:
        return [leaf for one in tree.values() for leaf in leaves(one)]
    return [tree]


# ---- a team's own tables -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["all tables", "people and deals", "people alone"])
def own(request, tmp_path_factory):
    """A team's own tables, as CSV: no world, no currency, no truth, and not everything that a world has."""
    folder = synth.make("shop", 250, 3, to=tmp_path_factory.mktemp("team") / "tables", format="csv")
    kept = {"people and deals": ["people", "deals"], "people alone": ["people"]}.get(request.param)
    for file in folder.iterdir():
        if file.stem in ("datapackage", "truth") or (kept and file.stem not in kept):
            file.unlink()
    return lk.read(folder)


@pytest.mark.parametrize("number", numbers())
def test_on_a_teams_own_tables_everything_answers_or_says_that_it_cannot(number, own):
    assert own.world is None
    variables = {}
    *asked, progress = begin(number, variables, data=own)
    ground = Given(own, asked[0].given.day)
    odd = [value for name, value in ODD.items() if name != "angry"]
    for one in asked:
        question = one.question = remembering(one.question)
        expected = question.expected(ground)
        right = {"correct"} if expected is not None else {"cannot_check"}
        right = {"cannot_check"} if isinstance(question.kind, Words) else right
        made = [make(ground) for make in question.wrong.values()] if expected is not None else []
        for answer in [expected, *made, *odd, 0.5, "purchases > 0", ["nobody"], {"a": 1}]:
            variables[question.variable] = answer
            outcome = one.check()
            assert outcome.kind != "not_tried" or answer is None
            assert outcome.kind in right or expected is None or answer is not expected, str(outcome)
            assert outcome.kind != "cannot_check" or outcome.reason in ("no_answer", "rubric"), str(outcome)
            assert str(outcome)
        variables[question.variable] = EMPTY["blank"]
        assert one.check().kind == "not_tried"
        assert str(one.hint())
        assert str(one.solution()) != str(one.solution())
    assert progress.count()["not_tried"] == len(asked)
