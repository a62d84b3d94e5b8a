"""Scorecards said aloud: one small card word by word in three languages, every shipped card whole, nothing left unsaid."""

# ruff: noqa: E501 - each sentence stands on one line, as it is said

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from leadkit import packs, words
from leadkit.conditions import Condition
from leadkit.errors import UnknownNameError
from leadkit.provenance import Parameter
from leadkit.scoring import Activity, Axis, Criterion, Decay, Rule, Scorecard, Tier

CARDS = packs.shelf("scorecards")


def text(en, th, vi):
    return {"en": en, "th": th, "vi": vi}


MONEY = Criterion(
    "money",
    (
        Rule("much", Condition("stated_budget >= 20000"), 12.5, text("the money is there", "มีงบพอ", "đã có tiền")),
        Rule("asked", Condition("asked_budget"), 1, text("we asked", "ถามแล้ว", "đã hỏi")),
    ),
    policy="first",
    weight=2,
    asks=text("Can they afford it?", "มีกำลังซื้อไหม", "Có đủ tiền không?"),
    label=text("budget", "งบประมาณ", "ngân sách"),
)
DEEDS = Criterion(
    "deeds",
    activities=(
        Activity(
            "demo", "demo_request", 1000, text("asked for a demo", "ขอชมสาธิต", "xin xem thử"), True, 90, None, Decay(30)
        ),
        Activity("page", "page_view", 0.5, "came", False, 1, 3, Decay(None, 60)),
        Activity("left", "unsubscribe", -1),
    ),
    floor=-5,
    cap=25,
    label=text("deeds", "การกระทำ", "việc đã làm"),
)
ALL = Criterion("all", (Rule("all", Condition("TRUE"), -2),), weight=0)
SMALL = Scorecard(
    "small",
    (MONEY, DEEDS, ALL),
    (
        Tier(
            "hot",
            Condition("score >= 40.5 AND NOT (money_points < 10)"),
            text("hot", "ร้อน", "nóng"),
            text("Ours.", "ของเรา", "Của ta."),
        ),
        Tier("open", Condition("score_high >= 40 OR coverage < 0.5")),
    ),
    (Axis("fit", ("money", "all"), (5, 20)), Axis("deeds", ("deeds",), (10,), DEEDS.label)),
    (Parameter("price", 20000, says=text("list price", "ราคาตั้ง", "giá niêm yết")),),
    title=text("A small card", "บัตรเล็ก", "Thẻ nhỏ"),
    sources=("successagency", "marketstar"),
    remark=text("Made up.", "สมมุติขึ้น", "Đặt ra."),
)
SAID = {
    "en": """\
A small card (small, version 1)
It goes by: successagency, marketstar.

1. budget: Can they afford it?
   The first of these that holds speaks, in this order:
   - 12.5 points if stated budget is at least 20,000: the money is there
   - 1 point if was asked about budget is yes: we asked
   The result counts 2 times.

2. deeds
   All of these that hold are added up:
   - 1,000 points for the newest demo_request only, while it is less than 90 days old, halved every 30 days: asked for a demo
   - 0.5 points for each page_view, at most 3 of one day, while it is less than 1 day old, fading evenly to nothing in 60 days: came
   - −1 point for each unsubscribe
   Never less than −5 points and never more than 25 points.

3. all
   - −2 points for everybody
   The result does not count (weight 0).

The score is the sum of what these give.

Tiers; the first whose condition holds is taken:
- hot: the score is at least 40.5 and it is not true that (the sum for budget is less than 10)
  Ours.
- open: the greatest possible score is at least 40 or the share of criteria that are known is less than 0.5
Whoever meets none of them has no tier.

Grades; A1 is the best:
- fit (budget + all): A from 20, B from 5, C below that
- deeds: 1 from 10, 2 below that

Unknown is not no: a rule whose answer nobody knows gives no points and takes none away. What the answers still missing could make of the score stands beside it (score_low, score_high), and so does the share of criteria that they can no longer change (coverage).
Dated events are counted in whole days before the day asked. One that nobody logged cannot be told from one that never happened.

Chosen here, and open to another choice:
- price = 20,000: list price

All points, weights and borders are choices, not truths.

Made up.""",
    "th": """\
บัตรเล็ก (small, รุ่น 1)
อิงตาม: successagency, marketstar

1. งบประมาณ: มีกำลังซื้อไหม
   ใช้ข้อแรกที่เป็นจริง ตามลำดับนี้:
   - 12.5 คะแนน ถ้า งบประมาณที่แจ้ง ไม่น้อยกว่า 20,000: มีงบพอ
   - 1 คะแนน ถ้า เคยถูกถามเรื่องงบประมาณ เป็น “ใช่”: ถามแล้ว
   นำผลไปคูณ 2

2. การกระทำ
   รวมคะแนนทุกข้อที่เป็นจริง:
   - 1,000 คะแนน สำหรับ demo_request ครั้งล่าสุดครั้งเดียว · นับเมื่อผ่านมาไม่ถึง 90 วัน · ลดลงครึ่งหนึ่งทุก 30 วัน: ขอชมสาธิต
   - 0.5 คะแนน ต่อ page_view หนึ่งครั้ง · นับไม่เกินวันละ 3 ครั้ง · นับเมื่อผ่านมาไม่ถึง 1 วัน · ลดลงเท่า ๆ กันจนหมดใน 60 วัน: came
   - −1 คะแนน ต่อ unsubscribe หนึ่งครั้ง
   ไม่ต่ำกว่า −5 คะแนน และไม่เกิน 25 คะแนน

3. all
   - −2 คะแนน สำหรับทุกคน
   ไม่นำผลไปรวม (น้ำหนัก 0)

คะแนนรวมคือผลบวกของทุกด้านข้างต้น

ระดับ ใช้ระดับแรกที่เข้าเงื่อนไข:
- ร้อน (hot): คะแนนรวม ไม่น้อยกว่า 40.5 และ ไม่เป็นความจริงที่ว่า (คะแนนด้านงบประมาณ น้อยกว่า 10)
  ของเรา
- open: คะแนนสูงสุดที่เป็นไปได้ ไม่น้อยกว่า 40 หรือ สัดส่วนของด้านที่ทราบผลแล้ว น้อยกว่า 0.5
ผู้ที่ไม่เข้าเงื่อนไขใดเลยไม่มีระดับ

เกรด A1 ดีที่สุด:
- fit (งบประมาณ + all): A ตั้งแต่ 20 · B ตั้งแต่ 5 · C ต่ำกว่านั้น
- การกระทำ: 1 ตั้งแต่ 10 · 2 ต่ำกว่านั้น

ไม่ทราบไม่ใช่ไม่ กฎที่ไม่มีใครรู้คำตอบจะไม่ให้และไม่หักคะแนน ข้างคะแนนรวมมีค่าต่ำสุดและสูงสุดที่คำตอบซึ่งยังขาดอาจพาไปถึง (score_low, score_high) และสัดส่วนของด้านที่คำตอบเหล่านั้นเปลี่ยนไม่ได้แล้ว (coverage)
เหตุการณ์นับเป็นจำนวนวันเต็มก่อนวันที่ถาม เหตุการณ์ที่ไม่มีใครบันทึกแยกไม่ออกจากเหตุการณ์ที่ไม่เคยเกิด

ค่าที่เลือกไว้ในที่นี้ เลือกใหม่ได้:
- price = 20,000: ราคาตั้ง

คะแนน น้ำหนัก และเส้นแบ่งทุกค่าเป็นการเลือก ไม่ใช่ความจริงตายตัว

สมมุติขึ้น""",
    "vi": """\
Thẻ nhỏ (small, phiên bản 1)
Dựa theo: successagency, marketstar.

1. ngân sách: Có đủ tiền không?
   Lấy điều đầu tiên đúng, theo thứ tự này:
   - 12,5 điểm nếu ngân sách đã nêu ít nhất là 20.000: đã có tiền
   - 1 điểm nếu đã được hỏi về ngân sách là “có”: đã hỏi
   Kết quả được nhân với 2.

2. việc đã làm
   Cộng tất cả những điều đúng:
   - 1.000 điểm chỉ cho lần demo_request gần nhất; khi cách đây chưa tới 90 ngày; cứ 30 ngày giảm một nửa: xin xem thử
   - 0,5 điểm cho mỗi lần page_view; mỗi ngày tính không quá 3 lần; khi cách đây chưa tới 1 ngày; giảm đều đến hết trong 60 ngày: came
   - −1 điểm cho mỗi lần unsubscribe
   Không dưới −5 điểm và không quá 25 điểm.

3. all
   - −2 điểm cho mọi người
   Kết quả không được tính (trọng số 0).

Tổng điểm là tổng của các phần trên.

Hạng; lấy hạng đầu tiên có điều kiện đúng:
- nóng (hot): tổng điểm ít nhất là 40,5 và không đúng là (điểm phần ngân sách nhỏ hơn 10)
  Của ta.
- open: tổng điểm cao nhất có thể ít nhất là 40 hoặc tỷ lệ phần đã rõ nhỏ hơn 0,5
Ai không đạt điều kiện nào thì không có hạng.

Bậc; A1 là tốt nhất:
- fit (ngân sách + all): A từ 20; B từ 5; C dưới mức đó
- việc đã làm: 1 từ 10; 2 dưới mức đó

Chưa rõ không phải là không: quy tắc mà chưa ai biết câu trả lời thì không cho cũng không trừ điểm. Bên cạnh tổng điểm là mức mà các câu trả lời còn thiếu có thể đưa tới (score_low, score_high) và tỷ lệ phần mà chúng không còn thay đổi được (coverage).
Sự kiện được tính theo số ngày trọn trước ngày hỏi. Sự kiện không ai ghi lại thì không phân biệt được với sự kiện chưa từng xảy ra.

Được chọn ở đây, và có thể chọn khác:
- price = 20.000: giá niêm yết

Mọi điểm số, trọng số và ranh giới đều là lựa chọn, không phải chân lý.

Đặt ra.""",
}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_small_card_is_said_word_by_word(lang):
    assert SMALL.say(lang) == SAID[lang]


