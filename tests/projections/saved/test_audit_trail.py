"""Each event is an entry of the trail: who, what, when and why, with old and new values."""

import pytest

from domain.framework import Response
from projections.saved.audit_trail import Filter, entries, format_value, matching
from tests.fixtures.inspections import FRAMEWORK, NAME, assessed, followed_up, moderate, played


def entries_of(story):
    return list(entries(story.store.follow(inspection=NAME)))


def test_every_event_is_in_the_trail_once_and_in_order():
    story = followed_up()
    assert [entry.position for entry in entries_of(story)] == list(range(1, story.position() + 1))


def test_a_change_shows_who_what_old_new_why_and_when():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    entry = entries_of(story)[-1]
    assert (entry.person, entry.name, entry.role, entry.organisation) == (
        "cat", "Cat Carter", "moderator", "Youth Inspectorate")  # fmt: skip
    assert entry.what == "moderated question 1.1 in A-1 from sufficient to insufficient"
    assert (entry.old, entry.new, entry.why) == ("sufficient", "insufficient", "the review was late")
    assert (entry.case, entry.themes, entry.question, entry.kind) == ("A-1", ("1",), "1.1", "answer-moderated")
    assert entry.at == story.now


def test_a_first_answer_is_new_and_replaces_nothing():
    entry = next(entry for entry in entries_of(assessed()) if entry.kind == "answer-recorded")
    assert (entry.old, entry.new, entry.why) == (None, "sufficient", None)


def test_a_second_answer_is_new_and_replaces_nothing():
    story = played([("second", "A-2", "1.2", Response.NOT_APPLICABLE)])
    entry = entries_of(story)[-1]
    assert (entry.kind, entry.old, entry.new) == ("second-answer-recorded", None, "not applicable")


@pytest.mark.parametrize(
    ("filter_", "number"),
    [
        (Filter(), 53),
        (Filter(case="A-1"), 6),
        (Filter(theme="1"), 6),
        (Filter(question="2.1"), 3),
        (Filter(person="fay"), 1),
        (Filter(kind="case-sampled"), 3),
        (Filter(case="A-2", kind="answer-recorded", theme="1"), 2),
        (Filter(case="A-1", person="fay"), 0),
    ],
)
def test_the_trail_is_filtered_by_case_theme_question_person_and_kind(filter_, number):
    assert len(matching(entries_of(followed_up()), filter_)) == number


def test_what_happens_to_a_recommendation_is_about_the_themes_of_its_findings():
    about = {entry.kind: entry.themes for entry in entries_of(followed_up())}
    assert about["recommendation-closed"] == about["progress-verified"] == about["recommendation-made"] == ("2",)
    assert about["evidence-recorded"] == about["finding-recorded"] == ("2",)
    assert about["report-finalised"] == about["follow-up-reviewed"] == ()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (Response.NOT_APPLICABLE, "not applicable"),
        (followed_up().handler.inspection(NAME).review_due_on, "14 March 2026"),
        ((), "none"),
        (("a", "b", "c"), "a, b and c"),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        (FRAMEWORK, f"small 1 ({FRAMEWORK.digest[:12]})"),
    ],
)
def test_values_are_formatted_in_words(value, sentence):
    assert format_value(value) == sentence
