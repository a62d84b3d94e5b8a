"""The type pass: numbers, texts, and yes or no are not mixed, and the right form is shown."""

# ruff: noqa: E501 - each sentence stands on one line, as it is said

from __future__ import annotations

import pytest

from leadkit.conditions import Condition
from leadkit.conditions.kinds import check
from leadkit.conditions.reader import read
from leadkit.errors import ConditionError, UnknownColumnError

KINDS = {
    "employees": "number",
    "age": "number",
    "country": "text",
    "authority": "text",
    "ability_to_pay": "text",
    "newsletter": "yes_no",
    "signed_on": "other",
}
NOT_READ = {
    "TRUE = 1": "'TRUE = 1' at character 1: TRUE is a yes or no and 1 is a number; yes and no are not 1 and 0, so write TRUE or FALSE",
    "'x' + 1 > 2": "\"'x' + 1\" at character 1: 'x' is a text, and + - * / work on numbers",
    "- 'x' > 2": "\"- 'x'\" at character 1: 'x' is a text, and + - * / work on numbers",
    "a = 1 OR 2": "'2' at character 10: 2 is a number, not a condition; write the column again, as in a = 1 OR a = 2",
    "country = 'TH' OR 'VN'": "\"'VN'\" at character 19: 'VN' is a text, not a condition; write the column again, as in a = 1 OR a = 2",
    "NOT 5": "'5' at character 5: 5 is a number, not a condition; compare a column with it",
    "5": "'5' at character 1: 5 is a number, not a condition; compare a column with it",
    "a + 1": "'a + 1' at character 1: a + 1 is a number, not a condition; compare a column with it",
    "a > 1 AND a": "'a' at character 11: a is a number, not a condition; compare it, as in a > 0",
    "a = 'x' AND a": "'a' at character 13: a is a text, not a condition; compare it, as in a = 'TH'",
    "a > 3 AND a = 'x'": "\"a = 'x'\" at character 11: a is a number and 'x' is a text; both must be of one kind",
    "a = b AND b = c AND c > 1 AND a": "'a' at character 31: a is a number, not a condition; compare it, as in a > 0",
    "a AND a = b AND b = c AND c > 1": "'a' at character 1: a is a number, not a condition; compare it, as in a > 0",
    "employees > '50'": "\"employees > '50'\" at character 1: '50' is a text; write the number without quotes, 50",
    "visited > '2024-12-25'": "\"visited > '2024-12-25'\" at character 1: a date is not read; count in days before the day asked, as in last_purchase_days <= 30",
    "country > 'M'": "\"country > 'M'\" at character 1: 'M' is a text, and texts have no order; ask with =, IN or LIKE",
    "country BETWEEN 'A' AND 'M'": "\"country BETWEEN 'A' AND 'M'\" at character 1: 'A' is a text, and texts have no order; ask with =, IN or LIKE",
    "x > TRUE": "'x > TRUE' at character 1: TRUE is a yes or no, which has no order; write it alone for yes, or NOT before it for no",
    "x IN (TRUE, FALSE)": "'x IN (TRUE, FALSE)' at character 1: a yes or no needs no list; write x or NOT x",
    "a IN (1, 'x')": "\"a IN (1, 'x')\" at character 1: a is a number and 'x' is a text; both must be of one kind",
    "COALESCE(a, 0) = 'x'": "\"COALESCE(a, 0) = 'x'\" at character 1: COALESCE(a, 0) is a number and 'x' is a text; both must be of one kind",
    "COALESCE('x', 0) = 1": "\"COALESCE('x', 0)\" at character 1: 'x' is a text and 0 is a number; write '0' in quotes",
    "5 LIKE 'x'": "\"5 LIKE 'x'\" at character 1: 5 is a number, and LIKE is for texts; write = < > for numbers, the column alone for a yes or no",
    "LOWER(5) = 'x'": "'LOWER(5)' at character 1: 5 is a number, and LOWER is for texts",
    "LENGTH(TRUE) > 1": "'LENGTH(TRUE)' at character 1: TRUE is a yes or no, and LENGTH is for texts",
    "ABS('x') > 1": "\"ABS('x')\" at character 1: 'x' is a text, and ABS is for numbers",
    "GREATEST('x', 'y') = 'x'": "\"GREATEST('x', 'y')\" at character 1: 'x' is a text, and GREATEST is for numbers",
    ":p > 1 AND :p = 'x'": "\":p = 'x'\" at character 12: :p is a number and 'x' is a text; both must be of one kind",
    "country = ''": "\"country = ''\" at character 1: an empty text is not a missing one; write country IS NULL",
}
NOT_ASKED = {
    "country > 3": "'country > 3' at character 1: country is a text, and texts have no order; ask with =, IN or LIKE",
    "country = 3": "'country = 3' at character 1: country is a text and 3 is a number; write '3' in quotes",
    "3 = country": "'3 = country' at character 1: 3 is a number and country is a text; write '3' in quotes",
    "country IN (3, 4)": "'country IN (3, 4)' at character 1: country is a text and 3 is a number; write '3' in quotes",
    "employees = '50'": "\"employees = '50'\" at character 1: employees is a number and '50' is a text; write 50 without quotes",
    "employees = 'many'": "\"employees = 'many'\" at character 1: employees is a number and 'many' is a text; both must be of one kind",
    "employees LIKE '5%'": "\"employees LIKE '5%'\" at character 1: employees is a number, and LIKE is for texts; write = < > for numbers, the column alone for a yes or no",
    "newsletter = 1": "'newsletter = 1' at character 1: newsletter is a yes or no and 1 is a number; write newsletter for yes or NOT newsletter for no",
    "newsletter = 'yes'": "\"newsletter = 'yes'\" at character 1: newsletter is a yes or no and 'yes' is a text; write newsletter for yes or NOT newsletter for no",
    "newsletter > 0": "'newsletter > 0' at character 1: newsletter is a yes or no, which has no order; write it alone for yes, or NOT before it for no",
    "employees": "'employees' at character 1: employees is a number, not a condition; compare it, as in employees > 0",
    "newsletter AND country": "'country' at character 16: country is a text, not a condition; compare it, as in country = 'TH'",
    "country + 1 > 2": "'country + 1' at character 1: country is a text, and + - * / work on numbers",
    "COALESCE(country, age) = country": "'COALESCE(country, age)' at character 1: country is a text and age is a number; both must be of one kind",
    "country = age": "'country = age' at character 1: country is a text and age is a number; both must be of one kind",
    "UPPER(age) = 'X'": "'UPPER(age)' at character 1: age is a number, and UPPER is for texts",
    "signed_on = signed_on": "'signed_on = signed_on' at character 1: signed_on is neither a number, a text nor a yes or no; it can only be asked IS NULL; bring a day as a number of days, anything else as a number or a text",
    "signed_on > 3": "'signed_on > 3' at character 1: signed_on is neither a number, a text nor a yes or no; it can only be asked IS NULL; bring a day as a number of days, anything else as a number or a text",
    "signed_on = 3": "'signed_on = 3' at character 1: signed_on is neither a number, a text nor a yes or no and 3 is a number; it can only be asked IS NULL; bring a day as a number of days, anything else as a number or a text",
    "signed_on": "'signed_on' at character 1: signed_on is neither a number, a text nor a yes or no; it can only be asked IS NULL; bring a day as a number of days, anything else as a number or a text",
}
UNKNOWN = {
    "employes > 50": "No column 'employes'. Did you mean 'employees'?",
    "authority = decides": "No column 'decides': is decides a text? Write 'decides'.",
    'country = "TH"': "No column 'TH': is TH a text? Write 'TH'.",
    '("TH") <> (country)': "No column 'TH': is TH a text? Write 'TH'.",
    "country = None": "No column 'None': write IS NULL to ask for what is not known.",
    "authority = none": "No column 'none': is none a text? Write 'none'.",
    "age = nan": "No column 'nan': write IS NULL to ask for what is not known.",
    "newsletter = yes": "No column 'yes': write TRUE.",
    "ability_to_pay = yes": "No column 'yes': is yes a text? Write 'yes'.",
    "c\u043e\u0443ntr > 5".replace("ntr", "").replace(
        "c", "\u0441"
    ): "No column '\u0441\u043e\u0443' (its letters are Cyrillic). There are: ability_to_pay, age, authority, country, employees, newsletter, signed_on.",
    "Country = 'TH'": "No column 'Country'. Did you mean 'country'?",
    "age > 3 AND emploees > aeg": "No column 'emploees'. Did you mean 'employees'?",
}


