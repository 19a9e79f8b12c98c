"""What kinds of text, reference and time are accepted; facts are frozen and know only their own fields."""

import re
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pydantic import ConfigDict, TypeAdapter, ValidationError

from domain.actor import Actor, Request
from domain.commands.assessing import RecordAnswer
from domain.commands.following_up import MakeRecommendation
from domain.commands.setting_up import AnnounceInspection
from domain.events.assessing import AnswerRecorded
from domain.events.recommendation_terms import Owner
from domain.text import (
    LONGEST_LINE,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    REORDERING,
    Line,
    Number,
    Position,
    Reference,
    Text,
    clean_text,
)
from domain.value import validated
from tests.fixtures.given_when_then import ANN, ANNOUNCEMENT, BEN, CASE, NAME, SAMPLED, SUFFICIENT, by, origin

STRICT = ConfigDict(strict=True)
TEXT, LINE, REFERENCE = (TypeAdapter(kind, config=STRICT) for kind in (Text, Line, Reference))
KINDS = pytest.mark.parametrize("kind", [TEXT, LINE], ids=["text", "line"])
TEN_MILLION = "a" * 10_000_000


@KINDS
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Seen in the file.", "Seen in the file.", id="plain text"),
        pytest.param("  Seen.\n", "Seen.", id="white space around it goes"),
        pytest.param("Siân – “no” 🙂", "Siân – “no” 🙂", id="letters, quotation marks and signs of any script"),
        pytest.param("می‌خواهم", "می‌خواهم", id="joiners within words of other scripts"),
        pytest.param("0", "0", id="one character"),
    ],
)
def test_text_is_kept(kind, typed, kept):
    assert kind.validate_python(typed) == kept


@KINDS
@pytest.mark.parametrize(
    ("typed", "because"),
    [
        pytest.param("", "is empty; write at least one word", id="nothing"),
        pytest.param(" \n\t ", "is empty", id="white space"),
        pytest.param("\u00a0\u3000", "is empty", id="white space that is not ASCII"),
        pytest.param("\u200b\ufeff\u2060", "is empty", id="characters that nobody sees"),
        pytest.param("a\x00b", r"a character that is not text \(U\+0000, at 2\); remove it", id="a null"),
        pytest.param("\x1b[31mred", r"U\+001B, at 1", id="what a terminal obeys"),
        pytest.param("a\rb", r"U\+000D, at 2", id="a carriage return"),
        pytest.param("a\x7f", r"U\+007F, at 2", id="a delete"),
        pytest.param("a\x85b", r"U\+0085, at 2", id="a control character beyond ASCII"),
        pytest.param("abc\u202etxt.exe", r"U\+202E, at 4", id="an override of the reading direction"),
        pytest.param("abc\u2066def", r"U\+2066, at 4", id="an isolate of the reading direction"),
        pytest.param("a\u2028b", r"U\+2028, at 2", id="a line separator"),
        pytest.param("a\u2029b", r"U\+2029, at 2", id="a paragraph separator"),
    ],
)
def test_text_is_refused(kind, typed, because):
    with pytest.raises(ValidationError, match=because):
        kind.validate_python(typed)


@KINDS
def test_half_a_character_is_refused(kind):
    with pytest.raises(ValidationError, match=r"surrogates|U\+D800"):
        kind.validate_python("a\ud800")


@pytest.mark.parametrize("value", [None, 7, b"bytes", ["list"]])
def test_only_text_is_text(value):
    with pytest.raises(ValidationError, match="valid string"):
        TEXT.validate_python(value)


def test_a_text_may_have_lines_and_a_line_may_not():
    assert TEXT.validate_python("one\n\ttwo") == "one\n\ttwo"
    for typed in ("one\ntwo", "one\ttwo"):
        with pytest.raises(ValidationError, match="has a line break or a tab; keep it on one line"):
            LINE.validate_python(typed)


@pytest.mark.parametrize(("kind", "longest"), [(TEXT, LONGEST_TEXT), (LINE, LONGEST_LINE)], ids=["text", "line"])
def test_text_is_kept_up_to_its_longest_and_no_further(kind, longest):
    assert len(kind.validate_python("a" * longest)) == longest
    with pytest.raises(ValidationError, match=f"has {longest + 1:,} characters; at most {longest:,} are kept"):
        kind.validate_python("a" * (longest + 1))


