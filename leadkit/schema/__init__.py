"""The tables of the kit as data: names, kinds, units, limits, what an empty cell means, meanings in three languages.

Everything that reads or writes tables asks here: reading (`tables`), checking (`check`), making worlds (`synth`), the
snapshot, the documentation page and the data package that lies beside every shipped sample. Because the schema is
data (``leadkit/data/schema.yaml``), a trainer can read it, and no two parts of the kit can disagree about a column.
"""

from leadkit.schema.package import datapackage
from leadkit.schema.values import DUCKDB, Field, Table, obstacles, table, tables, truth

__all__ = ["DUCKDB", "Field", "Table", "datapackage", "obstacles", "table", "tables", "truth"]
