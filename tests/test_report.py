"""The browsable page: all that a run showed, nothing from outside, nothing that runs."""

import base64
import io
import re
from html.parser import HTMLParser

import nbformat
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from leadkit import report
from leadkit.report.build import duration
from leadkit.report.clean import clean
from leadkit.report.dress import Dresser, language_of
from leadkit.report.fonts import CUTS
from leadkit.report.view import page_of

DOT = base64.b64encode(b"\x89PNG\r\n\x1a\n not really").decode()
FRAME = """<div><style scoped>.dataframe tbody {x: y}</style><table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th></th><th>name</th><th>visits</th><th>share</th></tr></thead>
<tbody><tr><th>0</th><td>Ann</td><td>12</td><td>0.5</td></tr>
<tr><th>1</th><td>ไม่ทราบ</td><td>&lt;NA&gt;</td><td>1,200</td></tr></tbody></table></div>"""


def picture(alt=None, kind="image/png", data=DOT):
    metadata = {kind: {"alt": alt}} if alt else {}
    return new_output("display_data", data={kind: data, "text/plain": "<Figure>"}, metadata=metadata)


def cell(source, *outputs, count=1, tags=()):
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata={"tags": list(tags)})


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def fetched(html):
    """Collect every address that a browser would fetch by itself, and every tag that could run something."""
    found, attributes = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            attributes.extend(attrs)
            found.extend((tag, name, value) for name, value in attrs if _fetches(tag, name, value or ""))
            if tag in {"script", "iframe", "object", "embed", "link", "base", "form", "template"}:
                found.append((tag, "", ""))

    Reader().feed(html)
    styles = [(value or "") for name, value in attributes if name == "style"]
    styles += re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    return found + re.findall(r"url\((?!data:)[^)]*\)|@import", " ".join(styles))


def _fetches(tag, name, value):
    if name.startswith("on") or value.strip().lower().startswith("javascript:"):
        return True
    fetching = name in {"src", "srcset", "poster", "background", "data", "action"} or (name == "href" and tag != "a")
    return fetching and not value.startswith("data:image/")


# Everything is there


def test_the_index_shows_every_result_with_word_time_parameters_and_links(results):
    results("00_start", cell("1", picture("Two circles: 12 people.")))
    error = {
        "cell": 2,
        "count": 1,
        "line": 2,
        "source": "1 / 0",
        "name": "ZeroDivisionError",
        "message": "division by zero",
    }
    folder = results("01_bad", status="failed", error=error)
    index = soup(report.build(folder))
    cards = index.select(".card")
    assert [card.h2.get_text() for card in cards] == ["Start", "Bad"]
    assert [card.select_one(".numeral").get_text() for card in cards] == ["00", "01"]
    assert [card.select_one(".state strong").get_text() for card in cards] == ["Done", "Failed"]
    assert all(card.select_one(".state svg") for card in cards)
    assert all("7.3 s" in card.get_text() for card in cards)
    assert (
        cards[0].select_one(".parameters").get_text(" ", strip=True)
        == "world saas people default lang en (set for this run)"
    )
    assert [a["href"] for a in cards[0].select(".links a")] == ["00_start.html", "00_start.ipynb"]
    assert cards[0].select_one(".preview img")["alt"] == "Two circles: 12 people."
    assert cards[1].select_one(".preview") is None
    fault = cards[1].select_one(".fault")
    assert fault.a["href"] == "01_bad.html#cell-2"
    assert fault.get_text(" ", strip=True) == "cell 2 (In\u00a0[1]), line 2 1 / 0 ZeroDivisionError: division by zero"
    assert index.h1.get_text() == "1 of 2 notebooks did not run to the end."
    assert index.time["datetime"] == "2025-06-30T14:15:02.500+00:00"
    assert "2025-06-30 14:15 UTC" in index.get_text()
    assert "Python 3.11.7, leadkit 0.1.0" in index.get_text()


