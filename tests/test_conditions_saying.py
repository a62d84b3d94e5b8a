"""Conditions said aloud: every construct in three languages, and never two meanings for one sentence."""

# ruff: noqa: E501 - each sentence stands on one line, as it is said

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product

import pytest

from leadkit import words
from leadkit.conditions import Condition
from leadkit.errors import UnknownNameError

SAID = {
    "employees >= 50 AND country NOT IN ('FR', 'BE')": (
        "employees is at least 50 and country is not one of FR, BE",
        "employees ไม่น้อยกว่า 50 และ country ไม่เป็นค่าใดเลยใน FR, BE",
        "employees ít nhất là 50 và country không phải là giá trị nào trong FR, BE",
    ),
    "a < 1 OR a <= 2 OR a > 3": (
        "a is less than 1 or a is at most 2 or a is more than 3",
        "a น้อยกว่า 1 หรือ a ไม่เกิน 2 หรือ a มากกว่า 3",
        "a nhỏ hơn 1 hoặc a không quá 2 hoặc a lớn hơn 3",
    ),
    "1 > a AND 2 >= a AND 3 < a AND 4 <= a": (
        "a is less than 1 and a is at most 2 and a is more than 3 and a is at least 4",
        "a น้อยกว่า 1 และ a ไม่เกิน 2 และ a มากกว่า 3 และ a ไม่น้อยกว่า 4",
        "a nhỏ hơn 1 và a không quá 2 và a lớn hơn 3 và a ít nhất là 4",
    ),
    "a = 5 AND a <> 6": ("a is 5 and a is not 6", "a เท่ากับ 5 และ a ไม่เท่ากับ 6", "a bằng 5 và a khác 6"),
    "country = 'TH' OR country <> 'VN'": (
        "country is TH or country is not VN",
        "country คือ TH หรือ country ไม่ใช่ VN",
        "country là TH hoặc country không phải là VN",
    ),
    "country = region AND country <> city": (
        "country is the same as region and country is not the same as city",
        "country ตรงกับ region และ country ไม่ตรงกับ city",
        "country trùng với region và country không trùng với city",
    ),
    "purchases = 0 AND (newsletter OR NOT referred)": (
        "purchases is 0 and (newsletter is yes or referred is no)",
        "purchases เท่ากับ 0 และ (newsletter เป็น “ใช่” หรือ referred เป็น “ไม่”)",
        "purchases bằng 0 và (newsletter là “có” hoặc referred là “không”)",
    ),
    "x = TRUE OR x = FALSE OR x <> TRUE OR x <> FALSE": (
        "x is yes or x is no or x is not yes or x is not no",
        "x เป็น “ใช่” หรือ x เป็น “ไม่” หรือ x ไม่ได้เป็น “ใช่” หรือ x ไม่ได้เป็น “ไม่”",
        "x là “có” hoặc x là “không” hoặc x không phải là “có” hoặc x không phải là “không”",
    ),
    "(a = 1 AND b = 2) OR NOT (c = 3 OR x)": (
        "(a is 1 and b is 2) or it is not true that (c is 3 or x is yes)",
        "(a เท่ากับ 1 และ b เท่ากับ 2) หรือ ไม่เป็นความจริงที่ว่า (c เท่ากับ 3 หรือ x เป็น “ใช่”)",
        "(a bằng 1 và b bằng 2) hoặc không đúng là (c bằng 3 hoặc x là “có”)",
    ),
    "NOT (last_purchase_days < 30)": (
        "it is not true that (last_purchase_days is less than 30)",
        "ไม่เป็นความจริงที่ว่า (last_purchase_days น้อยกว่า 30)",
        "không đúng là (last_purchase_days nhỏ hơn 30)",
    ),
    "last_purchase_days IS NULL OR last_visit_days IS NOT NULL": (
        "last_purchase_days never happened or last_visit_days has happened",
        "last_purchase_days ไม่เคยเกิดขึ้น หรือ last_visit_days เคยเกิดขึ้นแล้ว",
        "last_purchase_days chưa từng xảy ra hoặc last_visit_days đã từng xảy ra",
    ),
    "stated_budget IS NULL AND need IS NOT NULL": (
        "stated_budget is not known and need is known",
        "ไม่ทราบ stated_budget และ ทราบ need",
        "chưa rõ stated_budget và đã rõ need",
    ),
    "stated_budget >= 0.5 * :list_price": (
        "stated_budget is at least 0.5 × (the chosen list_price)",
        "stated_budget ไม่น้อยกว่า 0.5 × (list_price ที่เลือกไว้)",
        "stated_budget ít nhất là 0,5 × (list_price đã chọn)",
    ),
    "employees IN (1000, 20000.5)": (
        "employees is one of 1,000; 20,000.5",
        "employees เป็นค่าใดค่าหนึ่งใน 1,000; 20,000.5",
        "employees là một trong các giá trị 1.000; 20.000,5",
    ),
    "age BETWEEN 18 AND 30 OR age NOT BETWEEN 1 AND b": (
        "age is from 18 to 30 or age is not from 1 to b",
        "age อยู่ในช่วง 18 ถึง 30 หรือ age ไม่อยู่ในช่วง 1 ถึง b",
        "age nằm trong khoảng từ 18 đến 30 hoặc age không nằm trong khoảng từ 1 đến b",
    ),
    "job LIKE 'A%' OR job LIKE '%b' OR job LIKE '%c%'": (
        "job starts with “A” or job ends with “b” or job contains “c”",
        "job ขึ้นต้นด้วย “A” หรือ job ลงท้ายด้วย “b” หรือ job มีคำว่า “c”",
        "job bắt đầu bằng “A” hoặc job kết thúc bằng “b” hoặc job có chứa “c”",
    ),
    "job NOT LIKE 'A%' OR job NOT LIKE '%b' OR job NOT LIKE '%c%'": (
        "job does not start with “A” or job does not end with “b” or job does not contain “c”",
        "job ไม่ได้ขึ้นต้นด้วย “A” หรือ job ไม่ได้ลงท้ายด้วย “b” หรือ job ไม่มีคำว่า “c”",
        "job không bắt đầu bằng “A” hoặc job không kết thúc bằng “b” hoặc job không chứa “c”",
    ),
    "job LIKE 'C_O'": (
        "job looks like “C_O” (% is any letters, _ is one letter)",
        "job มีรูปแบบ “C_O” (% แทนอักษรใด ๆ กี่ตัวก็ได้ _ แทนอักษรหนึ่งตัว)",
        "job có dạng “C_O” (% là các chữ bất kỳ, _ là một chữ)",
    ),
    "job NOT LIKE :pattern": (
        "job does not look like the chosen pattern (% is any letters, _ is one letter)",
        "job ไม่มีรูปแบบ pattern ที่เลือกไว้ (% แทนอักษรใด ๆ กี่ตัวก็ได้ _ แทนอักษรหนึ่งตัว)",
        "job không có dạng pattern đã chọn (% là các chữ bất kỳ, _ là một chữ)",
    ),
    "ABS(a - b) > LENGTH(LOWER(country)) AND UPPER(country) = 'TH'": (
        "the absolute value of (a − b) is more than the number of letters in (country in small letters) and country in capitals is TH",
        "ค่าสัมบูรณ์ของ (a − b) มากกว่า จำนวนอักษรของ (country เมื่อเขียนด้วยตัวพิมพ์เล็ก) และ country เมื่อเขียนด้วยตัวพิมพ์ใหญ่ คือ TH",
        "giá trị tuyệt đối của (a − b) lớn hơn số chữ của (country viết thường) và country viết hoa là TH",
    ),
    "GREATEST(a, b + 1, 0) <= LEAST(a, 5) - 2": (
        "the greatest of (a, b + 1, 0) is at most (the smallest of (a, 5)) − 2",
        "ค่ามากที่สุดใน (a, b + 1, 0) ไม่เกิน (ค่าน้อยที่สุดใน (a, 5)) − 2",
        "giá trị lớn nhất trong (a, b + 1, 0) không quá (giá trị nhỏ nhất trong (a, 5)) − 2",
    ),
    "COALESCE(last_purchase_days, 999) > 30 AND COALESCE(x, FALSE)": (
        "(the first known of last_purchase_days, 999) is more than 30 and (the first known of x, no) is yes",
        "(ค่าแรกที่ทราบจาก last_purchase_days, 999) มากกว่า 30 และ (ค่าแรกที่ทราบจาก x, ไม่) เป็น “ใช่”",
        "(giá trị đã rõ đầu tiên trong last_purchase_days, 999) lớn hơn 30 và (giá trị đã rõ đầu tiên trong x, không) là “có”",
    ),
    "(a + b) * -c / 2 - (d - 1) >= -5": (
        "(a + b) × (−c) ÷ 2 − (d − 1) is at least −5",
        "(a + b) × (−c) ÷ 2 − (d − 1) ไม่น้อยกว่า −5",
        "(a + b) × (−c) ÷ 2 − (d − 1) ít nhất là −5",
    ),
    "TRUE": ("always", "เป็นจริงเสมอ", "luôn luôn đúng"),
    "NOT FALSE": (
        "it is not true that (never)",
        "ไม่เป็นความจริงที่ว่า (ไม่เป็นจริงเลย)",
        "không đúng là (không bao giờ đúng)",
    ),
    "NOT NOT x": ("it is not true that (x is no)", "ไม่เป็นความจริงที่ว่า (x เป็น “ไม่”)", "không đúng là (x là “không”)"),
    "city = 'New York' OR code = '5' OR city = ''' OR x'": (
        "city is “New York” or code is “5” or city is “' OR x”",
        "city คือ “New York” หรือ code คือ “5” หรือ city คือ “' OR x”",
        "city là “New York” hoặc code là “5” hoặc city là “' OR x”",
    ),
    "\"first name\" = 'An'": ("“first name” is An", "“first name” คือ An", "“first name” là An"),
}


