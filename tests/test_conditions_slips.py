"""Beginner's slips, one by one: what is written, and the sentence that says what to write instead."""

# ruff: noqa: E501 - each sentence stands on one line, as it is said

from __future__ import annotations

import re

import pytest

from leadkit.conditions import Condition
from leadkit.conditions.slips import DOUBTFUL, explain, functions, slips, surely, words
from leadkit.errors import ConditionError

# Each slip of data/slips.yaml, by its name: what "Cannot read ..." goes on to say of its example.
SENTENCES = {
    "a date": "'2024-12-25' at character 14: a date is not read; count in days before the day asked, as in last_purchase_days <= 30",
    "a date in words": '"DATE \'" at character 14: a date is not read; count in days before the day asked, as in last_purchase_days <= 30',
    "thousands with a comma": "'20,000' at character 18: is that one number? write 20000 without a comma; for two numbers put a space after the comma",
    "millions with commas": "'20,000,000' at character 18: is that one number? write 20000000 without commas; for several numbers put a space after each comma",
    "thousands with a point": "'20.000' at character 18: is that 20000? write it without the point; a point begins the decimals, and their last 0 can go",
    "millions with points": "'20.000.000' at character 18: write a number without points between the thousands, as in 20000000",
    "a decimal comma": "'0,5' at character 18: write decimals with a point, 0.5",
    "thousands with a space": "'20 000' at character 18: write a number without spaces, 20000",
    "k for thousand": "'20k' at character 18: write the number out, 20000",
    "m for million": "'20tr' at character 18: write the number out, 20000000",
    "scientific notation": "'2e4' at character 18: write the number out with its digits, as in 20000",
    "other number systems": "'0xFF' at character 18: write the number with the digits 0 to 9, as in 255",
    "underscores in a number": "'20_000' at character 18: write a number without underscores, as in 20000",
    "percent": "'50%' at character 13: percent are not read; write a share, as in 0.5, or the number alone",
    "money": "'$20000' at character 18: write an amount as a number alone, as in 20000",
    "nothing before the point": "'.5' at character 13: write a 0 before the point, 0.5",
    "nothing after the point": "'5.' at character 17: write the number without its last point, 5",
    "plus in front": "'> +' at character 15: a number needs no plus in front of it",
    "zero in front": "'00920' at character 12: a number does not begin with 0; write 920, or '00920' if it is a text",
    "two equals signs": "'==' at character 9: one = is enough, as in country = 'TH'",
    "differs, otherwise": "'≠' at character 11: write <> or !=",
    "an arrow": "'=>' at character 11: write >= for 'at least'",
    "a back arrow": "'=<' at character 11: write <= for 'at most'",
    "a sign in two pieces": "'> =' at character 11: write the sign without a space, >=",
    "signs in the wrong order": "'= <' at character 11: write <= as one sign, or < alone",
    "at least, as one sign": "'≥' at character 11: write >= with two signs",
    "at most, as one sign": "'≤' at character 11: write <= with two signs",
    "assignment": "':=' at character 11: write = alone",
    "a long dash": "'–' at character 15: write minus with the plain sign -",
    "signs of arithmetic": "'×' at character 15: write * for times and / for divided by",
    "full-width signs": "'＞' at character 11: write ( ) , = < > with the plain keys, not the full-width ones",
    "powers and remainders": "'%' at character 11: powers and remainders are not read; there are + - * /",
    "ampersand": "'&' at character 12: write AND",
    "bars": "'||' at character 12: write OR",
    "exclamation mark": "'!' at character 1: write NOT",
    "and in Thai or Vietnamese": "'และ' at character 15: write AND for และ",
    "or in Thai or Vietnamese": "'hoặc' at character 15: write OR for hoặc",
    "not in Thai or Vietnamese": "'không newsletter' at character 1: write NOT for không",
    "equals in Thai or Vietnamese": "'เท่ากับ' at character 11: write = for เท่ากับ",
    "curly quotes": "'‘' at character 11: write a text in straight single quotes, as in 'TH'",
    "backticks": "'`' at character 1: a column's name needs no quotes, or double ones if it has a space",
    "a quote inside a text": "\"'O'Brien'\" at character 13: write a quote inside a text twice, as in 'O''Brien', or look for a missing quote",
    "equals NULL": "'stated_budget = NULL' at character 1: nothing equals NULL; to ask whether it is not known write stated_budget IS NULL",
    "differs from NULL": "'stated_budget <> NULL' at character 1: nothing differs from NULL; to ask whether it is known write stated_budget IS NOT NULL",
    "NOT NULL without IS": "'stated_budget NOT NULL' at character 1: write stated_budget IS NOT NULL",
    "IS TRUE": "'newsletter IS TRUE' at character 1: write newsletter alone to ask for yes, NOT newsletter for no, newsletter IS NULL for unknown",
    "IS before IN": "'IS IN' at character 9: leave IS out and write IN",
    "IS EMPTY": "'stated_budget IS EMPTY' at character 1: write stated_budget IS NULL for not known, stated_budget IS NOT NULL for known",
    "IS DISTINCT FROM": "'IS DISTINCT' at character 9: write = or <>, and IS NULL for what is not known",
    "IS NOT before a value": "'purchases IS NOT 5' at character 1: IS goes only with NULL; write purchases <> 5",
    "IS before a value": "'purchases IS 5' at character 1: IS goes only with NULL; write purchases = 5",
    "NULL elsewhere": "'NULL' at character 19: NULL goes only with IS, as in stated_budget IS NULL",
    "an empty list": "'IN ()' at character 9: the list is empty; write at least one value, as in IN ('TH', 'VN')",
    "a list in other brackets": "'IN [' at character 9: write the list in round brackets, as in IN ('TH', 'VN')",
    "NOT IN without brackets": "\"NOT IN '\" at character 9: write the list in brackets, as in NOT IN ('TH', 'VN')",
    "a list of names": "'IN (TH' at character 9: a list holds values, not columns; is TH a text? write 'TH'",
    "a list in double quotes": "'IN (\"TH\"' at character 9: a list holds values; is TH a text? write 'TH' in single quotes",
    "BETWEEN with a comma": "'BETWEEN 18, 30' at character 5: write BETWEEN 18 AND 30",
    "BETWEEN with TO": "'BETWEEN 18 TO 30' at character 5: write BETWEEN 18 AND 30",
    "half a BETWEEN": "'BETWEEN 18' at character 5: BETWEEN needs two ends, as in age BETWEEN 18 AND 30",
    "LIKE without quotes": "'LIKE TH%' at character 9: a pattern is a text; write LIKE 'TH%'",
    "LIKE with a backslash": "\"LIKE '100\\\\%'\" at character 11: a pattern has no backslash; % stands for any letters and _ for one",
    "other patterns": "'ILIKE' at character 11: there is only LIKE, as in job_title LIKE '%director%'",
    "a chain": "'1 < purchases < 5' at character 1: compare two things at a time; write 1 < purchases AND purchases < 5",
    "a column left out": "'age > 18 AND < 30' at character 1: write the column again after AND, as in AND age < 30",
    "NOT before a sign": "'purchases NOT = 5' at character 1: put NOT before the whole comparison, as in NOT purchases = 5",
    "two joints": "'AND OR' at character 12: write AND or OR, not both",
    "a joint first": "'AND' at character 1: a condition does not begin with AND",
    "a joint last": "'AND' at character 12: something is missing after AND",
    "empty brackets": "'()' at character 16: there is nothing between these brackets",
    "SQL around it": "'SELECT * FROM people' at character 1: a condition is one question about one person; leave SELECT and all other SQL out",
    "CASE and IF": "'CASE' at character 1: CASE and IF are not read; write the condition itself with AND, OR, NOT",
    "other words of SQL": "'XOR' at character 12: XOR is not read; there are AND, OR, NOT, BETWEEN, IN, IS NULL and LIKE",
    "a comparison in words": "'greater' at character 11: write the comparison with a sign, one of = <> < <= > >=",
    "a comment": "'--' at character 12: comments are not read; write the condition alone",
    "a second statement": "';' at character 11: write one condition only, and leave the ; out",
    "a cast": "'::' at character 10: a value keeps its kind here; leave :: and what follows out",
    "a parameter without a name": "'?' at character 18: a parameter has a name after a colon, as in :list_price",
    "a lambda": "'->' at character 3: write one comparison; -> is not read",
    "other brackets": "'[' at character 10: only round brackets are read",
    "a qualified name": "'people.country' at character 1: write the column alone, country, without a table before it",
    "a backslash": "'\\\\' at character 12: a backslash has no meaning here; leave it out",
    "a full stop": "'.' at character 11: a condition ends without a full stop",
    "a star alone": "'AND *' at character 12: * only multiplies two values",
    "a number with a unit": "'30 days' at character 19: write the number alone, 30, and leave its unit to the column's name",
    "two names": "'first name' at character 1: two names stand side by side; join them with AND or OR, or write \"first name\" if that is one column",
    "two values": "\"'TH' 'VN'\" at character 11: two values stand side by side; put a sign, a comma, AND or OR between them",
}
# The same slips in other clothes: the text, and a part of the sentence.
OTHERS = {
    "employees >= 20K AND x": "write the number out, 20000",
    "employees >= 5 tr": "leave its unit to the column's name",
    "employees >= 1.5e3": "write the number out with its digits",
    "employees IN (20,500)": "is that one number? write 20500 without a comma",
    "employees IN (100,200,300)": "for several numbers put a space after each comma",
    "employees >= ๒๐,๕๐๐": "write ๒๐๕๐๐ without a comma",
    "employees >= 1.500": "is that 1500?",
    "employees > = 50": "without a space, >=",
    "employees < > 50": "without a space, <>",
    "employees ! = 50": "without a space, !=",
    "employees = > 50": "write >= as one sign, or > alone",
    "employees === 50": "one = is enough",
    "employees <=> 50": "write <> or !=",
    "country = “TH”": "straight single quotes",
    "country = «TH»": "straight single quotes",
    "country = ´TH´": "straight single quotes",
    "country = ＂TH＂": "straight single quotes",
    "x && y": "write AND",
    "x | y": "write OR",
    "x AND !y": "write NOT",
    "x และ y": "write AND for และ",
    "x và y": "write AND for và",
    "x va\u0300 y": "write AND for và",
    "x หรือ y": "write OR for หรือ",
    "x hoặc y": "write OR for hoặc",
    "x AND ไม่ y": "write NOT for ไม่",
    "a là 5": "write = for là",
    "1 <= a < 5 AND x": "write 1 <= a AND a < 5",
    "0 < a = b": "write 0 < a AND a = b",
    "a == NULL": "write a IS NULL",
    "a != NULL": "write a IS NOT NULL",
    "x IS NOT TRUE": "write x alone to ask for yes",
    "x IS FALSE": "NOT x for no",
    "country IS 'TH'": "write country = 'TH'",
    "country IS NOT 'TH'": "write country <> 'TH'",
    "country IS NOT IN ('TH')": "write NOT IN",
    "country IN 'TH'": "as in IN ('TH', 'VN')",
    "country IN (VN, 'TH')": "is VN a text? write 'VN'",
    "country IN ('TH', VN)": "is VN a text? write 'VN'",
    "country LIKE TH": "write LIKE 'TH'",
    "age BETWEEN (18, 30)": "write BETWEEN 18 AND 30",
    "age BETWEEN 18-30": "write BETWEEN 18 AND 30",
    "age BETWEEN 18 AND": "something is missing after AND",
    "age > 18 OR < 3": "as in OR age < 3",
    "purchases NOT > 5": "as in NOT purchases > 5",
    "country NOT 'TH'": "after a value NOT goes only with BETWEEN, IN or LIKE",
    "WHERE country = 'TH'": "leave WHERE and all other SQL out",
    "IF country = 'TH'": "CASE and IF are not read",
    "x AND (y": "the bracket opened here is never closed",
    "x AND y)": "this bracket closes what was never opened",
    "(x AND y))": "this bracket closes what was never opened",
    "country = 'TH": "the quote ' opened here is never closed",
    "country = TH'": "the quote ' opened here is never closed",
    "country IN ('FR, 'BE')": "or look for a missing quote",
    '"country = 5': 'the quote " opened here is never closed',
    "": "it is empty; write TRUE to mean everybody",
    "   ": "it is empty; write TRUE to mean everybody",
    "country = 'TH\tVN'": "only the ordinary space is read",
    "job_title ~ 'x'": "has no place in a condition",
    "a = NULL OR x": "write a IS NULL",
    "a > ٣": "has no place in a condition",
    "a NOT b": "after a value NOT goes only with BETWEEN, IN or LIKE",
    "x y z": 'or write "x y" if that is one column',
    "x (a = 1)": "there is no function x",
    "a = 1 (b = 2)": "two values stand side by side",
    "a BETWEEN 1 OR 5": "BETWEEN needs two ends",
    "a IS": "IS goes only with NULL or NOT NULL",
    "ABS(a b)": "two names stand side by side",
    "a > 1 AND (b = 2 c = 3)": "leave its unit",
    "'x' IS NULL": "only a column can be NULL, and there is none here",
}
READ_ALL_THE_SAME = [
    "employees >= ๒๐๐๐๐",
    "employees >= ２００００",
    "country <> 'TH' AND country != 'VN'",
    "country = '20,000' AND x",
    "country IN ('a,b', '1,000')",
    "country = '2024-12-25'",
    "employees IN (20, 500)",
    "employees >= 2.125",
    "employees >= 0.500",
    "true OR False OR TRUE",
    "country = 'a == b && c -- d'",
    "job_title LIKE '%100%'",
]


