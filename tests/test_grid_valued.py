"""Diagrams that end in values, against the tables of values by person that they stand for."""

from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_grid_diagram import PEOPLE, answers, drawn, tables

from leadkit.grid import diagram as d
from leadkit.grid.valued import NOBODY, Valued

points = st.lists(st.integers(-2, 2), min_size=1, max_size=4)


@given(st.lists(answers, min_size=4, max_size=4), points, answers)
@settings(max_examples=60, deadline=None)
def test_a_sum_built_answer_by_answer_is_the_sum_of_everybody_who_could_be(lists, worth, allowed):
    diagram = d.Diagram(100_000)
    valued = Valued(diagram)
    said = tables(*lists)[: len(worth)]
    (law,) = tables([d.IS_YES[answer] for answer in allowed])
    total = valued.apply(lambda yes: 0 if yes == d.YES else None, drawn(diagram, law))
    for one, value in zip(said, worth, strict=True):
        total = valued.apply(lambda held, answer, v=value: held + v * (answer == d.YES), total, drawn(diagram, one))
    sums = {
        who: sum(value for one, value in zip(said, worth, strict=True) if one[who] == d.YES)
        for who in PEOPLE
        if law[who]
    }
    assert valued.ends(total) == sorted(set(sums.values()))
    for value in range(-8, 9):
        ways = valued.way(total, lambda end, value=value: end == value)
        assert (ways is not None) == (value in sums.values())
        if ways is not None:
            meant = [who for who in PEOPLE if all(who[place] == cell for place, cell in ways.items())]
            assert meant
            assert all(sums.get(who) == value for who in meant)
        those = drawn(diagram, {who: int(sums.get(who) == value) for who in PEOPLE})
        assert valued.where(total, value) == those


@given(answers, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_a_way_asks_only_columns_that_it_may_ask(first, most):
    diagram = d.Diagram(100_000)
    valued = Valued(diagram)
    (one,) = tables(first)
    who = valued.apply(str, drawn(diagram, one))
    for value in "012":
        way = valued.way(who, lambda end, value=value: end == value, lambda place: place < most)
        fixed = [
            person[:most] for person in PEOPLE if all(one[p] == int(value) for p in PEOPLE if p[:most] == person[:most])
        ]
        assert (way is not None) == bool(fixed)
        assert way is None or all(place < most for place in way)


def test_where_one_diagram_ends_in_nobody_so_does_what_is_made_of_it():
    diagram = d.Diagram(1_000)
    valued = Valued(diagram)
    asked = diagram.point(0, [d.NO, d.YES])
    only = valued.apply(lambda yes: "asked" if yes else None, asked)
    both = valued.apply(lambda one, other: one + other, only, valued.end("!"))
    assert valued.ends(both) == ["asked!"]
    assert diagram.opened(both) == (0, (NOBODY, valued.end("asked!")))


def test_a_settled_value_is_left_alone_whatever_comes():
    diagram = d.Diagram(1_000)
    valued = Valued(diagram)
    first = valued.apply(lambda yes: 1 if yes else 0, diagram.point(0, [d.NO, d.YES]))
    then = diagram.point(1, [d.NO, d.YES])
    told = valued.apply(lambda held, yes: held or 2 * yes, first, then, settled=bool)
    assert valued.ends(told) == [0, 1, 2]
    assert diagram.opened(told)[1][1] == valued.end(1)


def test_too_many_cells_are_no_answer():
    diagram = d.Diagram(2_000)
    valued = Valued(diagram)

    def add(total, i):
        return valued.apply(lambda held, yes: held + 2**i * yes, total, diagram.point(i, [d.NO, d.YES]))

    assert len(valued.ends(reduce(add, range(5), valued.end(0)))) == 32
    with pytest.raises(d.TooManyCellsError):
        reduce(add, range(20), valued.end(0))
