"""Decision diagrams against the tables that they stand for, and cells against all values that they stand for."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadkit.grid import diagram as d
from leadkit.grid.cells import NoRoomError, Variable, cells

WIDTHS = (3, 2, 4)  # three columns with so many cells
PEOPLE = list(product(*map(range, WIDTHS)))
TABLES = {"and": d.AND, "or": d.OR, "equal": d.EQUAL, "first_known": d.FIRST_KNOWN}
answers = st.lists(st.sampled_from([d.NO, d.YES, d.UNKNOWN]), min_size=len(PEOPLE), max_size=len(PEOPLE))


def drawn(diagram: d.Diagram, table: dict, place: int = 0, person: tuple = ()) -> int:
    """Draw the diagram of a table of answers by person."""
    if place == len(WIDTHS):
        return table[person]
    return diagram.point(place, [drawn(diagram, table, place + 1, (*person, cell)) for cell in range(WIDTHS[place])])


def tables(*lists: list[int]) -> list[dict]:
    return [dict(zip(PEOPLE, one, strict=True)) for one in lists]


@given(answers, answers)
@settings(max_examples=60, deadline=None)
def test_joining_diagrams_is_joining_tables(first, second):
    diagram = d.Diagram(100_000)
    one, other = tables(first, second)
    f, g = drawn(diagram, one), drawn(diagram, other)
    for table in TABLES.values():
        joined = {person: table[one[person]][other[person]] for person in PEOPLE}
        assert diagram.join(table, f, g) == drawn(diagram, joined)


@given(answers)
@settings(max_examples=60, deadline=None)
def test_exchanging_ends_is_exchanging_answers(first):
    diagram = d.Diagram(100_000)
    (one,) = tables(first)
    for ends in (d.NOT, d.IS_YES, d.IS_NOT_NO, d.IS_UNKNOWN):
        assert diagram.each(ends, drawn(diagram, one)) == drawn(diagram, {who: ends[told] for who, told in one.items()})


@given(answers, st.integers(0, len(WIDTHS) - 1))
@settings(max_examples=60, deadline=None)
def test_forgetting_a_column_asks_whether_any_cell_says_yes(first, place):
    diagram = d.Diagram(100_000)
    (one,) = tables([d.IS_YES[answer] for answer in first])
    some = {who: max(one[(*who[:place], cell, *who[place + 1 :])] for cell in range(WIDTHS[place])) for who in PEOPLE}
    assert diagram.without(place, drawn(diagram, one)) == drawn(diagram, some)


@given(answers, answers, st.booleans(), st.integers(0, len(WIDTHS)))
@settings(max_examples=100, deadline=None)
def test_a_way_is_found_exactly_when_all_its_people_are_meant(first, second, yes, before):
    diagram = d.Diagram(100_000)
    one, other = tables(first, second)
    way = diagram.meet(drawn(diagram, one), drawn(diagram, other), yes=yes, before=before)
    meant = {who for who in PEOPLE if one[who] == d.YES and (other[who] == d.YES) == yes}
    if way is None:
        starts = product(*map(range, WIDTHS[:before]))
        assert not any({who for who in PEOPLE if who[:before] == start} <= meant for start in starts)
    else:
        assert all(place < before for place in way)
        assert {who for who in PEOPLE if all(who[place] == cell for place, cell in way.items())} <= meant


def test_equal_tables_are_one_point_and_a_column_that_changes_nothing_is_left_out():
    diagram = d.Diagram(100)
    assert diagram.point(1, [d.NO, d.YES]) == diagram.point(1, [d.NO, d.YES])
    assert diagram.point(0, [diagram.point(1, [d.NO, d.YES])] * 3) == diagram.point(1, [d.NO, d.YES])


def test_a_diagram_stops_when_it_has_looked_at_too_many_cells():
    diagram = d.Diagram(3)
    f = diagram.point(0, [d.NO, d.YES])
    g = diagram.point(1, [d.NO, d.YES])
    with pytest.raises(d.TooManyCellsError):
        diagram.join(d.AND, f, g), diagram.join(d.OR, f, g)
    diagram.allow(10)
    assert diagram.join(d.OR, f, g) > d.UNKNOWN


NUMBERS = st.sampled_from([-1, 0, 0.5, 1, 1.25, 2, 3, 3.5, 4, 7])


@st.composite
def linked(draw: st.DrawFn) -> tuple[list[Variable], dict]:
    """Some columns that are compared with each other, and one person: a value for each within its range."""
    cuts = draw(st.lists(NUMBERS, max_size=3))
    group, person = [], {}
    for name in "abc"[: draw(st.integers(1, 3))]:
        whole, low = draw(st.booleans()), draw(st.sampled_from([None, 0, 1]))
        value = draw(st.one_of(NUMBERS, st.sampled_from([-3, 1.1, 1.2, 1.3, 2.5, 2.6, 5, 6, 8, 9, 10])))
        person[name] = max(low if low is not None else -99, round(value) if whole else value)
        group.append(Variable(name, "number", whole, low=low, cuts=set(cuts), links=set("abc") - {name}))
    return group, person


@given(linked())
@settings(max_examples=150, deadline=None)
def test_for_every_person_there_are_cells_that_no_comparison_tells_from_them(given_):
    group, person = given_
    steps = sorted({cut for one in group for cut in one.cuts})
    found = cells(group)

    def seen(who: dict) -> list:
        return [_sign(who[a], step) for a in who for step in steps] + [_sign(who[a], who[b]) for a in who for b in who]

    people = (
        dict(zip(person, row, strict=True))
        for row in product(*([v for v in found[a] if v is not None] for a in person))
    )
    assert any(seen(who) == seen(person) for who in people)


def _sign(one: float, other: float) -> int:
    return (one > other) - (one < other)


@given(st.lists(st.text("Aab!~ é", max_size=3), max_size=3), st.text("Aab!~ éz", max_size=3))
@settings(max_examples=200, deadline=None)
def test_for_every_text_there_is_a_cell_in_the_same_place_of_the_order(cuts, text):
    variable = Variable("name", "text", cuts=set(cuts), ordered=True)
    try:
        found = cells([variable])["name"]
    except NoRoomError:
        return
    assert any(
        [_sign(text, cut) for cut in cuts] == [_sign(cell, cut) for cut in cuts] for cell in found if cell is not None
    )


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (Variable("n", "number", cuts={20000}), [20000, 19999, 20001, None]),
        (Variable("n", "number", cuts={3, 4}), [2, 3, 4, 5, 3.5, None]),
        (Variable("n", "number", whole=True, cuts={3, 4}), [2, 3, 4, 5, None]),
        (Variable("n", "number", whole=True, cuts={3.5}), [2, 3, 4, 5, None]),
        (Variable("n", "number", whole=True, nullable=False, low=0, high=2, cuts={1}), [0, 1, 2]),
        (Variable("n", "number", cuts={0.1, 0.2}), [0, 1, 0.1, 0.15, 0.2, None]),
        (Variable("n", "number"), [0, 1, -1, None]),
        (Variable("n", "number", cuts={1.0, 1.0000000000000002}), [0, 1, 2, 1.0000000000000002, None]),
        (Variable("t", "text", cuts={"TH", "(another)"}), ["(another)", "TH", "((another))", None]),
        (Variable("t", "text", values=("b", "a"), cuts={"x"}), ["b", "a", None]),
        (Variable("t", "text", cuts={"m"}, ordered=True), ["m", "a", "m~", None]),
        (Variable("t", "text", cuts={"\t"}, ordered=True), ["\t", "", "\t~", None]),
        (Variable("v", "yes_no", nullable=False), [False, True]),
        (Variable("day", "other"), ["(some value)", None]),
    ],
)
def test_the_cells_of_a_column(variable, expected):
    assert cells([variable])[variable.name] == expected


def test_beyond_the_numbers_that_can_be_counted_there_are_cells_too():
    *found, empty = cells([Variable("n", "number", cuts={1e300, -1e300})])["n"]
    assert empty is None
    assert sorted(found) == [-1.5e300, -1e300, 0, 1e300, 1.5e300]


def test_between_two_neighbouring_doubles_there_are_no_cells():
    next_one, after = 1.0000000000000002, 1.0000000000000004
    group = [Variable(name, "number", cuts={1.0, after}, links={"x", "y"} - {name}) for name in "xy"]
    assert [cell for cell in cells(group)["x"] if cell is not None and 1 < cell < after] == [next_one]


def test_texts_that_leave_no_room_between_them_are_said_so():
    with pytest.raises(NoRoomError):
        cells([Variable("t", "text", cuts={"a", "a\t"}, ordered=True)])


def test_two_linked_texts_can_be_two_others_or_a_closed_value():
    found = cells([Variable("a", "text", links={"b"}), Variable("b", "text", values=("x", "y"), links={"a"})])
    assert found == {"a": ["x", "y", "(another)", None], "b": ["x", "y", None]}
    found = cells([Variable("a", "text", links={"b"}), Variable("b", "text", cuts={"q"}, links={"a"})])
    assert found["a"] == found["b"] == ["q", "(another)", "(another 2)", None]