DEMO, PAGE, LEFT = DEEDS.activities
OTHERWISE = {
    "policy first": SMALL.changed("money", policy="sum"),
    "policy max": SMALL.changed("money", policy="max"),
    "points": SMALL.changed("money", points={"much": 12.49}),
    "the sign of points": SMALL.changed("deeds", points={"left": 1}),
    "weight": SMALL.changed("money", weight=2.5),
    "no weight": SMALL.changed("money", weight=0),
    "weight 1": SMALL.changed("money", weight=1),
    "floor": SMALL.changed("deeds", floor=-4),
    "no floor": SMALL.changed("deeds", floor=None),
    "cap": SMALL.changed("deeds", cap=26),
    "no cap": SMALL.changed("deeds", cap=None),
    "order of rules": SMALL.changed("money", rules=MONEY.rules[::-1]),
    "condition": SMALL.changed(
        "money", rules=(replace(MONEY.rules[0], when=Condition("stated_budget > 20000")), MONEY.rules[1])
    ),
    "event": SMALL.changed("deeds", activities=(replace(DEMO, event="trial_start"), PAGE, LEFT)),
    "once": SMALL.changed("deeds", activities=(replace(DEMO, once=False), PAGE, LEFT)),
    "window": SMALL.changed("deeds", activities=(replace(DEMO, within_days=91), PAGE, LEFT)),
    "no window": SMALL.changed("deeds", activities=(replace(DEMO, within_days=None), PAGE, LEFT)),
    "per day": SMALL.changed("deeds", activities=(DEMO, replace(PAGE, per_day_max=4), LEFT)),
    "no limit a day": SMALL.changed("deeds", activities=(DEMO, replace(PAGE, per_day_max=None), LEFT)),
    "half-life": SMALL.changed("deeds", activities=(replace(DEMO, decay=Decay(31)), PAGE, LEFT)),
    "linear for half-life": SMALL.changed("deeds", activities=(replace(DEMO, decay=Decay(None, 30)), PAGE, LEFT)),
    "no decay": SMALL.changed("deeds", activities=(replace(DEMO, decay=None), PAGE, LEFT)),
    "order of tiers": replace(SMALL, tiers=SMALL.tiers[::-1]),
    "tier border": replace(
        SMALL,
        tiers=(replace(SMALL.tiers[0], when=Condition("score >= 40 AND NOT (money_points < 10)")), SMALL.tiers[1]),
    ),
    "tier bound": replace(
        SMALL, tiers=(SMALL.tiers[0], replace(SMALL.tiers[1], when=Condition("score_low >= 40 OR coverage < 0.5")))
    ),
    "catch-all": replace(SMALL, tiers=(*SMALL.tiers, Tier("rest", Condition("TRUE")))),
    "cut": replace(SMALL, axes=(replace(SMALL.axes[0], cuts=(6, 20)), SMALL.axes[1])),
    "axis": replace(SMALL, axes=(replace(SMALL.axes[0], criteria=("money",)), SMALL.axes[1])),
    "no axes": replace(SMALL, axes=()),
    "parameter": replace(SMALL, params=(replace(SMALL.params[0], value=20001),)),
    "version": replace(SMALL, version=2),
}


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("what", OTHERWISE)
def test_whatever_decides_is_said_so_that_two_cards_that_differ_are_told_apart(what, lang):
    assert OTHERWISE[what].say(lang) != SMALL.say(lang)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_two_of_the_changed_cards_sound_alike(lang):
    said = [card.say(lang) for card in OTHERWISE.values()]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", CARDS)