@pytest.mark.parametrize(("text", "sentence"), NOT_READ.items())
def test_mixed_kinds_are_refused_when_the_condition_is_made(text, sentence):
    with pytest.raises(ConditionError) as refused:
        Condition(text)
    assert str(refused.value) == f"Cannot read {sentence}."


@pytest.mark.parametrize(("text", "sentence"), NOT_ASKED.items())
def test_mixed_kinds_are_refused_when_the_table_is_known(text, sentence):
    condition = Condition(text)
    with pytest.raises(ConditionError) as refused:
        condition.asked(KINDS)
    assert str(refused.value) == f"Cannot ask {sentence}."


@pytest.mark.parametrize(("text", "sentence"), UNKNOWN.items())
def test_a_column_that_is_not_there_offers_what_was_meant(text, sentence):
    with pytest.raises(UnknownColumnError) as refused:
        Condition(text).asked(KINDS)
    assert str(refused.value) == sentence


def test_the_complaint_says_where_the_condition_stands():
    with pytest.raises(UnknownColumnError) as refused:
        Condition("stated_bugdet > 5", where="in rule 'funded' (scorecards/bant.yaml, line 14)").asked(
            {"stated_budget": "number"}
        )
    sentence = (
        "No column 'stated_bugdet' in rule 'funded' (scorecards/bant.yaml, line 14). Did you mean 'stated_budget'?"
    )
    assert str(refused.value) == sentence


