"""What is wrong with a pack, as its reader is told it."""

from pathlib import Path

import pytest

from leadkit.errors import PackError


def complaint_of(read, path, kind=PackError, **params):
    """The one sentence, with the folder of the test cut off."""
    with pytest.raises(kind) as caught:
        read(path, **params)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence.replace(f"{path.parent}/", "") if isinstance(path, Path) else sentence
