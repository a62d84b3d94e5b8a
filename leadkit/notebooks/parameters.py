"""What a notebook can be told: its cell tagged `parameters`, and the reading of what was typed after ``-p``.

Everything is checked before anything runs, because a typing mistake found after a quarter of an hour is a quarter of
an hour lost. The six parameters that the whole series shares (world, people, seed, as_of, lang, tables) have readers
of their own, so that an unknown language or a missing folder is a sentence here and not a traceback in thirteen
notebooks; any other parameter is read by the type of its default.
"""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from leadkit.errors import LeadkitError, RunError, UnknownNameError
from leadkit.words import language, offered, say_here

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from leadkit.notebooks.series import Notebook

Value = str | int | float | bool | None
Read = TypeVar("Read", bound=Value)
_SPOKEN = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True)
class Parameter:
    """One name in a notebook's `parameters` cell.

    Parameters
    ----------
    name : str
        The variable.
    default : str, int, float, bool or None
        What it is when nothing is said.
    hint : str
        The annotation as written (``"int | None"``), or "".

    Examples
    --------
    >>> Parameter("people", None).read("500")
    500
    >>> Parameter("title", "all").read("some")
    'some'
    """

    name: str
    default: Value
    hint: str = ""

    def read(self, text: str) -> Value:
        """Read what was typed, or say in one sentence why it cannot be.

        Raises
        ------
        LeadkitError
            It is not a value of this parameter's kind.
        """
        if text.strip() in {"", "None"} and (self.default is None or "None" in self.hint):
            return None
        return _READERS.get(self.name, _by_default(self))(self.name, text)


def parameters_of(source: str, where: str, lang: str = "") -> tuple[Parameter, ...]:
    r"""Read the assignments of a `parameters` cell, without running it.

    Parameters
    ----------
    source : str
        The cell's text.
    where : str
        The notebook's name, for the complaint.
    lang : {"", "en", "th", "vi"}
        The language of the complaint; by default the session's.

    Returns
    -------
    tuple of Parameter
        In the order written.

    Examples
    --------
    >>> [p.name for p in parameters_of("seed = 7\npeople: int | None = None  # the sample", "01")]
    ['seed', 'people']
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        told = say_here("errors.not_python", lang, name=where, line=error.lineno, why=error.msg)
        raise RunError(told) from error
    return tuple(found for node in tree.body for found in _assigned(node))


def _assigned(node: ast.stmt) -> list[Parameter]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
        return [Parameter(node.target.id, _literal(node.value), ast.unparse(node.annotation))]
    if isinstance(node, ast.Assign):
        return [Parameter(t.id, _literal(node.value)) for t in node.targets if isinstance(t, ast.Name)]
    return []


def _literal(node: ast.expr) -> Value:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return ast.unparse(node)
    return value if isinstance(value, str | int | float | bool | None) else ast.unparse(node)


def check(chosen: Sequence[Notebook], given: Mapping[str, str]) -> list[dict[str, Value]]:
    """Turn what was typed into the values of each notebook.

    A parameter that at least one of the chosen notebooks takes is passed to those that take it; :func:`lacking`
    names the others.

    Parameters
    ----------
    chosen : sequence of Notebook
        The notebooks that will run.
    given : mapping of str to str
        Name and text, as typed.

    Returns
    -------
    list of dict
        For each notebook, the values it is given.

    Raises
    ------
    UnknownNameError
        No chosen notebook takes the parameter, or there is no such language or world.
    RunError
        The text is not a value of the parameter's kind.
    """
    known = {parameter.name for notebook in chosen for parameter in notebook.parameters}
    for name in given:
        if name not in known:
            which = "no_parameter" if len(chosen) == 1 else "no_parameter_anywhere"
            told = say_here(f"errors.{which}", name=name, notebook=chosen[0].name)
            raise UnknownNameError(told + offered(name, known))
    return [
        {
            parameter.name: parameter.read(given[parameter.name])
            for parameter in notebook.parameters
            if parameter.name in given
        }
        for notebook in chosen
    ]


def lacking(chosen: Sequence[Notebook], given: Mapping[str, str]) -> dict[str, list[str]]:
    """For each parameter that was typed, the chosen notebooks that do not take it (and run without it).

    Examples
    --------
    >>> lacking([], {"lang": "vi"})
    {}
    """
    takes = {notebook.name: {parameter.name for parameter in notebook.parameters} for notebook in chosen}
    missing = {name: [notebook for notebook, has in takes.items() if name not in has] for name in given}
    return {name: notebooks for name, notebooks in missing.items() if notebooks}


def _unlike(kind: str, name: str, text: str, least: int | None = None) -> RunError:
    return RunError(say_here(f"errors.parameter.{kind}", name=name, text=text, least=least))


def _read(kind: str, reader: Callable[[str], Read], name: str, text: str) -> Read:
    try:
        return reader(text)
    except (ValueError, KeyError):
        raise _unlike(kind, name, text) from None


def _whole(name: str, text: str, least: int | None = None) -> int:
    value = _read("whole", int, name, text)
    if least is not None and value < least:
        raise _unlike("least", name, text, least)
    return value


_number = partial(_read, "number", float)
_day = partial(_read, "day", lambda text: dt.date.fromisoformat(text).isoformat())
_yes_no = partial(_read, "yes_no", lambda text: _SPOKEN[text.strip().casefold()])


def _language(name: str, text: str) -> str:
    try:
        return language(text)
    except LeadkitError as error:
        raise UnknownNameError(say_here("errors.parameter.of", name=name, why=error)) from None


def _world(name: str, text: str) -> str:
    from leadkit import synth  # noqa: PLC0415 - the generator is only asked for its names

    if text not in synth.worlds():
        why = say_here("errors.no_world", name=text) + offered(text, synth.worlds())
        raise UnknownNameError(say_here("errors.parameter.of", name=name, why=why))
    return text


def _folder(name: str, text: str) -> str:
    if text and not Path(text).expanduser().is_dir():
        raise _unlike("folder", name, text)
    return str(Path(text).expanduser()) if text else ""


def _text(_name: str, text: str) -> str:
    return text


def _anything(_name: str, text: str) -> Value:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, int | float | bool | None) else text


_READERS: Mapping[str, Callable[[str, str], Value]] = {
    "world": _world,
    "people": lambda name, text: _whole(name, text, least=1),
    "seed": lambda name, text: _whole(name, text, least=0),
    "as_of": _day,
    "lang": _language,
    "tables": _folder,
}


def _by_default(parameter: Parameter) -> Callable[[str, str], Value]:
    kind = parameter.hint.split("|")[0].strip() or type(parameter.default).__name__
    by_kind: dict[str, Callable[[str, str], Value]] = {"bool": _yes_no, "int": _whole, "float": _number, "str": _text}
    return by_kind.get(kind, _anything)