def test_the_time_of_all_is_from_the_first_start_to_the_last_end(results):
    results("00_a", started="2025-06-30T14:15:02.000+00:00", seconds=10.0)
    folder = results("01_b", started="2025-06-30T14:15:07.000+00:00", seconds=10.0)
    assert "15.0 s" in soup(report.build(folder)).select_one(".facts").get_text()


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        (["done"], "The notebook ran to the end."),
        (["died"], "The notebook did not run to the end."),
        (["done", "done"], "All notebooks ran to the end."),
        (["done", "timeout", "broken"], "2 of 3 notebooks did not run to the end."),
    ],
)
def test_the_headline_says_how_the_run_went(results, statuses, says):
    for number, status in enumerate(statuses):
        lost = {"kind": status, "cell": 0, "count": None, "line": None, "source": "", "name": "Lost", "message": ""}
        error = None if status == "done" else lost
        folder = results(f"0{number}_x", status=status, error=error)
    assert soup(report.build(folder)).h1.get_text() == says


def test_a_page_shows_text_code_tables_pictures_and_messages_in_order(results):
    stream = new_output("stream", name="stderr", text="/x/ipykernel_12/34.py:5: UserWarning: few\n")
    bar = new_output("stream", name="stdout", text="50 %\r100 %\n")
    frame = new_output("execute_result", data={"text/html": FRAME, "text/plain": "x"})
    bold = new_output("display_data", data={"text/markdown": "**bold**"})
    folder = results(
        "00_start",
        new_markdown_cell("# 00 · Start\n\n**Who is a *lead*?**\n\nThe text."),
        new_markdown_cell("## Look\n\n| a | b |\n|---|---|\n| x | 1 |"),
        cell("print('one')", bar, new_output("stream", text="two\n")),
        cell("people", frame, count=2),
        cell("draw()", picture("Two circles."), picture(), count=3),
        cell("warn()", stream, count=4),
        cell("lang = 'vi'", tags=["injected-parameters"], count=5),
        cell("md()", bold, new_output("display_data", data={"x/y": "z"})),
    )
    report.build(folder)
    page = soup(folder / "00_start.html")
    assert page.title.get_text() == "00 · Start · leadkit"
    assert (page.h1.get_text(), page.select_one("header .question").get_text()) == ("Start", "Who is a lead?")
    assert len(page.select("h1")) == 1
    main = page.main
    assert main.select_one(".cell").get_text(strip=True) == "The text."
    assert [section["id"] for section in main.select(".cell")] == [f"cell-{n}" for n in range(1, 9)]
    assert main.select_one("pre.text").get_text() == "100 %\ntwo"
    assert main.select_one("pre.stderr").get_text() == "line 5: UserWarning: few"
    assert [image["alt"] for image in main.select("img")] == ["Two circles.", "A picture without a description"]
    assert "set for this run" in main.select_one(".given .label").get_text()
    assert main.select(".cell")[-1].select_one("b, strong").get_text() == "bold"
    assert page.select_one(".contents a")["href"] == "#Look"
    assert "In\u00a0[2]" in main.get_text()


def test_a_failed_cell_is_marked_where_it_stands(results):
    error = {"cell": 1, "count": 1, "line": 1, "source": "f()", "name": "KeyError", "message": "'a'"}
    trace = ["\x1b[31mKeyError\x1b[39m: <b>'a'</b>"]
    raised = new_output("error", ename="KeyError", evalue="'a'", traceback=trace)
    folder = results("00_bad", cell("f()", raised), status="failed", error=error)
    report.build(folder)
    page = soup(folder / "00_bad.html")
    assert page.select_one("header .fault a")["href"] == "#cell-1"
    box = page.select_one(".stopped .error")
    assert box.select_one(".reason").get_text() == "KeyError: 'a'"
    assert box.pre.get_text() == "KeyError: <b>'a'</b>"
    assert box.select_one(".ansi-red-fg").get_text() == "KeyError"


@pytest.mark.parametrize(("status", "says"), [("died", "out of memory"), ("timeout", "longer than it was allowed")])
def test_a_lost_kernel_is_told_in_words(results, status, says):
    error = {"cell": 1, "count": None, "line": None, "source": "", "name": "DeadKernelError", "message": "Kernel died"}
    interrupt = new_output("error", ename="KeyboardInterrupt", evalue="", traceback=[])
    folder = results("00_bad", cell("f()", interrupt), cell("never()", count=None), status=status, error=error)
    report.build(folder)
    boxes = soup(folder / "00_bad.html").select(".stopped .error")
    assert says in boxes[0].get_text()
    assert len(boxes) == (1 if status == "timeout" else 2)


