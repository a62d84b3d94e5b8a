"""What tests of pictures share: what is written in one, that it can be read, and numbers as a language writes them."""

import itertools
import re

from leadkit.plots.canvas import SMALLEST
from leadkit.plots.picture import png

LANGUAGES = ["en", "th", "vi"]
THAI = "ลีดที่ผ่านการคัดกรองโดยฝ่ายการตลาดและฝ่ายขายแล้ว"
VIETNAMESE = "khách hàng tiềm năng đã trả lời thư nhưng chưa nói chuyện với ai"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def words(ax):
    return [text.get_text() for text in ax.texts]


def rows(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def texts(ax):
    """Everything that is written in a picture, in the panels inside it too."""
    found = []
    for part in (ax, *ax.child_axes):
        key = part.get_legend()
        found += [*part.texts, *(key.get_texts() if key else [])]
        if part.axison:
            found += [*part.get_xticklabels(), *part.get_yticklabels(), part.xaxis.label, part.yaxis.label]
    return found


def written(text, lang):
    """The numbers of a text as the language writes them."""
    turned = str.maketrans(".,", ",.") if lang == "vi" else {}
    return NUMBER.sub(lambda found: found[0].translate(turned), text)


def fits_and_reads(name, ax):
    """Hold that a picture is no wider than a page, large enough to read, and that no text covers another."""
    drawn = png(ax)  # and filterwarnings=error hears of a missing glyph
    assert int.from_bytes(drawn[16:20], "big") / 144 <= 9.5, f"{name}: a wider picture is shown smaller"
    assert all(text.get_fontsize() >= SMALLEST for text in texts(ax)), name
    ax.get_figure().draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(ax) if text.get_text().strip()]
    turned = {text.get_text() for text in texts(ax) if text.get_rotation() % 90}
    covered = [
        (name, one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2
        if not {one, other} & turned
    ]
    assert covered == []
