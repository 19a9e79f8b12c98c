"""The chart of a replay: its lines are the scores after each event, and the page with it ships in the wheel."""

import re
import subprocess
import sys
import zipfile
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from projections.replay.snapshot import ThemeLine
from reports.replay_page.chart import chart, key_line

ROOT = Path(__file__).resolve().parents[3]
LINE = ThemeLine("1", "Planning", True, None, 0, 0, 0, None, False)
shares = st.lists(st.none() | st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10)), min_size=1, max_size=30)


def drawn(moments, days=None, marks=()) -> str:
    return chart(moments, days or ["6 January 2025"] * len(moments), marks)


def heights(path: str, count: int) -> list[int | None]:
    """Where a line is at each event up to the last, read back from its path."""
    at: list[int | None] = [None] * count
    across, height = 0, 0
    for step, first, second in re.findall(r"([MHV])(\d+)(?: (\d+))?", path):
        if step == "H":
            at[across : int(first)] = [height] * (int(first) - across)
            across = int(first)
        elif step == "M":
            across, height = int(first), int(second)
        else:
            height = int(first)
    return at[:count]


@given(shares)
@settings(max_examples=100)
def test_a_line_is_at_the_score_after_each_event_and_broken_where_there_is_none(given_shares):
    # The last event stands at the edge; what comes after it draws the line up to there.
    moments = [{"1": replace(LINE, share=share)} for share in [*given_shares, Fraction(1, 3)]]
    path = re.search(r' d="([^"]*)"', drawn(moments))[1]
    wanted = [None if share is None else 1000 - int(share * 1000) for share in given_shares]
    assert heights(path, len(given_shares)) == wanted


def test_an_inspection_without_scores_has_no_chart():
    assert drawn([{}]) == ""
    assert drawn([{"3": replace(LINE, scored=False)}]) == ""


def test_numbers_at_the_ends_of_lines_keep_apart_and_within_the_chart():
    level = {str(n): replace(LINE, theme=str(n), share=Fraction(n % 2 * 2, 1000)) for n in range(12)}
    places = [float(y) for y in re.findall(r'<text x="18" y="([\d.]+)%"', drawn([level]))]
    assert len(places) == 12
    assert min(later - earlier for earlier, later in pairwise(places)) >= 5.4
    assert max(places) <= 100


def test_no_two_of_twelve_themes_are_drawn_alike():
    assert len({key_line(index) for index in range(12)}) == 12


def test_a_theme_without_a_score_yet_has_neither_dot_nor_number():
    said = drawn([{"1": LINE}])
    assert 'visibility="hidden"' in said
    assert '<text x="18"' not in said


def test_milestones_are_named_on_the_side_where_there_is_room():
    said = drawn([{"1": replace(LINE, share=Fraction(1, 2))}] * 11, marks=[("feedback", 3, 2), ("draft", 1009, 8)])
    assert re.search(r'x="20\.00%" y="0" text-anchor="start">feedback #3<', said)
    assert re.search(r'x="80\.00%" y="0" text-anchor="end">draft #1,009<', said)


def test_days_stand_under_the_chart_at_each_quarter():
    said = drawn([{"1": LINE}] * 9, days=[f"{day} May 2016" for day in range(1, 10)])
    assert re.findall(r"<span>(\d) May 2016</span>", said) == ["1", "3", "5", "7", "9"]
    assert drawn([{"1": LINE}] * 9).count("6 January 2025") == 1


def test_the_parts_of_the_page_ship_in_the_wheel(tmp_path: Path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [wheel] = tmp_path.glob("*.whl")
    shipped = zipfile.ZipFile(wheel).namelist()
    for part in ("html", "css", "js"):
        assert f"reports/replay_page.{part}" in shipped