def test_notebooks_that_leadkit_did_not_run_can_be_shown_too(tmp_path):
    wrong = new_output("error", ename="E", evalue="no", traceback=["no"])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell("x", wrong), new_markdown_cell(" ")]), tmp_path / "mine.ipynb")
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "empty.ipynb")
    index = soup(report.build(tmp_path))
    assert [card.h2.get_text() for card in index.select(".card")] == ["empty", "mine"]
    assert [s.get_text() for s in index.select(".state strong")] == ["Done", "Failed"]
    assert "did not start" in soup(tmp_path / "empty.html").main.get_text()


def test_pages_lead_to_their_neighbours(results):
    for name in ("00_a", "01_b", "02_c"):
        folder = results(name)
    report.build(folder)
    links = {
        n: {a["rel"][0]: a["href"] for a in soup(folder / f"{n}.html").select(".around a")} for n in ("00_a", "01_b")
    }
    assert links == {"00_a": {"next": "01_b.html"}, "01_b": {"prev": "00_a.html", "next": "02_c.html"}}
    assert soup(folder / "01_b.html").select_one(".side a")["href"] == "index.html"


# Languages


@pytest.mark.parametrize(
    ("lang", "headline", "done"),
    [("th", "สมุดบันทึกทำงานจนจบ", "เสร็จแล้ว"), ("vi", "Sổ tay đã chạy đến hết.", "Xong")],
)
def test_a_run_in_a_language_is_a_page_in_that_language(results, lang, headline, done):
    folder = results("00_a", new_markdown_cell("## In English, still"), lang=lang)
    index = soup(report.build(folder))
    assert index.html["lang"] == lang
    assert index.h1.get_text() == headline
    assert index.select_one(".state strong").get_text() == done
    page = soup(folder / "00_a.html")
    assert page.html["lang"] == lang
    assert page.select_one(".prose")["lang"] == "en"


def test_an_index_of_several_languages_is_in_english(results):
    results("00_a", lang="th")
    assert soup(report.build(results("01_b", lang="vi"))).html["lang"] == "en"
    assert soup(report.build(results("01_b", lang="xx"))).html["lang"] == "en"


def test_the_language_of_a_text_is_told_by_its_letters():
    assert language_of("A lead is ลีด in Thai and khách hàng tiềm năng in Vietnamese, says the article.") == "en"
    assert language_of("ลีด (lead) คือบุคคลที่แสดงความสนใจ") == "th"
    assert language_of("Khách hàng tiềm năng là ai?") == "vi"
    assert language_of("123") == "en"


def test_the_typeface_holds_every_letter_and_what_it_is_made_of(results):
    folder = results("00_a", new_markdown_cell("น้ำใจ, được"), lang="th")
    report.build(folder)
    html = (folder / "00_a.html").read_text(encoding="utf-8")
    fonts = re.findall(r"font-family:'([^']+)'[^}]*?unicode-range:([^;]+);[^}]*?base64,([^)]+)\)", html)
    assert [family for family, _, _ in fonts] == ["Sarabun"] * 4 + ["Sarabun Thai"]
    for _, _, data in fonts:
        letters = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
        # the vowel am is set as a ring and a stroke: the parts must be there
        assert set(map(ord, "น้ำใจ\u0e4d\u0e32฿đượcĐấ\u0302\u0301→×≥“”")) <= set(letters)
    assert {ranges for _, ranges, _ in fonts} == {"U+0-5E,U+60-10FFFF", "U+E01-E5B,U+25CC"}, "_ hangs below the line"
    assert len(html) < 400_000


def test_a_page_without_thai_carries_no_thai(results):
    folder = results("00_a", new_markdown_cell("được /* the typeface */"), title="/* the typeface */")
    report.build(folder)
    html = (folder / "00_a.html").read_text(encoding="utf-8")
    assert "'Sarabun Thai';" not in html
    assert html.count("@font-face") == len(CUTS)
    assert html.index("@font-face") < html.index("<title>")


# Nothing from outside, nothing that runs


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://example.org/a.png' alt='A map'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<iframe src='https://example.org'></iframe>",
    "<style>@import url(https://example.org/a.css); body {display: none}</style>",
    "<link rel=stylesheet href='https://example.org/a.css'>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href='https://example.org/'>",
    "<form action='https://example.org'><input name=a><button>go</button></form>",
    "<div style='background: url(https://example.org/a.png)'>x</div>",
    "<div style='position: fixed; inset: 0; z-index: 99'>over all</div>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<video src='https://example.org/a.mp4' poster='https://example.org/a.png' autoplay></video>",
    "<object data='https://example.org'></object><embed src='https://example.org'>",
    "</main></body></html><script src='https://example.org/a.js'></script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4=' onload='alert(1)'>",
    "<img srcset='https://example.org/a.png 2x'>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_is_cleaned(html):
    kept = clean(html)
    assert fetched(kept) == []
    assert "alert(1)" not in re.sub(r'title="[^"]*"', "", kept)
    assert "position" not in kept
    assert clean(kept) == kept