def test_every_shipped_card_says_all_its_rules_tiers_and_choices(name, lang):
    card = packs.scorecard(name)
    said = card.say(lang)
    for criterion in card.criteria:
        assert f"{criterion.said(lang)}: {words.pick(criterion.asks, lang)}" in said
        for rule in criterion.rules:
            line = f"{words.number(rule.points, lang)} {words.say('scoring.points.other', lang, number='').strip()}"
            assert f"{rule.when.say(lang, labels=True)}: {words.pick(rule.because, lang)}" in said
            assert line in said or abs(rule.points) == 1
        for activity in criterion.activities:
            assert re.search(rf"\b{activity.event}\b.*: {re.escape(words.pick(activity.because, lang))}\n", said)
    for tier in card.tiers:
        assert f"- {tier.said(lang)}" in said
        assert words.pick(tier.remark, lang) in said
    for param in card.params:
        assert (
            f"- {param.name} = {words.number(param.value, lang) if param.name != 'country' else param.value}: " in said
        )
    assert said.endswith(words.pick(card.remark, lang))
    assert not re.search(r"[{}]|None|scoring\.|  +\n| \n", said)


ENGLISH = re.compile(r"\b(points?|the|and|is|days?|of|tiers?|newest|everybody|weight)\b")


@pytest.mark.parametrize("lang", ["th", "vi"])
@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_said_in_one_language_only(name, lang):
    assert ENGLISH.findall(packs.scorecard(name).say(lang)) == []