def test_what_was_kept_once_is_not_too_long_later():
    assert (LONGEST_TEXT, LONGEST_LINE, LONGEST_REFERENCE) == (20_000, 300, 64)


@pytest.mark.parametrize(
    ("kind", "accepted", "refused"), [(Number, (1, 9_999), (0, 10_000)), (Position, (0, 10_000), (-1,))]
)
def test_numbers_begin_at_one_and_positions_at_nought(kind, accepted, refused):
    numbers = TypeAdapter(kind, config=STRICT)
    assert tuple(numbers.validate_python(number) for number in accepted) == accepted
    for number in (*refused, "1", 1.0, True):
        with pytest.raises(ValidationError):
            numbers.validate_python(number)


@pytest.mark.parametrize("kind", [TEXT, LINE, REFERENCE], ids=["text", "line", "reference"])
def test_ten_million_characters_are_refused_without_reading_them(kind):
    began = time.perf_counter()
    with pytest.raises(ValidationError):
        kind.validate_python(TEN_MILLION)
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=40))
def test_text_is_kept_as_it_was_kept_before(typed):
    try:
        kept = TEXT.validate_python(typed)
    except ValidationError:
        return
    assert kept == typed.strip()
    assert TEXT.validate_python(kept) == kept
    assert kept.encode()


@pytest.mark.parametrize("typed", ["NC-07", "1.1", "newport_2016", "a", "9", "a" * LONGEST_REFERENCE])
def test_a_reference_is_letters_digits_dots_hyphens_and_underscores(typed):
    assert REFERENCE.validate_python(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("NC 07", id="a space"),
        pytest.param("NC-07\n", id="a line break at the end"),
        pytest.param("-rf", id="what looks like an option"),
        pytest.param(".hidden", id="a leading dot"),
        pytest.param("_x", id="a leading underscore"),
        pytest.param("../etc", id="a path"),
        pytest.param("a/b", id="a slash"),
        pytest.param("a:b", id="a colon"),
        pytest.param("Siân", id="a letter beyond ASCII"),
        pytest.param("٣", id="a digit beyond ASCII"),
        pytest.param("a" * (LONGEST_REFERENCE + 1), id="too long"),
    ],
)
def test_other_text_is_no_reference(typed):
    with pytest.raises(ValidationError, match="is not a reference; use up to 64 letters"):
        REFERENCE.validate_python(typed)


def recorded(at, on=None):
    return Request.of(ANN.id, at, "c-1", on).origin(ANN)


@pytest.mark.parametrize(
    "instant",
    [
        pytest.param(datetime(2016, 1, 11, 9), id="without a time zone"),  # noqa: DTZ001 - what is refused here
        pytest.param(datetime(2016, 1, 11, 9, tzinfo=timezone(timedelta(hours=1))), id="in another time zone"),
    ],
)
def test_the_time_of_recording_is_in_utc(instant):
    with pytest.raises(ValidationError, match="the recorded time must be in UTC"):
        recorded(instant)


def test_an_effective_date_is_not_in_the_future():
    with pytest.raises(
        ValidationError, match="the effective date 12 January 2016 is in the future; give today or an earlier day"
    ):
        recorded(datetime(2016, 1, 11, 23, 59, tzinfo=UTC), on=date(2016, 1, 12))


def test_today_is_the_day_in_london():
    assert recorded(datetime(2016, 6, 1, 23, 30, tzinfo=UTC), on=date(2016, 6, 2)).day == date(2016, 6, 2)


def test_the_effective_date_is_the_day_given():
    assert recorded(datetime(2016, 1, 11, 9, tzinfo=UTC), on=date(2016, 1, 4)).day == date(2016, 1, 4)


def test_the_effective_date_is_else_the_london_day_of_recording():
    assert recorded(datetime(2016, 6, 1, 23, 30, tzinfo=UTC)).day == date(2016, 6, 2)


@pytest.mark.parametrize("value", [SAMPLED, SAMPLED.origin, ANN], ids=["fact", "origin", "actor"])
def test_facts_are_immutable(value):
    with pytest.raises(AttributeError, match="immutable"):
        setattr(value, value.__struct_fields__[0], None)


def test_a_fact_accepts_no_field_it_does_not_know():
    fields = {"question": "1.1", "response": SUFFICIENT, "evidence": "Seen.", "surname": "Smith"}
    with pytest.raises(TypeError, match="Unexpected keyword argument 'surname'"):
        by(BEN, AnswerRecorded, **fields)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        validated(AnswerRecorded, {"origin": origin(BEN), **fields})