@given(
    st.lists(st.sampled_from([*HOSTILE, "<b>", "</div>", "<table>", "text", "<", "&lt;script&gt;", "<!--"]), max_size=5)
)
def test_whatever_is_put_together_stays_clean(pieces):
    assert fetched(clean("".join(pieces))) == []


@pytest.mark.parametrize("html", HOSTILE)
def test_a_page_fetches_nothing_and_runs_nothing_whatever_a_notebook_holds(tmp_path, html):
    hostile = [
        new_markdown_cell(f"# {html}\n\n{html}"),
        cell(html, new_output("display_data", data={"text/html": html, "text/plain": "x"})),
        cell("x", new_output("stream", text=html), new_output("error", ename=html, evalue=html, traceback=[html])),
        cell(
            "x",
            picture(alt=html),
            new_output("display_data", data={"text/markdown": html, "application/javascript": "x()"}),
        ),
        cell(
            "x",
            picture(
                alt='"><script>', kind="image/svg+xml", data=f"<svg xmlns='http://www.w3.org/2000/svg'>{html}</svg>"
            ),
        ),
    ]
    node = nbformat.v4.new_notebook(cells=hostile)
    told = {"title": html, "question": html, "parameters": [["a", html]], "versions": {html: html}}
    node.metadata["leadkit"] = {**told, "status": "done"}
    nbformat.write(node, tmp_path / "x.ipynb")
    report.build(tmp_path)
    for name in ("index.html", "x.html"):
        html = (tmp_path / name).read_text(encoding="utf-8")
        assert fetched(html) == []
        page = BeautifulSoup(html, "html.parser")
        assert page.select_one("meta[http-equiv=Content-Security-Policy]")["content"] == report.POLICY
        assert page.body.select("script, style, meta, link, base, form, iframe") == []


