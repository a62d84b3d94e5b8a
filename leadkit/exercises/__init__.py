"""Exercises that answer back: questions on a student's own data, checked in the notebook, and by a trainer.

A notebook says ``q1, q2, progress = begin("01", globals(), data=data)``; then ``q1.check()``, ``q1.hint()`` and
``q1.solution()``. ``predict("01-words")`` asks before something is run. A grader finds the same questions with
:func:`exercise` and judges answers with :meth:`Question.judge`.
"""

from leadkit.exercises.asking import Asked, Progress, begin
from leadkit.exercises.forms import Given
from leadkit.exercises.outcome import Message, Outcome
from leadkit.exercises.predicting import Prediction, predict, prediction, predictions
from leadkit.exercises.questions import NOWHERE, Exercise, Question, exercise, numbers

__all__ = [
    "NOWHERE", "Asked", "Exercise", "Given", "Message", "Outcome", "Prediction", "Progress", "Question", "begin",
    "exercise", "numbers", "predict", "prediction", "predictions",
]  # fmt: skip
