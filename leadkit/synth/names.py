"""Names, addresses and numbers of invented people: Thai, Vietnamese and English, and none of them anybody's.

The pools of names are shipped as data (made once from Faker, see ``docs/make_names.py``). E-mail addresses end in the
domains that are reserved for examples, telephone numbers lie in ranges kept for fiction or cannot exist at all, and
firms have nonsense names. An address ends in the person's own number in letters and digits, so that two people never
share one by chance. Everything is looked up and joined a column at a time, inside Arrow.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit import documents
from leadkit.synth.arrow import Array, pa, pc
from leadkit.synth.draw import NOBODY, Bools, Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.synth.world import World

DIGITS = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)
TONGUES = ("en", "th", "vi")
OF_COUNTRY = {"TH": "th", "VN": "vi"}


@dataclass(frozen=True)
class Person:
    """What of people decides on their names: who reads Thai, who is a woman, and everybody's own number.

    `tongue` (a code in :data:`TONGUES`) overrules the country where a world names people by their language.
    """

    thai_reader: Bools
    female: Bools
    number: Ints
    tongue: Ints | None = None


@dataclass(frozen=True)
class Texts:
    """What identifies people, one Arrow array a column."""

    full_name: Array
    email: Array
    phone: Array
    social_account: Array


@cache
def pools() -> Mapping[str, Any]:
    """Return the pools of names.

    Examples
    --------
    >>> sorted(pools()), pools()["th"]["female"][0][1].isascii()
    (['en', 'th', 'vi'], True)
    """
    told: Mapping[str, Any] = documents.read("data/names.yaml")
    return told


def latin(text: str) -> str:
    """Strip Vietnamese marks and blanks, for addresses.

    Examples
    --------
    >>> latin("Nguyễn Đức")
    'nguyenduc'
    """
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if c.isascii() and c.isalpha()).lower()


def tags(numbers: Ints) -> Array:
    """Write positive numbers briefly, in digits and letters.

    Examples
    --------
    >>> tags(np.array([35, 36])).to_pylist()
    ['z', '10']
    """
    text, left = np.empty((len(numbers), 8), dtype=np.uint8), np.asarray(numbers).copy()
    for place in range(7, -1, -1):
        left, digit = np.divmod(left, 36)
        text[:, place] = DIGITS[digit]
    offsets = pa.py_buffer(np.arange(len(numbers) + 1, dtype=np.int32) * 8)
    return pc.ascii_ltrim(pa.StringArray.from_buffers(len(numbers), offsets, pa.py_buffer(text)), "0")


@dataclass(frozen=True)
class Vocabulary:
    """Several pools laid end to end: a draw from pool `k` is an index into one array."""

    begins: Ints
    sizes: Ints
    written: Array
    spelt: Array

    @classmethod
    def of(cls, several: Sequence[Sequence[Any]]) -> Vocabulary:
        """Lay pools end to end; a Thai name comes with its spelling, the others are spelt by stripping."""
        flat = [name for pool in several for name in pool]
        sizes = np.array([len(pool) for pool in several])
        return cls(
            np.cumsum(sizes) - sizes,
            sizes,
            pa.array([n[0] if isinstance(n, list) else n for n in flat], pa.string()),
            pa.array([n[1].lower() if isinstance(n, list) else latin(n) for n in flat], pa.string()),
        )

    def draw(self, pool: Ints, u: Floats) -> Array:
        """Draw an index for each row, from the pool it names."""
        return pa.array(self.begins[pool] + (u * self.sizes[pool]).astype(np.int64))


@cache
def _given() -> Vocabulary:
    return Vocabulary.of([pools()[tongue][kind] for tongue in TONGUES for kind in ("female", "male")])


@cache
def _family() -> Vocabulary:
    return Vocabulary.of([pools()[tongue]["family"] for tongue in TONGUES])


@cache
def _middle() -> Vocabulary:
    """Return Vietnamese middle names; every second woman is a Thị, every second man a Văn."""
    others = [name for name in pools()["vi"]["middle"] if name not in ("Thị", "Văn")]
    return Vocabulary.of([["Thị"] * len(others) + others, ["Văn"] * len(others) + others])


def people(rng: np.random.Generator, here: World, country: Sequence[str], who: Person, slug: Array) -> Texts:
    """Name people.

    Parameters
    ----------
    rng : numpy.random.Generator
        The stream of chance.
    here : World
        Whose words to use.
    country : sequence of str
        Where they live, two capital letters.
    who : Person
        Thai names are written in Thai only for those who read it; women have women's names.
    slug : pyarrow.Array
        The name of their firm as part of an address, empty where there is none.

    Returns
    -------
    Texts
        The names and addresses.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> rng, yes = np.random.default_rng(1), np.array([True])
    >>> one = Person(thai_reader=~yes, female=yes, number=np.array([46]))
    >>> people(rng, world("saas"), ["VN"], one, pa.array(["valodorn7"])).full_name.to_pylist()
    ['Đặng Thị Mai']
    """
    told, n = here.words, len(who.number)
    u = rng.random((7, n))
    tongue = np.array([TONGUES.index(OF_COUNTRY.get(c, "en")) for c in country])
    tongue = np.where(u[5] < 0.95, tongue, 0) if who.tongue is None else who.tongue  # some live abroad
    sex = np.where(who.female, 0, 1)
    given, family = _given().draw(2 * tongue + sex, u[0]), _family().draw(tongue, u[1])
    middle = _middle().written.take(_middle().draw(sex, u[2]))
    first, last = _given().written.take(given), _family().written.take(family)
    short, surname = _given().spelt.take(given), _family().spelt.take(family)
    vietnamese = pc.binary_join_element_wise(last, middle, first, " ")
    plain = pc.binary_join_element_wise(first, last, " ")
    spelt = pc.binary_join_element_wise(pc.utf8_capitalize(short), pc.utf8_capitalize(surname), " ")
    style = np.where(tongue == 2, 0, np.where((tongue == 1) & ~who.thai_reader, 2, 1))
    tag, at_work = tags(who.number), pc.and_(pc.is_valid(slug), pa.array(u[3] < 0.8))
    private = pa.array(told["mail"]["private"]).take(pa.array((u[4] * len(told["mail"]["private"])).astype(np.int64)))
    domain = pc.if_else(at_work, pc.binary_join_element_wise(slug, told["mail"]["work"], "."), private)
    initial = pc.if_else(at_work, pc.utf8_slice_codeunits(surname, 0, 1), surname)
    local = pc.binary_join_element_wise(pc.binary_join_element_wise(short, initial, "."), tag, "")
    return Texts(
        full_name=pc.choose(pa.array(style), vietnamese, plain, spelt),
        email=pc.binary_join_element_wise(local, domain, "@"),
        phone=_phones(told["phones"], np.asarray(country), u[4], u[6]),
        social_account=pc.binary_join_element_wise("@", short, "_", tag, ""),
    )


def _phones(patterns: Mapping[str, Sequence[str]], country: np.ndarray[Any, Any], u: Floats, digits: Floats) -> Array:
    parts = []
    for here, several in patterns.items():
        which = (u * len(several)).astype(np.int64)
        for place, pattern in enumerate(several):
            rows, wild = np.flatnonzero((country == here) & (which == place)), pattern.count("#")
            drawn = pa.array((digits[rows] * 10**wild).astype(np.int64)).cast(pa.string())
            start = pattern[: len(pattern) - wild]
            parts.append((rows, pc.binary_join_element_wise(start, pc.utf8_lpad(drawn, wild, "0"), "")))
    return regroup(parts)


def regroup(parts: Sequence[tuple[Ints, Array]]) -> Array:
    """Put arrays back together of which each knows its rows.

    Examples
    --------
    >>> regroup([(np.array([2, 0]), pa.array(["c", "a"])), (np.array([1]), pa.array(["b"]))]).to_pylist()
    ['a', 'b', 'c']
    """
    rows = np.concatenate([rows for rows, _ in parts])
    return pa.concat_arrays([made for _, made in parts]).take(pa.array(np.argsort(rows, kind="stable")))


def misspelt(rng: np.random.Generator, name: str) -> str:
    """Write a name as a hurried colleague would: two letters swapped, one left out, or only an initial.

    Examples
    --------
    >>> misspelt(np.random.default_rng(3), "Alice Savage") != "Alice Savage"
    True
    """
    way, u = rng.random(2)
    first, _, rest = name.partition(" ")
    pairs = [
        i for i in range(1, len(rest) - 1) if rest[i].isalpha() and rest[i + 1].isalpha() and rest[i] != rest[i + 1]
    ]
    if way < 0.25 or not pairs:
        return f"{first[0]}. {rest}" if first[0].isascii() else f"{rest} {first}"
    at = pairs[int(u * len(pairs))]
    if way < 0.65:
        return f"{first} {rest[:at]}{rest[at + 1]}{rest[at]}{rest[at + 2 :]}"
    return unicodedata.normalize("NFC", f"{first} {rest[:at]}{rest[at + 1 :]}")


def doubles(rng: np.random.Generator, texts: Texts, same_as: Ints, number: Ints) -> Texts:
    """Rename the second rows of people: a typo in the name, another address, perhaps the same telephone.

    Examples
    --------
    >>> two = (["Ann Hill", "x"], ["ann.h1@a.example.com", "x"], ["+1", "+2"], ["@ann", "@x"])
    >>> before = Texts(*(pa.array(x) for x in two))
    >>> after = doubles(np.random.default_rng(0), before, np.array([-1, 0]), np.array([1, 2]))
    >>> after.full_name[0].as_py(), after.full_name[1].as_py() != "x", after.email[1].as_py()
    ('Ann Hill', True, 'ann.h2@example.org')
    """
    second = same_as != NOBODY
    if not second.any():
        return texts
    whose = pa.array(same_as[second])
    wrong = rng.random(int(second.sum())) < 0.7
    names = [
        misspelt(rng, name) if typo else name
        for name, typo in zip(texts.full_name.take(whose).to_pylist(), wrong, strict=True)
    ]
    old = tags(number[same_as[second]]).to_pylist()
    new = tags(number[second]).to_pylist()
    address = texts.email.take(whose).to_pylist()
    local = [mail.split("@")[0].removesuffix(tag) for mail, tag in zip(address, old, strict=True)]
    mails = [f"{name}{tag}@example.org" for name, tag in zip(local, new, strict=True)]
    shared = second.copy()
    shared[second] = rng.random(int(second.sum())) < 0.5
    phones = texts.phone.take(pa.array(same_as[shared]))
    return Texts(
        full_name=pc.replace_with_mask(texts.full_name, pa.array(second), pa.array(names, pa.string())),
        email=pc.replace_with_mask(texts.email, pa.array(second), pa.array(mails, pa.string())),
        phone=pc.replace_with_mask(texts.phone, pa.array(shared), phones),
        social_account=texts.social_account,
    )


def firms(
    rng: np.random.Generator, here: World, country: Sequence[str], industry: Sequence[str], number: Ints
) -> tuple[Array, Array]:
    """Coin the names of firms, and the part that stands for each in an address.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> name, slug = firms(np.random.default_rng(1), world("saas"), ["GB"], ["retail"], np.array([7]))
    >>> name[0].as_py().endswith(" Trading Ltd"), slug[0].as_py()[-1]
    (True, '7')
    """
    told, n = here.words, len(number)
    parts = told["syllables"]
    syllables = [
        [parts[kind][int(x)] for x in rng.random(n) * len(parts[kind])] for kind in ("first", "middle", "last")
    ]
    stems = [
        pa.array(["".join(s[script] for s in stem) for stem in zip(*syllables, strict=True)], pa.string())
        for script in (0, 1)
    ]
    pieces, where, trade = [], np.asarray(country), np.asarray(industry)
    for country_of, pattern in told["firms"].items():
        rows = np.flatnonzero(where == country_of)
        tongue = OF_COUNTRY.get(country_of, "en")
        sector = pa.array([told["sectors"][tongue][name] for name in trade[rows]], pa.string())
        fill = {"{0}": stems[tongue == "th"].take(pa.array(rows)), "{1}": sector}
        split = [fill.get(part, part) for part in re.split(r"(\{\d\})", pattern) if part]
        made = pc.binary_join_element_wise(*split, "") if len(rows) else pa.array([], pa.string())
        pieces.append((rows, made))
    return regroup(pieces), pc.binary_join_element_wise(pc.utf8_lower(stems[0]), tags(number), "")