def test_the_policy_lets_nothing_in_and_nothing_run():
    rules = dict(rule.split(" ", 1) for rule in report.POLICY.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    assert "script-src" not in rules


# What is readable


def test_a_data_frame_keeps_its_cells_and_loses_its_style():
    kept = clean(FRAME)
    assert "scoped" not in kept
    assert "Ann" in kept
    table = BeautifulSoup(Dresser()(kept), "html.parser")
    assert table.table["class"] == ["dataframe"]
    assert "border" not in table.table.attrs
    assert [th["scope"] for th in table.select("th")] == ["col"] * 4 + ["row"] * 2
    box = table.select_one(".wide")
    assert (box["tabindex"], box["role"], box["aria-label"]) == ("0", "group", "Table")
    assert [cell.get_text() for cell in table.select(".number")] == ["visits", "share", "12", "0.5", "<NA>", "1,200"]


def test_a_table_with_joined_cells_or_no_rows_is_left_as_it_is():
    joined = "<table><caption>Who</caption><tbody><tr><td colspan='2'>1</td></tr></tbody></table>"
    table = BeautifulSoup(Dresser()(joined), "html.parser")
    assert table.select(".number") == []
    assert table.select_one(".wide")["aria-label"] == "Who"
    assert "wide" in Dresser()("<table></table>")


def test_headings_get_the_anchors_that_jupyterlab_gives_them():
    dresser = Dresser()
    html = dresser("<h2>What is missing</h2><h3>Look</h3>") + dresser("<h3>Look<a class='anchor-link'>¶</a></h3>")
    assert dresser.contents == [(2, "What-is-missing", "What is missing"), (3, "Look", "Look"), (3, "Look-2", "Look")]
    assert html.count('class="anchor"') == 3
    assert 'aria-label="Link to: What is missing"' in html


def test_links_lead_to_the_pages_and_never_out_of_the_folder():
    def href(written):
        return BeautifulSoup(Dresser(names={"01_words"})(f'<a href="{written}">x</a>'), "html.parser").a.get("href")

    assert href("01_words.ipynb#Look") == "01_words.html#Look"
    assert href("../notebooks/01_words.ipynb") == "01_words.html"
    assert href("02_other.ipynb") is None
    assert href("../docs/index.md") is None
    assert href("#Look") == "#Look"
    assert href("https://example.org/a.ipynb") == "https://example.org/a.ipynb"
    assert href("mailto:a@example.org") == "mailto:a@example.org"


def test_pictures_always_have_words():
    images = BeautifulSoup(Dresser()(f'<img src="data:image/png;base64,{DOT}"><img alt="A map">'), "html.parser")
    assert images.img["alt"] == "A picture without a description"
    assert images.em.get_text() == "A map"
    assert len(images("img")) == 1


def test_a_long_page_is_mapped_by_its_sections_alone():
    def contents(sections):
        cells = [
            new_markdown_cell(f"## {n}\n\n### Predict\n\n### Run\n\n### Look\n\n### Change") for n in range(sections)
        ]
        return page_of("x", nbformat.v4.new_notebook(cells=cells)).contents

    assert [text for _, _, text in contents(2)] == [
        "0", "Predict", "Run", "Look", "Change", "1", "Predict", "Run", "Look", "Change",
    ]  # fmt: skip
    assert [text for _, _, text in contents(4)] == ["0", "1", "2", "3"]


def test_words_lead_to_the_glossary_which_then_has_a_page(results):
    folder = results("00_a", new_markdown_cell("A [lead](glossary.md#lead)."))
    report.build(folder)
    href = soup(folder / "00_a.html").main.a["href"]
    assert href == "glossary.html#lead"
    glossary = soup(folder / "glossary.html")
    assert glossary.find(id="lead").h3.get_text() == "lead"
    assert fetched((folder / "glossary.html").read_text(encoding="utf-8")) == []
    (folder / "glossary.html").unlink()
    nbformat.write(nbformat.v4.new_notebook(), folder / "00_a.ipynb")
    report.build(folder)
    assert not (folder / "glossary.html").exists()


def test_a_vector_picture_is_shown_as_a_picture_only():
    drawing = picture("A line.", kind="image/svg+xml", data="<svg xmlns='http://www.w3.org/2000/svg'/>")
    shown = page_of("x", nbformat.v4.new_notebook(cells=[cell("x", drawing)])).preview
    assert (shown.alt, shown.src[:26]) == ("A line.", "data:image/svg+xml;base64,")


def test_of_a_picture_that_comes_as_html_too_the_picture_is_shown():
    both = picture("A line.")
    both.data["text/html"] = f'<img alt="A line." src="data:image/png;base64,{DOT}">'
    shown = page_of("x", nbformat.v4.new_notebook(cells=[cell("x", both)])).preview
    assert (shown.alt, shown.src) == ("A line.", f"data:image/png;base64,{DOT}")


def test_plain_results_and_latex_are_shown_as_they_are():
    plain = new_output("execute_result", data={"text/plain": "3 < 4"})
    latex = new_output("display_data", data={"text/latex": "$x^2$", "text/plain": "x"})
    outputs = page_of("x", nbformat.v4.new_notebook(cells=[cell("x", plain, latex)])).cells[0].outputs
    assert [output.html for output in outputs] == ["3 &lt; 4", "$x^2$"]


def test_a_title_that_stands_elsewhere_is_left_in_the_text(results):
    folder = results("00_a", new_markdown_cell("Words first.\n\n# Not this one"), title="00 · Else")
    folder = results("01_b", new_markdown_cell("Words only."), title="01 · Else")
    report.build(folder)
    assert "Words first." in soup(folder / "00_a.html").main.get_text()
    assert "Words only." in soup(folder / "01_b.html").main.get_text()


def test_durations_are_said_as_people_say_them():
    assert [duration(s) for s in (0.04, 59.94, 60, 3725)] == ["0.0 s", "59.9 s", "1 min 0 s", "62 min 5 s"]
    assert duration(84.2, "th") == "1 นาที 24 วินาที"


def test_an_attached_picture_is_shown():
    text = new_markdown_cell("![A map](attachment:map.png)", attachments={"map.png": {"image/png": DOT}})
    page = page_of("x", nbformat.v4.new_notebook(cells=[text]))
    assert 'src="data:image/png;base64,' in page.cells[0].html
    assert 'alt="A map"' in page.cells[0].html
