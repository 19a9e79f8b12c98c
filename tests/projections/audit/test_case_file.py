"""What does the file of one case say, question by question?"""

from domain.framework import Response
from events_store.store import case_stream
from projections.audit.case_file import CaseFile, case_file
from tests.fixtures.inspections import NAME, played


def file_of(*done, case="A-1"):
    story = played([(deed, case, question, response) for deed, question, response in done])
    return case_file(story.store.read(case_stream(NAME, case)))


def test_the_file_says_what_was_sampled_who_assesses_and_what_was_answered():
    file = file_of()
    assert (file.reference, file.pseudonym, file.conditions, file.assessor) == (
        "A-1", "Robin A-1", ("community",), "ben")  # fmt: skip
    answer = file.answers["1.1"]
    assert (answer.response, answer.evidence, answer.by, answer.changes) == (
        Response.SUFFICIENT, "seen in the file", "Ben Baker", 0)  # fmt: skip
    assert file.version == 5


def test_a_changed_answer_shows_how_often_it_changed_and_the_last_word():
    answer = file_of(("moderate", "1.1", Response.INSUFFICIENT), ("moderate", "1.1", Response.NOT_APPLICABLE)).answers[
        "1.1"
    ]
    assert (answer.response, answer.changes) == (Response.NOT_APPLICABLE, 2)
    assert answer.last_word == "Cat Carter: the review was late"
    assert answer.evidence == "seen in the file"


def test_a_confirmed_answer_shows_the_moderators_word_and_is_not_changed():
    answer = file_of(("confirm", "1.1", Response.SUFFICIENT)).answers["1.1"]
    assert (answer.changes, answer.last_word) == (0, "Cat Carter: borne out")


def test_a_query_stands_with_its_reply_and_a_new_query_without_one():
    asked = ("query", "1.1", Response.SUFFICIENT)
    replied = ("reply", "1.1", Response.SUFFICIENT)
    assert file_of(asked).answers["1.1"].reply is None
    assert file_of(asked, replied).answers["1.1"].reply == "that one"
    assert file_of(asked, replied, asked).answers["1.1"].reply is None


def test_second_answers_stand_apart_and_change_nothing():
    file = file_of(("second", "1.1", Response.INSUFFICIENT))
    assert file.second_answers == {"1.1": {"gus": Response.INSUFFICIENT}}
    assert file.answers["1.1"].response is Response.SUFFICIENT


def test_submitting_excluding_and_reopening_move_the_version_only():
    assert file_of(("exclude", "1.1", Response.SUFFICIENT)).version == 6


def test_a_case_that_was_never_sampled_has_no_version():
    assert case_file(()) == CaseFile()