def _said(text):
    with pytest.raises(ConditionError) as refused:
        Condition(text)
    return str(refused.value)


def test_there_are_at_least_twenty_slips_and_each_has_a_sentence_here():
    names = [slip.name for slip in slips()]
    assert len(set(names)) == len(names) >= 20
    assert list(SENTENCES) == names


@pytest.mark.parametrize("slip", slips(), ids=lambda slip: slip.name)
def test_a_slip_gets_its_own_sentence(slip):
    assert _said(slip.example) == f"Cannot read {SENTENCES[slip.name]}."


@pytest.mark.parametrize(("text", "sentence"), OTHERS.items())
def test_a_slip_in_other_clothes_is_known_too(text, sentence):
    assert sentence in _said(text)


@pytest.mark.parametrize("text", READ_ALL_THE_SAME)
def test_what_only_looks_like_a_slip_is_read(text):
    assert Condition(text).sql


@pytest.mark.parametrize("name", functions())
def test_a_function_of_another_language_says_what_does_its_work(name):
    assert _said(f"{name.lower()}(a) = 1").endswith(f"there is no function {name.lower()}; {functions()[name]}.")


def test_a_misspelt_function_offers_the_nearest():
    assert _said("LENGHT(a) > 3").endswith("there is no function LENGHT; did you mean 'LENGTH'?")


def test_what_is_offered_can_be_read():
    """The right form inside a sentence ("write country = 'TH'") is a condition itself."""
    for slip in slips():
        for form in re.findall(r"(?:write|as in) ([a-z_]+ (?:=|<>|<|>|IS|LIKE|BETWEEN) .*?)(?:;|$|,)", slip.instead):
            if "{" not in form:
                assert Condition(form)


def test_a_slip_that_is_refused_always_can_be_seen_at_a_glance():
    always = [slip for slip in slips() if slip.always]
    assert len(always) >= 3
    assert all(surely(slip.example) and DOUBTFUL.search(slip.example) for slip in always)
    assert surely("a = 0.5") is None


def test_a_slip_is_only_looked_for_where_the_reader_stopped():
    assert explain("a == 1 " + "AND b = 1 " * 50 + "]", 508) == (507, 508, "only round brackets are read")
    assert explain("a = 1", 2) is None


def test_words_that_are_no_columns_are_known():
    assert words()["none"].startswith("IS NULL")
