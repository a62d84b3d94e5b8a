"""Building: what was read and checked becomes the values that the verbs take, every one with its place for complaints.

Conditions are read here and their parameters bound, claims are held against the terms. All texts are copied on the way,
so that nobody can spoil a shipped pack by writing into what they were given.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from leadkit.conditions import Condition, Expression
from leadkit.definitions import RESERVED, Claim, Definition, Definitions, Parameter, Source
from leadkit.errors import PackError, UnknownNameError, nearest
from leadkit.packs.models import RELATIONS, _shown, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadkit.packs.models import BookModel, DefinitionsModel, ParamModel, TermModel
    from leadkit.packs.reading import Read

C = TypeVar("C", bound=Condition)
V = TypeVar("V")


def built(read: Read, model: DefinitionsModel, params: Mapping[str, bool | float | str]) -> Definitions:
    r"""Make the values of a pack.

    Parameters
    ----------
    read : Read
        The file, for the places.
    model : DefinitionsModel
        What was checked.
    params : mapping
        Values of parameters, instead of the pack's own.

    Returns
    -------
    Definitions
        In the order of the file.

    Raises
    ------
    UnknownNameError
        There is no such parameter.
    PackError
        Terms, claims or parameters do not fit together.
    ConditionError
        A condition cannot be read.

    Examples
    --------
    >>> from leadkit.packs.models import KINDS, checked
    >>> from leadkit.packs.reading import read_text
    >>> head = "kind: definitions\nname: ours\ntitle: Ours\nsource: {title: Book}\n"
    >>> text = head + "terms: [{term: a, says: b, when: in_crm}]"
    >>> read = read_text(text, "ours.yaml")
    >>> built(read, checked(read, KINDS), {}).columns
    ('ours_a',)
    """
    model = model.model_copy(deep=True)
    given = parameters(model.params, params, model.name)
    source = Source(model.name, **deepcopy(model.source.model_dump()))
    terms = tuple(_term(read, i, term, source, given) for i, term in enumerate(model.terms))
    _no_twins(read, terms)
    return Definitions(
        name=model.name,
        title=model.title,
        source=source,
        terms=terms,
        claims=tuple(_claim(read, i, model, terms) for i in range(len(model.claims))),
        params=tuple(given.values()),
        kind=model.kind,
        version=model.version,
        remark=model.remark,
    )


def parameters(
    models: Mapping[str, ParamModel], params: Mapping[str, bool | float | str], pack: str
) -> dict[str, Parameter]:
    """Make the parameters of a pack, some with other values than its own.

    Raises
    ------
    UnknownNameError
        There is no such parameter.
    PackError
        A value is of another kind.
    """
    given = {name: Parameter(name, p.value, tuple(p.stops), p.says) for name, p in models.items()}
    for name, value in params.items():
        given[name] = _override(given, name, value, pack)
    return given


def _override(given: Mapping[str, Parameter], name: str, value: bool | float | str, pack: str) -> Parameter:
    if name not in given:
        known = nearest(name, given) if given else " It has none."
        raise UnknownNameError(f"No parameter {_shown(name)} in the pack '{pack}'.{known}")
    old = given[name]
    finite = not isinstance(value, float) or abs(value) < float("inf")
    if not isinstance(value, (bool, int, float, str)) or kind_of(value) != kind_of(old.value) or not finite:
        raise PackError(f"The parameter '{name}' of the pack '{pack}' is a {kind_of(old.value)}, not {_shown(value)}.")
    return Parameter(name, value, old.stops, old.says)


def _term(read: Read, i: int, term: TermModel, source: Source, given: Mapping[str, Parameter]) -> Definition:
    bound = bound_condition(read, ("terms", i, "when"), term.when, f"term '{term.term}'", given)
    fields = term.model_dump(include={"says", "remark", "hedge", "label", "evidence"})
    return Definition(term.term, source, when=bound, **fields)


def bound_condition(
    read: Read, steps: tuple[str | int, ...], text: str, what: str, given: Mapping[str, Parameter]
) -> Condition:
    """Read a condition of a pack and bind its parameters.

    Raises
    ------
    PackError
        It asks for a parameter that the pack does not have.
    ConditionError
        It cannot be read.
    """
    return _bound(read, steps, _condition(text, _where(read, steps, what)), what, given)


def bound_expression(
    read: Read, steps: tuple[str | int, ...], text: str, what: str, given: Mapping[str, Parameter]
) -> Expression:
    """Read a number of a pack and bind its parameters; as :func:`bound_condition`."""
    return _bound(read, steps, Expression(text, where=_where(read, steps, what)), what, given)


def _where(read: Read, steps: tuple[str | int, ...], what: str) -> str:
    return f"in {what} ({read.file}, line {read.line(steps)})"


def _bound(read: Read, steps: tuple[str | int, ...], one: C, what: str, given: Mapping[str, Parameter]) -> C:
    missing = [name for name in one.params if name not in given]
    if missing:
        known = nearest(missing[0], given) if given else " Give it under params."
        asked = f"the condition of {what} asks for :{missing[0]}"
        read.complain(steps, f"{asked}, which is no parameter.{known}")
    return one.bind(**{name: given[name].value for name in one.params}) if one.params else one


@lru_cache(maxsize=1024)  # conditions cannot be changed, and the shipped packs are asked for again and again
def _condition(text: str, where: str) -> Condition:
    return Condition(text, where=where)


def held(read: Read, said: str, make: Callable[[], V]) -> V:
    """Make a value; a fault in it is said with its line.

    Raises
    ------
    PackError
        The value (`said`, as in "scorecard 'bant'") does not hold together.
    """
    try:
        return make()
    except PackError as error:
        sentence = str(error).removesuffix(f" ({said})")
        read.complain(error.steps, sentence[0].lower() + sentence[1:])


def head(model: BookModel, given: Mapping[str, Parameter]) -> dict[str, Any]:
    """Give the fields that scorecards, segmentations and profiles have in common."""
    fields = model.model_dump(include={"name", "version", "title", "remark"})
    return {**fields, "sources": tuple(model.source), "params": tuple(given.values())}


def _no_twins(read: Read, terms: tuple[Definition, ...]) -> None:
    seen: dict[str, int] = {}
    for i, term in enumerate(terms):
        steps = ("terms", i, "term")
        if term.term in seen:
            first = read.line(("terms", seen[term.term], "term"))
            read.complain(steps, f"the term '{term.term}' stands here twice; the first is in line {first}.")
        if term.column in RESERVED:
            read.complain(steps, f"'{term.column}' is a column that the kit makes itself; rename the term.")
        seen[term.term] = i


def _claim(read: Read, i: int, model: DefinitionsModel, terms: tuple[Definition, ...]) -> Claim:
    claim, known = model.claims[i], [term.term for term in terms]
    a, relation, b = claim.relation
    for at, end in ((0, a), (2, b)):
        if end not in known:
            steps = ("claims", i, "relation", at)
            read.complain(steps, f"claim {i + 1} speaks of '{end}', which is no term.{nearest(end, known)}")
    if relation not in RELATIONS:
        steps = ("claims", i, "relation", 1)
        read.complain(steps, f"there is no relation '{relation}' in claim {i + 1}.{nearest(relation, RELATIONS)}")
    return Claim(claim.says, a, relation, b, claim.hedge)
