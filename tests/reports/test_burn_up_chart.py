"""Draw a burn-up chart of recommendations by month, as SVG and in plain characters."""

from datetime import date
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.monitoring.progress import Count, Month
from reports.burn_up_chart import lines, svg

SVG = "{http://www.w3.org/2000/svg}"


def month_of(number: int, stages: tuple[int, int, int, int], on: date | None = None) -> Month:
    first, claimed, verified, closed = stages
    return Month(number, on, Count(1, sum(stages), first, claimed, verified, closed, closed, 0))


def months(*stages: tuple[int, int, int, int]) -> list[Month]:
    return [month_of(number, counts) for number, counts in enumerate(stages)]


some_months = st.lists(st.tuples(*[st.integers(0, 40)] * 4), max_size=30).map(lambda stages: months(*stages))


def parsed(document: str) -> Tree.Element:
    return Tree.fromstring(document.encode())


def texts(document: str) -> list[str]:
    return [element.text or "" for element in parsed(document).iter(f"{SVG}text")]


# In plain characters


def test_what_is_done_stands_at_the_bottom_and_what_is_open_at_the_top():
    assert lines(months((3, 0, 0, 0), (1, 1, 0, 1), (0, 0, 1, 2))) == [
        "3 | .. .. ==",
        "2 | .. -- ##",
        "1 | .. ## ##",
        "  +---------",
        "     0  1  2  months after publication",
        "    . open   - claimed   = verified   # closed",
    ]


def test_a_month_with_fewer_recommendations_has_a_lower_column():
    assert lines(months((2, 0, 0, 0), (1, 0, 0, 0)))[:2] == ["2 | ..", "1 | .. .."]


def test_many_recommendations_take_no_more_than_twelve_rows_and_many_months_no_more_than_24_columns():
    drawn = lines(months(*[(30, 0, 0, 90)] * 60))
    assert len(drawn) == 15
    assert max(map(len, drawn)) <= 100
    assert drawn[0].startswith("120 | ..")
    assert [line.count("##") > 0 for line in drawn[:12]] == [False] * 3 + [True] * 9
    assert " 0  3  6 " in drawn[13]


def test_without_recommendations_there_is_nothing_to_draw():
    assert lines([]) == []
    assert lines(months((0, 0, 0, 0))) == []


# As SVG


def test_the_drawing_is_named_and_described_with_every_number():
    root = parsed(svg([month_of(0, (2, 1, 0, 0), date(2016, 7, 15)), month_of(1, (0, 0, 1, 2))], "newcastle-2016"))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.get("id"), desc.get("id")) == ("title", "desc")
    assert title.text == "Recommendations by month after publication: newcastle-2016"
    assert desc.text == (
        "Month 0 (15 July 2016): 2 open, 1 claimed, 0 verified, 0 closed; 3 in total. "
        "Month 1: 0 open, 0 claimed, 1 verified, 2 closed; 3 in total."
    )


def test_the_parts_differ_by_pattern_and_have_their_numbers_so_it_reads_without_colour():
    document = svg(months((4, 3, 2, 1)), "x")
    fills = [rect.get("fill") for rect in parsed(document).iter(f"{SVG}rect") if rect.get("stroke")]
    assert fills[:4] == ["#ffffff", "url(#dots)", "url(#stripes)", "#1d70b8"]  # the key
    assert fills[4:] == ["#1d70b8", "url(#stripes)", "url(#dots)", "#ffffff"]
    patterns = {pattern.get("id") for pattern in parsed(document).iter(f"{SVG}pattern")}
    assert patterns == {"stripes", "dots"}
    assert [text for text in texts(document) if text in ("open", "claimed", "verified", "closed")] == [
        "open", "claimed", "verified", "closed",
    ]  # fmt: skip
    assert texts(document)[-6:-2] == ["1", "2", "3", "4"]


def test_a_part_too_low_for_its_number_has_none_in_it():
    assert "99" in texts(svg(months((99, 0, 0, 1)), "x"))
    assert "1" not in texts(svg(months((99, 0, 0, 1)), "x"))


def test_the_subject_is_text_whatever_is_in_it():
    assert "<b>&\"'" in texts(svg(months((1, 0, 0, 0)), "<b>&\"'"))


def test_there_is_no_script_and_nothing_from_elsewhere():
    document = svg(months((1, 1, 1, 1)), "x")
    assert "script" not in document
    assert document.count("http") == 1  # the name of SVG itself
    assert "href" not in document


@pytest.mark.parametrize("drawn_months", [[], months((0, 0, 0, 0))])
def test_without_recommendations_the_drawing_says_so_and_is_still_one(drawn_months: list[Month]):
    assert parsed(svg(drawn_months, "x")).tag == f"{SVG}svg"


@given(some_months)
def test_every_bar_is_as_high_as_its_recommendations_and_within_the_drawing(drawn_months: list[Month]):
    root = parsed(svg(drawn_months, "x"))
    most = max((month.count.recommendations for month in drawn_months), default=0)
    bars: dict[float, float] = {}
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("stroke") and rect.get("width") == "32":
            x = float(rect.get("x"))
            bars[x] = bars.get(x, 0) + float(rect.get("height"))
            assert x + 32 <= float(root.get("width"))
    expected = [300 * month.count.recommendations / most for month in drawn_months if month.count.recommendations]
    assert sorted(bars.values()) == pytest.approx(sorted(expected), abs=0.5)
