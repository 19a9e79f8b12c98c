"""Rows for the tests of this room."""

from datetime import date
from fractions import Fraction
from importlib.resources import files

from hypothesis import strategies as st
from msgspec.structs import replace

from cli.files.framework_files import read as read_framework
from domain.scoring import one_decimal, shown
from projections.published_ratings.check import Published, checked
from projections.published_ratings.score_parsing import Unit

YOUTH = read_framework("youth", files("frameworks").joinpath("hmip-youth-2018.toml").read_bytes())


TITLES = [rating.title for rating in YOUTH.ratings]


TODAY = date(2026, 1, 31)


ROW = Published(2, "Newtown", ((Unit.PERCENT, "53%"),), "Good", "13/05/2019")


points = st.integers(0, 36)


def row(score="53%", rating="Good", *, unit=Unit.PERCENT, **more):
    return replace(ROW, scores=((unit, score),), rating=rating, **more)


def faults(*rows):
    return checked(rows, YOUTH, TODAY).faults


def what(*rows):
    return [one.what for one in faults(*rows)]


def why(one):
    (found,) = faults(one)
    return found.why


def right(total):
    """Return the rating of a total of 36 points, by the cuts of the domain language."""
    return TITLES[(total >= 7) + (total >= 19) + (total >= 31)]


def rendered(total):
    """Return every way in which a total of 36 points can be published."""
    share = Fraction(total, 36)
    whole, tenth = f"{shown(share)}", one_decimal(share)
    percent = [f"{whole}%", whole, tenth, tenth.removesuffix("%"), f"{whole} %", f"{whole}.0", f"{total}/36"]
    return [
        *((Unit.PERCENT, text) for text in percent),
        *((Unit.POINTS, text) for text in (str(total), f"{total} of 36", f"{total} points")),
    ]
