"""The values: a definition is a word, a sentence, a test and a source, and none of them can be changed in place.

Schools disagree about words, so a word alone defines nobody. A :class:`Definition` keeps the word together with who
says so (a :class:`~leadkit.provenance.Source`), the sentence (``says``) and the condition that a table can answer
(``when``). What a source claims *about* its own words is a :class:`Claim`, which can be proved. A pack of them is a
:class:`Definitions`.

Every text is a plain string or a small mapping ``{en: ..., th: ..., vi: ...}``, read with :func:`leadkit.words.pick`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from leadkit.conditions import Condition  # noqa: TC001 - a field of a value; readers resolve its type
from leadkit.errors import UnknownNameError, nearest
from leadkit.provenance import Parameter, Source  # noqa: TC001 - as above
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadkit.provenance import Text


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
