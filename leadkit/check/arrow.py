"""Arrow's vectorised functions, loaded when the first block of rows is checked and not by `import leadkit`."""

from __future__ import annotations

from typing import Any


def compute() -> Any:  # noqa: ANN401 - a module, whose stubs refuse much of what it can do
    """Return ``pyarrow.compute``.

    Examples
    --------
    >>> compute().sum([1, 2]).as_py()
    3
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - heavy

    return pc


def nulled(text: Any) -> Any:  # noqa: ANN401 - Arrow array
    """Make empty cells null.

    Examples
    --------
    >>> import pyarrow as pa
    >>> nulled(pa.array(["", "a"])).to_pylist()
    [None, 'a']
    """
    pc = compute()
    return pc.if_else(pc.equal(text, ""), None, text)
