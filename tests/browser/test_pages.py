"""The pages in a real browser, from a folder, the network cut: nothing fetched, nothing cut off, every letter drawn."""

import base64
from pathlib import Path

import fontpkg_sarabun
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from needed import missing

from leadkit import report

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAEElEQVR4nGNgYGD4z4AEIBQAFvoD/VwvUKQAAAAASUVORK5CYII="
)  # fmt: skip
THAI = "น้ำหนักของคำว่า ผู้ติดต่อ ที่ใช้กัน ญี่ปุ่น กตัญญู"
VIETNAMESE = "Khách hàng tiềm năng là ai, và được gọi thế nào?"
HEADS = "".join(f"<th>stated_column_{n}</th>" for n in range(14))
CELLS = HEADS.replace("th>", "td>")
WIDE = f"<table class='dataframe'><thead><tr>{HEADS}</tr></thead><tbody><tr>{CELLS}</tr></tbody></table>"


@pytest.fixture
def pages(results):
    """Build the pages of three notebooks, one of them failed, with all that may be found in an output."""
    long = "https://example.org/" + "a" * 300
    picture = new_output(
        "display_data", data={"image/png": PNG}, metadata={"image/png": {"alt": "Two circles: 12 people."}}
    )
    hostile = "<script>document.title='taken'</script><img src='https://example.org/x.png' onerror='document.title=1'>"
    outputs = [
        picture,
        new_output("execute_result", data={"text/html": WIDE}),
        new_output("stream", name="stdout", text="x" * 400 + "\nน้ำ คำ ผู้ติดต่อ\n"),
        new_output("stream", name="stderr", text="w" * 400),
        new_output("display_data", data={"text/html": hostile}),
    ]
    text = f"## Read {'very_' * 40}long\n\n{THAI}\n\n{VIETNAMESE}\n\n{long}\n\n```\n{'code ' * 80}\n```"
    results(
        "00_start",
        new_markdown_cell(text),
        new_code_cell("y = " + "x + " * 80 + "x", outputs=outputs, execution_count=1),
    )
    error = {
        "cell": 1,
        "count": 1,
        "line": 1,
        "source": "f(" + "a, " * 90 + ")",
        "name": "KeyError",
        "message": "k" * 300,
    }
    raised = new_output("error", ename="KeyError", evalue="k" * 300, traceback=["t" * 300])
    bad = new_code_cell("f()", outputs=[raised], execution_count=1)
    results("01_bad", bad, status="failed", error=error, question=VIETNAMESE, lang="vi")
    folder = results("02_thai", new_markdown_cell(f"# {THAI}"), lang="th", title=THAI, question=THAI)
    report.build(folder)
    return folder


def opened(browser, path, **options):
    """Open a page with the network cut, and collect what it tried and what it complained of."""
    context = browser.new_context(offline=True, **options)
    page = context.new_page()
    told = []
    page.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith("data:") else None)
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    assert told == [path.as_uri()]
    return page


NAMES = ["index", "00_start", "01_bad", "02_thai"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 640, 320])
def test_pages_stand_by_themselves_and_nothing_is_cut_off(browser, pages, width, scheme):
    for name in NAMES:
        page = opened(browser, pages / f"{name}.html", viewport={"width": width, "height": 800}, color_scheme=scheme)
        assert page.title() != "taken"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        cut = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e => {
                 const box = e.getBoundingClientRect(), inside = e.closest('.wide, pre, .skip, .aside, svg');
                 return !inside && box.width && (box.right > innerWidth + 1 || box.left < -1);
               }).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert cut == [], name
        small = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.aside')
                 && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
                 && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert small == [], "text under 9 pt"
        page.context.close()


def test_every_picture_is_drawn_and_has_words(browser, pages):
    for name in ("index", "00_start"):
        page = opened(browser, pages / f"{name}.html")
        pictures = page.evaluate("[...document.images].map(i => [i.complete, i.naturalWidth, i.alt])")
        assert pictures
        assert all(complete and width for complete, width, _ in pictures)
        assert pictures[0][2] == "Two circles: 12 people."
        page.context.close()


def test_thai_and_vietnamese_are_drawn_with_the_typeface_of_the_page(browser, pages):
    page = opened(browser, pages / "02_thai.html")
    for family, text in (("Sarabun", VIETNAMESE + THAI), ("Sarabun Thai", THAI)):
        assert page.evaluate("([family, text]) => document.fonts.check(`400 18px '${family}'`, text)", [family, text])
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert {(font["familyName"], font["isCustomFont"]) for font in fonts} == {("Sarabun", True)}
    page.context.close()


def test_no_letter_is_a_box(browser, pages):
    """Set with what the page carries, each word is as wide as with the whole typeface: also vowels of several parts."""
    page = opened(browser, pages / "02_thai.html")
    whole = (Path(fontpkg_sarabun.ROOT) / "files" / "Sarabun-Regular.ttf").read_bytes()
    widths = page.evaluate(
        """async ([font, words]) => {
             const bytes = Uint8Array.from(atob(font), c => c.charCodeAt(0));
             document.fonts.add(await new FontFace('Whole', bytes.buffer).load());
             await document.fonts.load('400 40px Sarabun', words.join(' '));
             const width = (word, family) => {
               const line = Object.assign(document.createElement('div'), {textContent: word});
               line.style = `font: 400 40px ${family}; width: max-content; white-space: nowrap`;
               document.querySelector('main').append(line);
               return line.getBoundingClientRect().width; };
             return words.map(word => [word, width(word, 'Sarabun'), width(word, 'Whole')]); }""",
        [base64.b64encode(whole).decode(), [*THAI.split(), *VIETNAMESE.split()]],
    )
    assert [(word, ours, theirs) for word, ours, theirs in widths if abs(ours - theirs) > 1] == []
    page.context.close()


def test_a_reader_without_a_mouse_gets_everywhere(browser, pages):
    page = opened(browser, pages / "00_start.html", viewport={"width": 1280, "height": 800})
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.className === 'skip'")
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**#lk-text")
    scrolling = page.evaluate(
        """[...document.querySelectorAll('.wide, pre')].filter(e => e.scrollWidth > e.clientWidth + 1)
             .map(e => e.tabIndex >= 0 || e.closest('.source') !== null)"""
    )
    assert scrolling
    assert all(scrolling)
    page.context.close()


def test_pages_are_one_click_from_each_other(browser, pages):
    page = opened(browser, pages / "index.html")
    page.click("text=Start")
    page.click("a[rel=next]")
    page.wait_for_url("**/01_bad.html")
    page.click(".fault a")
    page.wait_for_url("**#cell-1")
    page.click(".side .mark a")
    page.wait_for_url("**/index.html")
    page.context.close()


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.fillStyle = '#000'; canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255); };
  const light = c => { const [r, g, b] = rgb(c).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'white'; };
  return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility({opacityProperty: true})
      && !e.closest('.aside, .skip') && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => { const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 80)]; })
    .filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, pages, scheme):
    for name in NAMES:
        page = opened(browser, pages / f"{name}.html", color_scheme=scheme)
        assert page.evaluate(CONTRAST) == [], name
        page.context.close()


@pytest.mark.parametrize("what", ["playwright", "Chromium"])
def test_a_missing_browser_fails_in_ci_and_is_skipped_elsewhere(monkeypatch, what):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        missing(what)
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception):
        missing(what)
