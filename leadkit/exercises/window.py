"""The controls under a prediction: a window on :meth:`Prediction.answer`, and nothing more.

They are the browser's own buttons, boxes and fields, and Tab and the space bar are all that they need: arrows and
letters belong to the notebook, in which an arrow on a list to choose from would move on to the next cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadkit.exercises.predicting import Prediction


def controls(asked: Prediction) -> Any:  # noqa: ANN401 - a widget
    """Make the controls of a prediction.

    Parameters
    ----------
    asked : Prediction
        The question.

    Returns
    -------
    ipywidgets.VBox
        Something to choose with, a button, and a place for what is said.
    """
    import ipywidgets  # noqa: PLC0415 - only where somebody sits at a notebook

    parts, chosen = _CONTROLS[asked.kind](ipywidgets, asked)
    button = ipywidgets.Button(description=say("exercises.predict.button", asked.lang), button_style="primary")
    told = ipywidgets.HTML()

    def answer(_: object) -> None:
        outcome = asked.answer(chosen())
        told.value = f'<div role="status" aria-live="polite">{outcome._repr_html_()}</div>'

    button.on_click(answer)
    return ipywidgets.VBox([*parts, button, told])


Choosing = tuple[list[Any], "Callable[[], Any]"]


def _letters(kit: Any, asked: Prediction, place: str = "") -> Any:  # noqa: ANN401 - ipywidgets
    return kit.ToggleButtons(
        options=[(f"({letter})", letter) for letter in asked.choices],
        value=None,
        tooltips=[*asked.choices.values()],
        description=place,
        style={"button_width": "4em", "description_width": "2em"},
        layout={"display": "flex", "flex_flow": "row", "margin": "2px 0"},
    )


def _one(kit: Any, asked: Prediction) -> Choosing:  # noqa: ANN401 - ipywidgets
    buttons = _letters(kit, asked)
    return [buttons], lambda: buttons.value


def _several(kit: Any, asked: Prediction) -> Choosing:  # noqa: ANN401 - ipywidgets
    look = {"indent": False, "layout": {"width": "5em"}}
    boxes = {one: kit.Checkbox(description=f"({one})", tooltip=said, **look) for one, said in asked.choices.items()}
    return [kit.HBox([*boxes.values()])], lambda: [letter for letter, box in boxes.items() if box.value] or None


def _number(kit: Any, asked: Prediction) -> Choosing:  # noqa: ANN401 - ipywidgets
    # A whole number at a time: letters still on their way to a busy kernel would come after the press of the button.
    field = kit.Text(placeholder="0.5", tooltip=asked.asks, continuous_update=False, layout={"width": "10em"})
    return [field], lambda: _read(field.value)


def _read(text: str) -> object:
    """Read what was typed as a number; a comma is a point, and a percentage is a share."""
    clean = text.strip().replace(",", ".")
    try:
        return float(clean.removesuffix("%")) / 100 if clean.endswith("%") else float(clean)
    except ValueError:
        return clean or None


def _order(kit: Any, asked: Prediction) -> Choosing:  # noqa: ANN401 - ipywidgets
    rows = [_letters(kit, asked, f"{place}.") for place in range(1, len(asked.choices) + 1)]
    return rows, lambda: [one.value for one in rows if one.value] or None


_CONTROLS = {"one": _one, "several": _several, "number": _number, "order": _order}
