"""The tables of a team or a world as one value: read lazily, typed by the schema, never changed."""

from leadkit.tables.folder import Found, Private, locate, names_in
from leadkit.tables.typed import PANDAS, frame, typed
from leadkit.tables.value import Tables

__all__ = ["PANDAS", "Found", "Private", "Tables", "frame", "locate", "names_in", "typed"]
