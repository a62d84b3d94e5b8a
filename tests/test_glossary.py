"""The glossary: three languages, three traps, a cabinet of mistranslations, and a page that is never stale."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from leadkit import glossary, words
from leadkit.errors import UnknownNameError

DOCS = Path(__file__).parents[1] / "docs"

# readings.md, section 4: the labels of the kit.
LABELS = {
    "lead": ("lead", "ลีด (Lead)", "lead"),
    "contact": ("contact", "ผู้ติดต่อ", "người liên hệ"),
    "customer": ("(actual) customer", "ลูกค้าจริง", "khách hàng thực sự"),
    "potential": ("potential customer", "ผู้มีโอกาสเป็นลูกค้า", "khách hàng tiềm năng"),
    "prospect": ("prospect", "ผู้มุ่งหวัง", "khách hàng triển vọng"),
    "target": ("target customer", "กลุ่มลูกค้าเป้าหมาย", "khách hàng mục tiêu"),
    "qualified_lead": ("qualified lead (a person)", "ลีดที่ผ่านการคัดกรอง", "lead đủ điều kiện"),
    "opportunity": ("opportunity (a deal)", "โอกาสในการขาย", "cơ hội bán hàng"),
    "budget": ("budget", "งบประมาณ", "ngân sách"),
    "authority": ("authority", "อำนาจตัดสินใจ", "quyền quyết định"),
    "need": ("need", "ความต้องการ", "nhu cầu"),
    "timescale": ("timescale", "กรอบเวลา", "khung thời gian dự định mua"),
    "ability_to_pay": ("ability to pay", "ความสามารถในการจ่าย", "khả năng chi trả"),
    "contact_details": ("contact details", "ข้อมูลติดต่อ", "thông tin liên lạc"),
    "interest": ("interest", "ความสนใจ", "sự quan tâm"),
    "cold_lead": ("cold lead", "ลีดเย็น", "lead lạnh"),
    "warm_lead": ("warm lead", "ลีดอุ่น", "lead ấm"),
    "hot_lead": ("hot lead", "ลีดร้อน", "lead nóng"),
    "screening": ("screening", "การคัดกรอง", "sàng lọc"),
    "nurture": ("nurture", "การดูแลบ่มเพาะ", "nuôi dưỡng"),
    "funnel": ("funnel", "กรวยการขาย", "phễu bán hàng"),
    "segment": ("segment", "กลุ่มย่อยของตลาด", "phân khúc"),
    "persona": ("persona", "ภาพจำลองลูกค้า", "chân dung khách hàng"),
    "conversion_rate": ("conversion rate", "อัตราการเปลี่ยนเป็นลูกค้า", "tỷ lệ chuyển đổi"),
    "referral": ("referral", "การแนะนำ", "giới thiệu"),
    "churn": ("churn", "การเลิกเป็นลูกค้า", "rời bỏ"),
    "obstacle": ("obstacle", "อุปสรรค", "rào cản"),
    "competitor": ("competitor", "คู่แข่ง", "đối thủ cạnh tranh"),
    "market_share": ("market share", "ส่วนแบ่งตลาด", "thị phần"),
    "up_sell": ("up-sell", "การขายต่อยอด", "bán gia tăng"),
    "cross_sell": ("cross-sell", "การขายพ่วง", "bán chéo"),
    "score": ("score", "คะแนน", "điểm"),
    "lead_scoring": ("lead scoring", "การให้คะแนนลีด", "chấm điểm lead"),
    "tier": ("tier", "ระดับ", "hạng"),
    "threshold": ("threshold", "ค่าเกณฑ์", "ngưỡng"),
    "evidence": ("evidence", "หลักฐาน", "bằng chứng"),
    "unknown": ("unknown", "ไม่ทราบ", "chưa rõ"),
}
TRAPS = {
    ("ลูกค้าเป้าหมาย", "marketstar"): "lead",
    ("ลูกค้าเป้าหมาย", "actualidad"): "target customer, potential customer",
    ("khách hàng tiềm năng", "atlantic"): "lead, prospect, potential customer",
    ("khách hàng tiềm năng", "ninja"): "potential customer",
    ("โอกาสในการขาย", "successagency"): "lead, opportunity (a deal)",
    ("โอกาสในการขาย", "actualidad"): "potential customer",
}
WRONG = {
    ("lead", "นำไปสู่"),
    ("lead", "người dẫn đầu"),
    ("lead", "sự dẫn dắt"),
    ("lead", "chì"),
    ("contact", "หน้าสัมผัส"),
    ("sales team", "doanh số"),
    ("funnel", "ช่องทางการขาย"),
}


@pytest.mark.parametrize("key", LABELS)
def test_a_term_carries_the_labels_of_the_kit(key):
    label = glossary.term(key).label
    assert tuple(label[lang] for lang in words.LANGUAGES) == LABELS[key]


def test_unknown_is_never_no():
    for lang in words.LANGUAGES:
        label = glossary.term("unknown").label[lang]
        assert label == words.say("unknown", lang)
        assert label != words.say("no", lang)


def test_every_term_has_a_label_and_one_sentence_in_three_languages():
    known = {one.key for one in glossary.terms()}
    assert len(known) == len(glossary.terms())
    for one in glossary.terms():
        for texts in (one.label, one.means):
            assert list(texts) == list(words.LANGUAGES)
            assert all(text.strip() == text != "" for text in texts.values())
        assert set(one.used) <= set(glossary.sources())
        assert len({one.means[lang] for lang in words.LANGUAGES}) == 3


def test_labels_of_our_own_are_marked():
    row = glossary.table("en").set_index("key").loc["prospect"]
    assert (row["en"], row["th"], row["vi"]) == ("prospect", "ผู้มุ่งหวัง*", "khách hàng triển vọng*")
    assert glossary.table("en").set_index("key").loc["hot_lead", "used_in"] == ""


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_table_speaks_one_language_and_names_all_three(lang):
    table = glossary.table(lang)
    assert list(table.columns) == ["key", "en", "th", "vi", "means", "used_in"]
    assert table["means"].tolist() == [one.means[lang] for one in glossary.terms()]
    assert "marketstar: ลูกค้าเป้าหมาย, ลีด" in table.set_index("key").loc["lead", "used_in"]
    assert glossary.table(lang, only=["funnel", "lead"])["key"].tolist() == ["funnel", "lead"]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_three_traps_are_told(lang):
    table = glossary.traps(lang)
    assert {(row.word, row.source) for row in table.itertuples()} == set(TRAPS)
    assert (table["says"].str.len() > 20).all()
    if lang == "en":
        assert {(row.word, row.source): row.means for row in table.itertuples()} == TRAPS


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_mistranslations_are_told(lang):
    table = glossary.mistranslations(lang)
    assert {(row.term, row.wrong) for row in table.itertuples()} == WRONG
    assert (table["says"].str.len() > 5).all()


def test_unknown_terms_and_languages_are_one_sentence():
    with pytest.raises(UnknownNameError, match=r"^No term 'fonnel' in the glossary\. Did you mean 'funnel'\?$"):
        glossary.term("fonnel")
    for ask in (glossary.table, glossary.traps, glossary.mistranslations):
        with pytest.raises(UnknownNameError, match="No language 'fr'"):
            ask("fr")
    with pytest.raises(UnknownNameError, match="No language 'fr'"):
        glossary.link("lead", "fr")


def test_what_is_given_out_can_be_changed_without_harm():
    glossary.term("lead").label["en"] = "spoilt"
    table = glossary.table()
    table.loc[:, "en"] = "spoilt"
    assert glossary.term("lead").label["en"] == "lead"
    assert glossary.table()["en"].iloc[0] == "lead"


def maker():
    spec = importlib.util.spec_from_file_location("make_glossary", DOCS / "make_glossary.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_not_stale():
    assert (DOCS.parent / "notebooks" / "glossary.md").read_text(encoding="utf-8") == maker().page()


def test_the_page_is_written_whole(tmp_path, monkeypatch, capsys):
    module = maker()
    monkeypatch.setattr(module, "PAGE", tmp_path / "glossary.md")
    assert module.main() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["glossary.md"]
    assert (tmp_path / "glossary.md").read_text(encoding="utf-8") == module.page()
    assert capsys.readouterr().out == f"glossary.md: {len(glossary.terms())} words\n"


def test_every_link_leads_to_a_heading_of_the_page():
    page = (DOCS.parent / "notebooks" / "glossary.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### (.+)$", page, flags=re.MULTILINE)
    anchors = {heading.replace(" ", "-") for heading in headings}
    assert {one.anchor for one in glossary.terms()} == anchors
    assert glossary.link("cold_lead", "th", page="glossary.html") == "[ลีดเย็น](glossary.html#cold-lead)"