def test_a_text_that_the_card_does_not_have_in_a_language_is_said_in_english():
    rule = Rule("some", Condition("need = 'some'"), 5, {"en": "a need"})
    card = Scorecard("half", (Criterion("need", (rule,), asks={"en": "Do they need it?", "th": "จำเป็นไหม"}),))
    assert "1. need: จำเป็นไหม\n   - 5 คะแนน ถ้า ความต้องการ คือ some: a need\n" in card.say("th")
    assert "1. need: Do they need it?\n   - 5 điểm nếu nhu cầu là some: a need\n" in card.say("vi")


def test_names_of_criteria_that_hold_one_another_are_not_mixed_up():
    rules = (Rule("yes", Condition("in_crm"), 1),)
    card = Scorecard(
        "nested",
        (Criterion("fit", rules, label="fitness"), Criterion("fit_more", rules, label="more of it")),
        (Tier("a", Condition("fit_more_points > 1 AND fit_points > 0")),),
    )
    assert "- a: the sum for more of it is more than 1 and the sum for fitness is more than 0\n" in card.say()


def test_parameters_are_said_as_numbers_texts_or_yes_and_no():
    params = (Parameter("far", 1_234_567.5), Parameter("land", "VN"), Parameter("strict", value=True))
    said = replace(SMALL, params=params).say("vi")
    assert "\n- far = 1.234.567,5\n- land = VN\n- strict = có\n" in said


def test_a_language_that_the_kit_does_not_speak_is_refused():
    with pytest.raises(UnknownNameError, match="No language 'fr'"):
        SMALL.say("fr")