@pytest.mark.parametrize(("text", "said"), SAID.items())
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_condition_is_said(text, said, lang):
    assert Condition(text).say(lang) == said[words.LANGUAGES.index(lang)]


def test_every_sentence_of_the_words_is_said_here():
    """No string waits in the YAML that no construct uses: each leaves a trace in what is said above."""
    for lang in words.LANGUAGES:
        everything = " ".join(one[words.LANGUAGES.index(lang)] for one in SAID.values())
        templates = {key: text for key, text in words.strings(lang).items() if key.startswith("conditions.")}
        assert len(templates) > 40
        for key, text in templates.items():
            pieces = [piece for piece in text.replace("}", "{").split("{")[::2] if piece.strip()]
            assert all(piece in everything for piece in pieces), key


def test_columns_are_called_by_their_labels_when_asked():
    condition = Condition("last_purchase_days < 30 AND shoe_size > 40")
    assert condition.say("en") == "last_purchase_days is less than 30 and shoe_size is more than 40"
    assert condition.say("en", labels=True) == "days since last purchase is less than 30 and shoe_size is more than 40"
    assert condition.say("vi", labels=True) == "số ngày từ lần mua gần nhất nhỏ hơn 30 và shoe_size lớn hơn 40"


def test_a_text_that_is_a_word_of_the_sentence_is_quoted():
    assert Condition("consent = 'known'").say("en") == "consent is “known”"
    assert Condition("consent IS NOT NULL").say("en") == "consent is known"


