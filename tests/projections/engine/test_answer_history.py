"""The history of each answer: every response, query and reply, in log order."""

from domain.effect import EventRole
from domain.framework import Response
from projections.engine.answer_history import answer_histories
from tests.fixtures.inspections import NAME, announced, answer, assessed, moderate, played


def histories_of(story):
    return answer_histories(story.store.follow(inspection=NAME))


def history(*done, case="A-1", question="1.1"):
    """Return the history of one answer after an assessment and the given events."""
    story = played([(kind, case, question, Response.INSUFFICIENT) for kind in done])
    return histories_of(story).by_case[case][question]


def test_a_history_begins_with_the_first_answer_and_its_evidence():
    [first] = history().remarks
    assert (first.role, first.by, first.name, first.response) == (
        EventRole.ANSWERED, "ben", "Ben Baker", Response.SUFFICIENT)  # fmt: skip
    assert (first.evidence, first.why, first.text, first.submitted) == ("seen in the file", None, None, False)


def test_the_last_response_of_an_answer_stands():
    moderated = history("moderate")
    assert [remark.role for remark in moderated.responses] == [EventRole.ANSWERED, EventRole.MODERATED]
    assert moderated.standing is Response.INSUFFICIENT
    assert (moderated.responses[-1].by, moderated.responses[-1].why) == ("cat", "the review was late")


def test_a_query_and_its_reply_are_in_the_history_and_give_no_response():
    queried = history("query", "reply")
    assert [(remark.role, remark.text, remark.response) for remark in queried.remarks[1:]] == [
        (EventRole.QUERY, "which one?", None),
        (EventRole.REPLY, "that one", None),
    ]
    assert queried.standing is Response.SUFFICIENT


def test_a_confirmation_does_not_change_the_standing_answer():
    confirmed = history("confirm")
    assert [remark.role for remark in confirmed.remarks] == [EventRole.ANSWERED, EventRole.CONFIRMED]
    assert (len(confirmed.responses), confirmed.standing) == (1, Response.SUFFICIENT)


def test_a_blind_second_answer_is_kept_apart_and_does_not_stand():
    answered = history("second")
    assert [(remark.by, remark.response) for remark in answered.seconds] == [("gus", Response.INSUFFICIENT)]
    assert answered.standing is Response.SUFFICIENT


def test_an_answer_that_only_a_second_assessor_gave_does_not_stand():
    story = played([("second", "A-1", "1.1", Response.SUFFICIENT)], answered=False)
    only_second = histories_of(story).by_case["A-1"]["1.1"]
    assert (only_second.responses, only_second.standing, len(only_second.seconds)) == ([], None, 1)


def test_an_event_after_the_submission_is_marked_as_such():
    assert [remark.submitted for remark in history("moderate").remarks] == [False, True]


def test_the_cases_that_are_excluded_at_the_end_of_the_log_are_listed():
    excluded = [("exclude", case, "1.1", Response.SUFFICIENT) for case in ("A-1", "A-2")]
    story = played([*excluded, ("reinstate", "A-1", "1.1", Response.SUFFICIENT)])
    assert histories_of(story).excluded == {"A-2"}


def test_histories_have_the_names_of_all_people_with_events_in_cases():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert histories_of(story).names == {"ann": "Ann Archer", "ben": "Ben Baker", "cat": "Cat Carter"}


def test_histories_are_found_by_case_and_question():
    story = announced()
    answer(story, "A-2", "1.2", Response.SUFFICIENT)
    by_place = histories_of(story).by_place
    assert list(by_place) == [("A-2", "1.2")]
    assert by_place["A-2", "1.2"].of(EventRole.ANSWERED) == by_place["A-2", "1.2"].remarks