def test_a_double_quoted_name_is_a_column_where_there_is_one():
    assert Condition('country = "TH"').asked({"country": "text", "TH": "text"}).sql() == '"country" = "TH"'


def test_a_kind_that_the_kit_does_not_know_is_other():
    assert Condition("when_ IS NULL").asked({"when_": "timestamp"}).sql() == '"when_" IS NULL'
    with pytest.raises(ConditionError, match="can only be asked IS NULL"):
        Condition("when_ > 3").asked({"when_": "timestamp"})


@pytest.mark.parametrize(
    "text",
    [
        "country = 'TH' AND employees + age > 2 AND newsletter",
        "newsletter = TRUE OR FALSE <> newsletter OR COALESCE(newsletter, FALSE)",
        "COALESCE(country, 'TH') = country AND LENGTH(LOWER(country)) > GREATEST(age, 2)",
        "country LIKE 'T%' AND employees IN (1, 2) AND age BETWEEN -1 AND employees / 2",
        "signed_on IS NOT NULL AND country IS NULL",
        "COALESCE(country, '') = ''",
        "(newsletter)",
        "1 < 2 AND 'a' = 'b' AND TRUE",
    ],
)
def test_what_fits_is_asked(text):
    assert Condition(text).asked(KINDS)


def test_kinds_are_learned_from_use():
    text = "a > 1 AND b = 'x' AND c AND d = e AND e = f AND f < 2 AND g IS NULL AND COALESCE(h, i, 'z') = j AND :k + 1 > LENGTH(l)"
    assert check(read(text), text) == {
        **dict.fromkeys(["a", "d", "e", "f", ":k"], "number"),
        **dict.fromkeys(["b", "h", "i", "j", "l"], "text"),
        "c": "yes_no",
    }
