"""Data by name, never by path: the sample worlds that the package ships, worlds made to order, a team's own folder."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from leadkit import words
from leadkit.errors import DataError, UnknownNameError, nearest
from leadkit.tables import Private, Tables, locate

KINDS = ("datasets", "exercises", "notebooks")
SEED = 7


def load(world: str = "saas", people: int | None = None, seed: int = SEED) -> Tables:
    """Load a sample world, or make one to order.

    Parameters
    ----------
    world : str, default "saas"
        The name of the world.
    people : int, optional
        How many people to make; the sample that the package ships if not given.
    seed : int, default 7
        Chance enters here: the same world, people and seed give the same tables. The shipped sample is seed 7.

    Returns
    -------
    Tables
        The tables; what is made lies in a temporary folder that is taken away with them.

    Raises
    ------
    UnknownNameError
        There is no such world.
    DataError
        The number of people, or the seed, makes no sense.

    Examples
    --------
    >>> load("sas")
    Traceback (most recent call last):
    leadkit.errors.UnknownNameError: No world 'sas'. Did you mean 'saas'?
    """
    from leadkit import synth  # noqa: PLC0415 - heavy, and needed only when a world is loaded

    if world not in synth.worlds():
        raise UnknownNameError(words.say_here("errors.no_world", name=world) + words.offered(world, synth.worlds()))
    if people is None:
        if seed != SEED:
            raise DataError(words.say_here("errors.sample_seed", usual=SEED, seed=seed))
        return _read(shipped("datasets") / world, None, world)
    keep = Private()
    made = synth.make(world, people, seed, to=keep.path / world, format="parquet")
    return _read(made, keep, world, synth.currency(world))


def read(folder: str | Path, *, currency: str | None = None) -> Tables:
    r"""Read the tables of a folder, CSV or Parquet: your own, or a world that was made into it.

    Parameters
    ----------
    folder : path
        Holds ``people.csv``, or ``people.parquet``, or ``people/*.parquet``, and other tables in the same way.
    currency : str, optional
        The one currency of all money; what ``datapackage.json`` says, or USD, if not given.

    Returns
    -------
    Tables
        The tables; nothing but headers is read yet.

    Raises
    ------
    DataError
        There is no such folder, or no people in it, or a table lacks a column that every row needs.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "people.csv").write_text("person_id,created_at\na,2024-01-31\n", encoding="utf-8")
    >>> read(folder).people["person_id"].tolist()
    ['a']
    """
    return _read(Path(folder), None, None, currency)


def shipped(kind: str) -> Path:
    """Find what the package ships, in an installed wheel as in a checkout.

    Parameters
    ----------
    kind : {"datasets", "exercises", "notebooks"}
        What is wanted.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UnknownNameError
        The package ships no such thing.
    DataError
        The installation is not whole.

    Examples
    --------
    >>> shipped("datasets").name
    'datasets'
    """
    if kind not in KINDS:
        raise UnknownNameError(f"The package ships no '{kind}'.{nearest(kind, KINDS)}")
    package = Path(str(files("leadkit")))
    for folder in (package / "shipped" / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise DataError(words.say_here("errors.not_whole", name=kind))


def _read(folder: Path, keep: object, world: str | None, currency: str | None = None) -> Tables:
    found = locate(folder)
    if "people" not in found:
        raise DataError(_without_people(folder))
    for name, forms in found.items():
        if len(forms) > 1:
            both = " and ".join(f"'{form.files[0].relative_to(folder.absolute())}'" for form in forms[:2])
            raise DataError(f"The folder '{folder}' holds the table '{name}' twice, as {both}; keep one.")
    told = _package(folder)
    sources: dict[str, Any] = {name: forms[0].pattern for name, forms in found.items()}
    truth = sources.pop("truth", None)
    return Tables(sources, truth, world or told.get("world"), currency or told.get("currency") or "USD", keep)


def _package(folder: Path) -> dict[str, str]:
    """Read world and currency from a data package; a broken one does not stop the reading (`check` complains of it)."""
    try:
        told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return {key: str(told["leadkit"][key]) for key in ("world", "currency")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _without_people(folder: Path) -> str:
    names = [file.name for file in sorted(folder.iterdir()) if file.suffix.casefold() in (".csv", ".parquet")]
    if not names:
        return f"The folder '{folder}' holds no tables; it needs at least people.csv or people.parquet."
    return f"The folder '{folder}' has no people.csv or people.parquet.{nearest('people.csv', names)}"
