"""How often did moderators change answers, and how?"""

from fractions import Fraction

from hypothesis import given, settings
from msgspec import structs

from domain.events.moderating import AnswerModerated
from projections.agreement import moderation
from projections.agreement.inter_rater import AgreementGrouping, ResponseChange
from projections.agreement.ratings_by_person import ratings_by_person
from tests.fixtures.inspections import (
    FRAMEWORK,
    Deed,
    announced,
    assessed,
    deeds,
    played,
)
from tests.projections.agreement.ratings import (
    DOM,
    IDA,
    INSUFFICIENT,
    NOT_APPLICABLE,
    SUFFICIENT,
    all_moderations,
    change,
    confirm,
    counted,
    joined,
    moderated,
    rated,
    reopened,
    revise,
)


def test_looked_at_is_what_was_confirmed_or_changed():
    story = assessed()
    confirm(story, "A-1", "1.1")
    change(story, "A-2", "1.1", INSUFFICIENT)
    found = moderated(story)
    assert (found.answers, found.looked_at, found.confirmed, found.changed, found.changes) == (8, 2, 1, 1, 1)
    assert found.changed_share == Fraction(1, 8)
    assert found.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1),)


def test_an_answer_that_is_changed_back_is_one_answer_with_two_changes_and_put_back():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    change(story, "A-1", "1.1", SUFFICIENT)
    found = moderated(story)
    assert (found.looked_at, found.changed, found.changes, found.put_back) == (1, 1, 2, 1)
    assert found.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1), ResponseChange(INSUFFICIENT, SUFFICIENT, 1))


def test_an_answer_that_is_changed_twice_to_something_else_is_not_put_back():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    change(story, "A-1", "1.1", NOT_APPLICABLE)
    assert (moderated(story).changed, moderated(story).put_back) == (1, 0)


def test_an_answer_that_is_confirmed_and_changed_counts_as_changed_whichever_was_first():
    story = assessed()
    confirm(story, "A-1", "1.1")
    change(story, "A-1", "1.1", INSUFFICIENT)
    confirm(story, "A-1", "1.1")
    assert (moderated(story).looked_at, moderated(story).confirmed, moderated(story).changed) == (1, 0, 1)


def test_an_answer_that_its_assessor_revised_after_moderation_was_still_changed_and_not_put_back():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    reopened(story, "A-1")
    revise(story, "A-1", "1.1", SUFFICIENT)
    assert (moderated(story).changed, moderated(story).put_back) == (1, 0)


def test_without_answers_no_share_was_changed():
    assert moderated(announced()).changed_share is None


def test_moderation_by_moderator_counts_what_each_looked_at_and_gives_no_answers():
    story = joined(assessed(), DOM)
    change(story, "A-1", "1.1", INSUFFICIENT)
    change(story, "A-1", "1.1", SUFFICIENT, DOM)
    change(story, "A-2", "1.1", INSUFFICIENT, DOM)
    found = rated(story)
    cat, dom = moderation.by_moderator(found, found.answers())
    assert (cat.group, cat.answers, cat.looked_at, cat.changed, cat.put_back) == (("cat",), None, 1, 1, 0)
    assert (dom.title, dom.answers, dom.looked_at, dom.changed, dom.put_back) == ("Dom Dale", None, 2, 2, 1)
    assert dom.changed_share == 1


def test_moderation_by_question_says_which_way_each_went():
    story = assessed()
    change(story, "A-2", "1.2", SUFFICIENT)
    change(story, "A-3", "1.2", INSUFFICIENT)
    first, reports, planning = moderation.by_group(AgreementGrouping.QUESTION, FRAMEWORK, rated(story).answers())
    assert (first.answers, first.changed, planning.answers, planning.changed) == (3, 0, 3, 0)
    assert reports.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1), ResponseChange(INSUFFICIENT, SUFFICIENT, 1))


def test_an_answer_belongs_to_whoever_had_written_it_when_it_was_looked_at_and_to_whoever_wrote_it_last():
    story = joined(assessed(), IDA)
    change(story, "A-1", "1.1", INSUFFICIENT)
    reopened(story, "A-1")
    log = [*story.store.follow()]
    revised = played([("reopen", "A-1", "1.1", SUFFICIENT), ("revise", "A-1", "1.1", INSUFFICIENT)])
    last = [*revised.store.follow()][-1]
    by_ida = structs.replace(last.fact, origin=structs.replace(last.fact.origin, actor=IDA))
    found = ratings_by_person([*log, last._replace(fact=by_ida)])
    ben, ida = moderation.by_assessor(found, found.answers())
    assert (ben.title, ben.answers, ben.changed) == ("Ben Baker", 8, 1)
    assert (ida.title, ida.answers, ida.changed) == ("Ida Ivers", 1, 0)
    (theirs,) = moderation.of_assessor("ida", found.answers())
    assert (theirs.question, theirs.reviews) == ("1.1", ())


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_every_change_is_counted_once_whatever_they_are_put_together_by(done: list[Deed]):
    log = tuple(played(done).store.follow())
    found = ratings_by_person(log)
    overall = moderation.overall(found.answers())
    changes = [recorded for recorded in log if isinstance(recorded.fact, AnswerModerated)]
    assert overall.changes == sum(recorded.case not in found.excluded for recorded in changes)
    for groups in all_moderations(log):
        assert sum(one.changes for one in groups) == overall.changes
        assert counted([way for one in groups for way in one.ways]) == counted(overall.ways)
        for one in groups:
            assert one.looked_at == one.confirmed + one.changed
            assert one.put_back <= one.changed <= one.changes == sum(way.times for way in one.ways)
