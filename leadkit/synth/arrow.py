"""PyArrow without its annotations: they do not know NumPy buffers and masks, so its values are `Any` in this folder."""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeAlias

pa: Any = import_module("pyarrow")
pc: Any = import_module("pyarrow.compute")
pq: Any = import_module("pyarrow.parquet")

Array: TypeAlias = Any  # a pyarrow.Array
Columns: TypeAlias = dict[str, Any]  # column name to pyarrow.Array
Table: TypeAlias = Any  # a pyarrow.Table
