"""The values: a definition is a word, a sentence, a test and a source, and none of them can be changed in place.

Schools disagree about words, so a word alone defines nobody. A :class:`Definition` keeps the word together with who
says so (:class:`Source`), the sentence (``says``) and the condition that a table can answer (``when``). What a source
claims *about* its own words is a :class:`Claim`, which can be proved. A pack of them is a :class:`Definitions`.

Every text is a plain string or a small mapping ``{en: ..., th: ..., vi: ...}``, read with :func:`leadkit.words.pick`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from leadkit.conditions import Condition  # noqa: TC001 - a field of a value; readers resolve its type
from leadkit.errors import UnknownNameError, nearest
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    Text = Mapping[str, str] | str

# Columns that the verbs make themselves: a definition that would be answered in one of these is refused.
RESERVED = frozenset(
    {
        *("person_id", "score", "score_low", "score_high", "coverage", "tier", "grade", "grades", "segment", "play"),
        *("criterion", "rule", "step", "points", "units", "because", "people", "wins", "kind", "example", "note"),
        *("a", "b", "both", "only_a", "only_b", "neither", "unknown", "jaccard", "kappa"),
    }
)


@dataclass(frozen=True)
class Source:
    """Who says so, where and when.

    Parameters
    ----------
    key : str
        The short name that opens every column of its terms (``marketstar_lead``).
    title, publisher : str or mapping
        What was published, and by whom.
    date : datetime.date, optional
        When, if the source says so.
    language : str
        The language it was read in (``en``, ``th``, ``vi``).

    Examples
    --------
    >>> Source("handbook", "Our sales handbook").key
    'handbook'
    """

    key: str
    title: Text = field(default="", hash=False)
    publisher: Text = field(default="", hash=False)
    date: date | None = None
    language: str = "en"


@dataclass(frozen=True)
class Definition:
    """A word, as one source uses it: a sentence for people and a condition for tables.

    Parameters
    ----------
    term : str
        The word, in lower case (``lead``); one source may hold several readings of it (``contact_stored``).
    source : Source
        Who says so.
    says : str or mapping
        The sentence.
    when : Condition
        The condition, its parameters bound.
    remark : str or mapping, optional
        What the kit chose where the source leaves it open.
    hedge : str or mapping, optional
        The source's own reservation ("often", "may"), which the condition cannot carry.
    label : str or mapping, optional
        Two to five words for a picture; the term if there is none.
    evidence : str, optional
        How it is known (packs of CRMs): ``code``, ``doc``, ``3P`` (a third party) or ``ran``, and where.

    Examples
    --------
    >>> funded = Definition("funded", Source("handbook"), "Money is set aside.", Condition("stated_budget >= 20000"))
    >>> funded.column
    'handbook_funded'
    >>> funded.name("th")
    'funded'
    """

    term: str
    source: Source
    says: Text = field(hash=False)
    when: Condition
    remark: Text | None = field(default=None, hash=False)
    hedge: Text | None = field(default=None, hash=False)
    label: Text | None = field(default=None, hash=False)
    evidence: str | None = None

    @property
    def column(self) -> str:
        """The column in which :func:`classify` answers: ``<source>_<term>``."""
        return f"{self.source.key}_{self.term}"

    def name(self, lang: str = "en") -> str:
        """Say its label in one language, for a picture or a table.

        Parameters
        ----------
        lang : {"en", "th", "vi"}
            The language.

        Returns
        -------
        str
            The label, or the term itself where there is none.
        """
        return pick(self.label, lang) or self.term


@dataclass(frozen=True)
class Claim:
    """What a source says about two of its own terms: `a` is inside, contains, equals, overlaps or is apart from `b`.

    Examples
    --------
    >>> Claim("a lead is never a customer", a="lead", relation="apart", b="customer").relation
    'apart'
    """

    says: Text = field(hash=False)
    a: str = ""
    relation: str = ""
    b: str = ""
    hedge: Text | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Parameter:
    """A number (or word) that the source leaves open: its value here, and the stops a slider may take.

    Examples
    --------
    >>> Parameter("quiet", 90, stops=(30, 60, 90, 180)).value
    90
    """

    name: str
    value: bool | float | str
    stops: tuple[bool | float | str, ...] = ()
    says: Text | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Definitions:
    """A pack of definitions from one source, in the order given: iterable, counted, looked up by term.

    Parameters
    ----------
    name : str
        The pack's name; also the key of its source.
    title : str or mapping
        For people.
    source : Source
        Where the sentences come from.
    terms : tuple of Definition
        The definitions.
    claims : tuple of Claim
        What the source says about its own terms.
    params : tuple of Parameter
        What was bound into the conditions.
    kind : str
        ``definitions`` (an article) or ``crm`` (a system).
    version : int
        Raised with every change of meaning.
    remark : str or mapping, optional
        What is not encoded, and why.

    Examples
    --------
    >>> handbook = Source("handbook")
    >>> rich = Definition("rich", handbook, "Has money.", Condition("stated_budget >= 20000"))
    >>> pack = Definitions("handbook", "Our handbook", handbook, (rich,))
    >>> len(pack), pack["rich"].column, pack.columns
    (1, 'handbook_rich', ('handbook_rich',))
    """

    name: str
    title: Text = field(hash=False)
    source: Source
    terms: tuple[Definition, ...]
    claims: tuple[Claim, ...] = ()
    params: tuple[Parameter, ...] = ()
    kind: str = "definitions"
    version: int = 1
    remark: Text | None = field(default=None, hash=False)

    def __iter__(self) -> Iterator[Definition]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, term: str) -> Definition:
        for definition in self.terms:
            if definition.term == term:
                return definition
        known = [definition.term for definition in self.terms]
        raise UnknownNameError(f"No term '{term}' in the pack '{self.name}'.{nearest(str(term), known)}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which :func:`classify` answers, in order."""
        return tuple(definition.column for definition in self.terms)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of a snapshot that its conditions ask, in order of appearance."""
        return tuple(dict.fromkeys(column for definition in self.terms for column in definition.when.columns))

    def renamed(self, name: str) -> Definitions:
        """Give the same pack another name, so that two readings of it can stand in one table.

        Parameters
        ----------
        name : str
            The new name and source key.

        Returns
        -------
        Definitions
            A new value; nothing else changes.

        Examples
        --------
        >>> handbook = Source("handbook")
        >>> rich = Definition("rich", handbook, "Has money.", Condition("stated_budget >= 20000"))
        >>> Definitions("handbook", "Ours", handbook, (rich,)).renamed("draft").columns
        ('draft_rich',)
        """
        source = replace(self.source, key=name)
        terms = tuple(replace(definition, source=source) for definition in self.terms)
        return replace(self, name=name, source=source, terms=terms)
