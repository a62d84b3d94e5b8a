"""A walk through the tables, the words that lead astray, and the language in which the kit speaks from then on."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from leadkit import glossary, schema, words
from leadkit.check.advice import shown as masked
from leadkit.plots import answer_bars, canvas
from leadkit.widgets.controls import Choice, Group
from leadkit.widgets.shown import Answer, Piece, Shown, rendered
from leadkit.widgets.telling import Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from leadkit.tables import Tables

LANGUAGES = (("en", "English"), ("th", "ไทย"), ("vi", "Tiếng Việt"))
ROWS = 4
WIDEST = 8


class TourValue(NamedTuple):
    """What is said of one table.

    Parameters
    ----------
    lang : str
        The language.
    name : str
        The table.
    columns : DataFrame
        term, means, yes (filled) and unknown (empty), a row a column; empty where the table is not there.
    rows : DataFrame
        Its first rows, personal details masked.
    trap : DataFrame
        What one misleading word means in which source.
    """

    lang: str
    name: str
    columns: pd.DataFrame
    rows: pd.DataFrame
    trap: pd.DataFrame


class TourPiece(Piece):
    """See :func:`tour`."""

    kind = "tour"
    live = False

    def __init__(self, tables: Tables, lang: str) -> None:
        self.tables = tables
        self.read = cache(self._read)  # each table once; looked at and drawn in each language once
        self.looked, self.drawn = cache(self._looked), cache(self._drawn)
        super().__init__((), lang)
        say = self.speaker.say
        names = tuple((name, f"{words.pick(one.title, lang)} ({name})") for name, one in schema.tables().items())
        traps = tuple((word, word) for word in dict.fromkeys(glossary.traps(lang)["word"]))
        choices = (
            Choice("lang", say("language"), lang, LANGUAGES),
            Choice("table", say("table"), "people", names),
            Choice("trap", say("trap"), traps[0][0], traps),
        )
        self.groups = (Group(say("look_at"), choices),)

    def value(self, state: Mapping[str, Any]) -> TourValue:
        """Look at the table and the word of a state."""
        lang, name = state["lang"], state["table"]
        traps = glossary.traps(lang)
        trap = traps[traps["word"].eq(state["trap"])][["source", "means", "says"]].reset_index(drop=True)
        columns, rows = (one.copy() for one in self.looked(name, lang))  # whoever changes them changes her own
        return TourValue(lang, name, columns, rows, trap)

    def _read(self, name: str) -> tuple[pd.DataFrame, pd.Series[int], int]:
        """Give the first rows of a table, how many of each column are filled, and how many rows there are."""
        table = self.tables[name]
        return table.iloc[:ROWS], table.notna().sum(), len(table)

    def _looked(self, name: str, lang: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give the columns of a table, and its first rows."""
        if name not in self.tables.names:
            return pd.DataFrame(), pd.DataFrame()
        (first, filled, count), of = self.read(name), schema.table(name)
        fields = [of.get(column) for column in first.columns]
        columns = pd.DataFrame({
            "term": list(first.columns),
            "means": [words.pick(field.meaning, lang) if field else "" for field in fields],
            "yes": filled.to_numpy(),
            "no": 0,
            "unknown": count - filled.to_numpy(),
        })  # fmt: skip
        rows = first.iloc[:, :WIDEST].astype("object").where(first.iloc[:, :WIDEST].notna(), "")
        for field in fields[:WIDEST]:
            if field and field.personal:
                rows[field.name] = [masked(str(cell), personal=True) if cell != "" else "" for cell in rows[field.name]]
        return columns, rows.astype("str")

    def text(self, value: TourValue) -> str:
        """Say what the table holds, and how much of it is empty."""
        speaker = Speaker(self.kind, value.lang)
        of = schema.table(value.name)
        name, means = words.pick(of.title, value.lang), words.pick(of.meaning, value.lang)
        if not len(value.columns):
            return speaker.say("not_there", name=name, means=means)
        return speaker.say("rows", name=name, count=speaker.count("rows", self._rows(value)), means=means)

    @staticmethod
    def _rows(value: TourValue) -> int:
        return int(value.columns[["yes", "unknown"]].sum(axis=1).max())

    def picture(self, value: TourValue) -> Axes | None:
        """Draw how full each column is."""
        if not len(value.columns) or not self._rows(value):
            return None
        say = Speaker(self.kind, value.lang).say
        said = {"yes": say("filled"), "unknown": say("empty"), "people": say("in_rows")}
        paper = canvas(9, 1.2 + 0.36 * len(value.columns))  # the longest table fits a screen
        return answer_bars(value.columns[["term", "yes", "no", "unknown"]], paper, value.lang, said=said)

    def _drawn(self, name: str, lang: str) -> bytes:
        return rendered(self.picture(self.value(self.state({"table": name, "lang": lang}))))

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the parameters of the notebooks that go with it."""
        return f"# leadkit run -p lang {state['lang']}\nlang: {state['lang']}\n"

    def answer(self, state: Mapping[str, Any]) -> Answer:
        """Give all there is to see, and let the session speak the language from now on."""
        value = self.value(state)
        lang = value.lang
        if lang != words.language():
            os.environ[words.LANGUAGE] = lang
        speaker = Speaker(self.kind, lang)
        name, say = words.pick(schema.table(value.name).title, lang), speaker.say
        trap = [f"{row.source}: {row.means}" for row in value.trap.itertuples()]
        told = f"{value.trap['says'].iloc[0]}\n{chr(10).join(trap)}" if trap else ""
        tables = []
        if len(value.columns):
            heads = [say("column"), say("means"), say("empty")]
            cells = [
                [term, means, speaker.number(empty)]
                for term, means, empty in value.columns[["term", "means", "unknown"]].to_numpy()
            ]
            tables = [
                {
                    "caption": say("first", name=name),
                    "columns": list(value.rows.columns),
                    "rows": value.rows.to_numpy().tolist(),
                },
                {"caption": say("columns", name=name), "columns": heads, "rows": cells},
            ]
        return Answer(
            f"{self.text(value)} {say('set_here')}",
            self.drawn(value.name, lang),
            self.yaml(state),
            tables,
            said=[(state["trap"], told)],
        )


def tour(tables: Tables, *, lang: str = "en") -> Shown:
    """Walk through the tables, and choose the language of the session.

    Parameters
    ----------
    tables : Tables
        Any; a table that is not there is said to be missing.
    lang : {"en", "th", "vi"}
        The language at first. Choosing another sets ``LEADKIT_LANG`` for this session, so that
        :func:`leadkit.words.language` gives it.

    Returns
    -------
    Shown
        ``.value`` has the columns and the first rows of the table.

    Examples
    --------
    >>> import leadkit as lk
    >>> shown = tour(lk.load("saas"))
    >>> shown.state = {"table": "events"}
    >>> shown.value.columns["term"].tolist()[:3]
    ['event_id', 'person_id', 'happened_at']
    """
    return Shown(TourPiece(tables, lang))