def test_a_fact_that_is_validated_has_fields_of_their_own_types():
    fields = {"origin": origin(BEN), "question": "1.1", "response": "sufficient", "evidence": "Seen."}
    with pytest.raises(ValidationError, match="instance of Response"):
        validated(AnswerRecorded, fields)
    with pytest.raises(ValidationError, match="instance of Role"):
        validated(Actor, {"id": "ann", "name": "Ann", "role": "moderator", "organisation": "Youth Inspectorate"})


@pytest.mark.parametrize(
    ("actor", "because"),
    [
        pytest.param(structs.replace(ANN, name="Ann\x1b[2J"), "has a character that is not text", id="a name"),
        pytest.param(structs.replace(ANN, id="ann archer"), "is not a reference", id="an id"),
        pytest.param(structs.replace(ANN, role="moderator"), "instance of Role", id="a role"),
    ],
)
def test_who_announces_is_validated_although_the_actor_exists(actor, because):
    with pytest.raises(ValidationError, match=because):
        by(actor, AnnounceInspection, **ANNOUNCEMENT)


def test_the_id_of_a_command_is_validated_when_a_request_is_created():
    with pytest.raises(ValidationError, match="is not a reference"):
        Request.of("ann", datetime(2016, 1, 11, 9, tzinfo=UTC), "week one")


def test_a_value_in_a_command_is_validated_although_it_exists():
    owner = Owner(role="Chair of the board", organisation=" \n")
    with pytest.raises(ValidationError, match="is empty; write at least one word"):
        by(ANN, MakeRecommendation, number=1, statement="Meet monthly.", owner=owner)


def test_a_command_takes_a_request_and_no_other_value():
    request = Request.of("ben", datetime(2016, 1, 11, 9, tzinfo=UTC), "c-1")
    fields = {"inspection": NAME, "case": CASE, "question": "1.1", "response": SUFFICIENT, "evidence": "Seen."}
    assert RecordAnswer(request=request, **fields).request is request
    with pytest.raises(ValidationError, match="instance of Request"):
        RecordAnswer(request=request.as_fields(), **fields)


def test_the_product_creates_origins_in_one_place():
    packages = ("cli", "domain", "events_store", "projections", "reports")
    files = [file for package in packages for file in (Path(__file__).parents[2] / package).rglob("*.py")]
    constructed = re.compile(r"\b(?:Origin|Request)\((?!Value)")
    assert [file.name for file in files if constructed.search(file.read_text())] == ["actor.py"]
    assert constructed.findall((Path(__file__).parents[2] / "domain" / "actor.py").read_text()) == ["Origin("]


def test_facts_with_the_same_fields_are_equal_and_can_be_counted():
    assert by(BEN, AnswerRecorded, question="1.1", response=SUFFICIENT, evidence="Seen.") == by(
        BEN, AnswerRecorded, question="1.1", response=SUFFICIENT, evidence="Seen."
    )
    assert len({origin(BEN), origin(BEN), origin(ANN)}) == 2


def test_a_command_gives_a_fact_every_field_but_where_by_whom_and_when():
    when = by(BEN, RecordAnswer, question="1.1", response=SUFFICIENT, evidence="Seen.")
    fields = {"question": "1.1", "response": SUFFICIENT, "evidence": "Seen.", "references": ()}
    assert when.command.as_fields() == fields


def test_the_kind_of_an_event_is_its_name_without_the_version():
    assert AnswerRecorded.kind() == "answer-recorded"


def test_lines_ended_as_windows_ends_them_are_ended_by_a_newline_alone():
    assert clean_text("first\r\nsecond") == "first\nsecond"


# Fast paths give the same results


@given(st.text() | st.text(st.sampled_from(" \n\t\r\u00a0\u200b\u202e\u2028\x7fa–")))
def test_the_fast_path_for_text_equals_the_check_of_each_character(text):
    refused = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *REORDERING} - {"\n", "\t"}
    lines = text.replace("\r\n", "\n")
    seen = [character for character in lines if character.isprintable() and not character.isspace()]
    if seen and not refused.intersection(lines):
        assert clean_text(text) == lines.strip()
    else:
        with pytest.raises(ValueError, match=r"is empty|is not text"):
            clean_text(text)
