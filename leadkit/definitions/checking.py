"""What stands against a pack of definitions before anybody is asked by it: words for nobody, and claims that fail.

Proved over everybody who could be, with no data; told in the same way as for cards and segmentations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leadkit.conditions import Condition
from leadkit.definitions.proof import claims
from leadkit.findings import Finding, foreign, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadkit.definitions.values import Definitions

COLUMNS = ("level", "kind", "rule", "proved", "example")
_EVERYBODY = Condition("TRUE")


def check(pack: Definitions, lang: str = "en") -> pd.DataFrame:
    """Say what stands against a pack of definitions.

    Parameters
    ----------
    pack : Definitions
        The pack.
    lang : {"en", "th", "vi"}
        The language of the sentences.

    Returns
    -------
    DataFrame
        One row a finding, problems first: level (``problem`` or ``note``), kind, rule (the term; missing where it is
        about none), proved, example and says. The kinds: ``dead`` (nobody can be meant), ``not_proved``, ``claim``
        (what the source says of its own words does not hold) and ``column`` (no snapshot has it).

    Examples
    --------
    >>> from leadkit.definitions import Definition, Definitions, Source
    >>> nobody = Definition("nobody", Source("us"), "Nobody.", Condition("purchases > 1 AND purchases < 1"))
    >>> check(Definitions("us", "Ours", Source("us"), (nobody,)))["says"].tolist()
    ["Nobody can be meant by 'nobody': no answers make its condition true."]
    """
    columns = (Finding("note", "column", says, names=names) for _, says, names in foreign(pack.reads))
    return pd.concat(
        [told(_found(pack, lang), "definitions.check", COLUMNS, lang), told(columns, "segments.check", COLUMNS, lang)],
        ignore_index=True,
    )


def _found(pack: Definitions, lang: str) -> Iterator[Finding]:
    for one in pack:
        proved = one.when.relation(_EVERYBODY).kind
        if proved in ("never_true", "not_proved"):
            dead = proved == "never_true"
            kind = "dead" if dead else "not_proved"
            yield Finding("problem" if dead else "note", kind, kind, rule=one.term, proved=dead)
    failed = claims(by=pack, lang=lang).query("holds == False")
    for row in failed.to_dict("records"):
        yield Finding("note", "claim", "claim", example=row["example"], names=(row["says"],))
