"""The blank, ``____``: what a student has not filled in yet, and why a notebook full of blanks runs to its end.

A blank is a value of its own: whatever is done with it gives a blank again. And since pandas and the kit's own verbs
would stumble over it, a line that holds a blank, or needs what such a line was to make, is not run at all: its names
are blanks (:class:`Unfilled` does it, before IPython runs a cell).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, MutableMapping
from typing import Any

MARK = "____"
# fmt: off
_OPERATIONS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift",
               "rshift")
_OTHERS = ("call", "getitem", "eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "invert", "abs", "round", "enter")
# fmt: on


class Blank:
    """Not filled in yet.

    Examples
    --------
    >>> blank = Blank()
    >>> blank.sort_values("score").head(3)["score"] + 1 > 2
    ____
    """

    def __getattr__(self, name: str) -> Blank:
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __repr__(self) -> str:
        return MARK

    __str__ = __repr__

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator over nothing
        return iter(())

    def __contains__(self, _: object) -> bool:
        return False

    def __hash__(self) -> int:
        return hash(MARK)

    def __format__(self, _: str) -> str:
        return MARK

    def __int__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __setitem__(self, *_: object) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def _again(self: Blank, *_: object, **__: object) -> Blank:
    return self


for _name in (*_OPERATIONS, *(f"r{name}" for name in _OPERATIONS), *_OTHERS):
    setattr(Blank, f"__{_name}__", _again)


def is_blank(answer: object) -> bool:
    """Tell whether an answer, or a part of it, was not filled in.

    Examples
    --------
    >>> is_blank("purchases > ____"), is_blank(["a", None]), is_blank(["a", "b"])
    (True, True, False)
    """
    if answer is None or answer is ... or isinstance(answer, Blank):
        return True
    if isinstance(answer, str):
        return MARK in answer or not answer.strip()
    if isinstance(answer, Mapping):
        return any(MARK in str(name) or (one is not None and is_blank(one)) for name, one in answer.items())
    if isinstance(answer, (list, tuple, set, frozenset)):
        return any(map(is_blank, answer))
    return MARK in str(getattr(answer, "text", ""))  # a Condition


class Unfilled(ast.NodeTransformer):
    """Leave out the lines of a cell that cannot run yet, because something in them is blank.

    Parameters
    ----------
    namespace : mapping
        The student's variables.

    Examples
    --------
    >>> tree = Unfilled({"rule": Blank()}).visit(ast.parse("who = people[rule]; n = len(who); m = 1"))
    >>> ast.unparse(tree).splitlines()
    ['who = ____', 'n = ____', 'm = 1']
    """

    def __init__(self, namespace: Mapping[str, object]) -> None:
        self.namespace = namespace

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Go through the lines of a cell in their order."""
        blank = {name for name, value in self.namespace.items() if isinstance(value, Blank)} | {MARK}
        body: list[ast.stmt] = []
        for line in node.body:
            names = [one for one in ast.walk(line) if isinstance(one, ast.Name)]
            made = {one.id for one in names if isinstance(one.ctx, ast.Store)} | {getattr(line, "name", MARK)}
            if _holds_a_blank(line, blank):
                blank |= made
                told = [ast.copy_location(one, line) for one in _left_blank(made - {MARK})]
                body += told or ([line] if isinstance(line, ast.Expr) and isinstance(line.value, ast.Name) else [])
            else:
                blank -= made - {MARK}
                body.append(line)
        node.body = body
        return ast.fix_missing_locations(node)


def _holds_a_blank(line: ast.stmt, blank: set[str]) -> bool:
    """Tell whether a line reads a blank, or holds a text with a blank in it."""
    return any(
        (isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and one.id in blank)
        or (isinstance(one, ast.Constant) and isinstance(one.value, str) and MARK in one.value)
        for one in ast.walk(line)
    )


def _left_blank(names: set[str]) -> list[ast.stmt]:
    return [ast.Assign([ast.Name(name, ast.Store())], ast.Name(MARK, ast.Load())) for name in sorted(names)]


def put(namespace: MutableMapping[str, Any]) -> None:
    """Put the blank into a student's variables."""
    namespace[MARK] = Blank()
