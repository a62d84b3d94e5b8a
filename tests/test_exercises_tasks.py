"""The tasks themselves: for each question a right answer passes on every world, and nothing else does."""

import re

import pytest
from nightly_exercises import as_it_should, given, tried

from leadkit import documents, words
from leadkit.exercises import exercise, numbers
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
