"""The engine: one SELECT, built as a tree, over tables in memory or on disk, on DuckDB, behind locks.

What a student sees on 500 rows is what runs on 100 million: the same tree, the same rules for missing values, the
same types of columns out (``delivery``). The rooms: ``inputs`` (what can be read, and limits), ``gate`` (what is
agreed to be run), ``written`` (a SELECT that is kept), ``kept`` (planned too, for a few people at a time), ``locks``
(the connection), ``doors`` (DataFrames), ``files`` (CSV and Parquet), ``sources`` (tables laid out on a connection),
``watch`` (timer, progress, Ctrl-C), ``delivery`` (what comes out), ``writing`` (files out), ``complaints`` (what DuckDB
says, in one sentence), ``kinds`` (what columns hold), ``running`` (the verbs).
"""

from leadkit.engine.inputs import Derived, File, Input, Limits
from leadkit.engine.kinds import columns_of
from leadkit.engine.running import ask, rows, run
from leadkit.engine.written import Written

__all__ = ["Derived", "File", "Input", "Limits", "Written", "ask", "columns_of", "rows", "run"]