def test_a_denied_never_column_is_not_yes(monkeypatch):
    monkeypatch.setattr("leadkit.conditions.saying._never", lambda _: True)
    assert Condition("NOT x").say("en") == "x is not yes"
    assert Condition("NOT x").say("vi") == "x không phải là “có”"


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownNameError, match="No language 'fr'"):
        Condition("a = 1").say("fr")


def _many():
    """All conditions of a small grammar, two joints deep."""
    values = ["a", "5", "a + 5", "a - b - 1", "a - (b - 1)", "a * (b + 1)", "a * b + 1", "-(a + b)", "- a + b"]
    values += ["ABS(a) + 1", "ABS(a + 1)", "GREATEST(a, b) + 1", "GREATEST(a, b + 1)", "COALESCE(a, b) + 1"]
    tests = [f"{one} {sign} b" for one in values for sign in ("=", "<>", "<", "<=", ">", ">=")]
    tests += ["a BETWEEN 1 AND 5", "a NOT BETWEEN 1 AND 5", "a IN (1, 5)", "a IN (1.5)", "a NOT IN (1, 5)", "a IS NULL"]
    tests += ["a IS NOT NULL", "c = 'a'", "c = 'a, b'", "c IN ('a', 'b')", "c IN ('a, b')", "c = 'known'", "c = '“'"]
    tests += [
        "c LIKE 'a%'",
        "c LIKE '%a'",
        "c LIKE '%a%'",
        "c LIKE '_a'",
        "c LIKE 'a'",
        "c NOT LIKE 'a%'",
        "c LIKE '%'",
        "c = d",
    ]
    tests += ["x", "x = y", "x = FALSE", "TRUE", "FALSE"]
    few = ["a = 1", "x", "c = 'b or x is yes'", "a IS NULL"]
    tests += [f"NOT ({one})" for one in tests if one != "x"]
    tests += [f"{one} {joint} {two}" for (one, two), joint in product(combinations(few, 2), ("AND", "OR"))]
    three = product(few[:3], few[1:], few[:2], ("AND", "OR"), ("AND", "OR"))
    tests += [text for a, b, c, i, j in three for text in (f"({a} {i} {b}) {j} {c}", f"{a} {i} ({b} {j} {c})")]
    tests += [f"NOT ({a} {i} {b})" for a, b, i in product(few, few, ("AND", "OR"))]
    return [*tests, *[f"NOT ({a}) {i} {b}" for a, b, i in product(few, few, ("AND", "OR"))]]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_said_alike_is_the_same_condition(lang):
    said = defaultdict(set)
    for text in _many():
        condition = Condition(text)
        said[condition.say(lang)].add(condition)
    assert {one: conditions for one, conditions in said.items() if len(conditions) > 1} == {}
