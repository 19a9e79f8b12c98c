"""Which events does each kind of figure depend on, and in which role?"""

from domain.commands import fieldwork, judging
from domain.effect import EventRole as Role
from domain.events.fieldwork import FindingList
from domain.framework import Response
from projections.audit.figure_sources import FigureSource, ReplayedLog, last_exclusion_event, sources_of
from projections.audit.trace_event import trace_event
from projections.audit.trace_figure import trace
from projections.saved.figures import Figure, FigureKind
from tests.fixtures.inspections import (
    ANN,
    announced,
    followed_up,
    moderate,
    played,
    signed_off,
)
from tests.projections.audit.traces import SCORES, SHARES, affected, find, log_of, roles


def test_a_score_without_answers_rests_on_its_framework_and_cases():
    traced = trace(log_of(announced()), SCORES[0])
    assert traced.value.startswith("no score")
    assert set(roles(traced)) == {Role.FRAMEWORK, Role.SAMPLED}


def test_an_exclusion_after_the_judgement_is_not_what_it_rested_on():
    excluded = played([("judge", "A-1", "1.1", Response.SUFFICIENT), ("exclude", "A-1", "1.1", Response.SUFFICIENT)])
    log = log_of(excluded)
    assert Role.EXCLUDED not in roles(trace(log, Figure(FigureKind.JUDGEMENT, "1")))
    assert Role.EXCLUDED in roles(trace(log, SCORES[0]))


def test_a_judgement_without_a_score_rests_on_what_was_said_of_it_and_on_findings():
    story = signed_off()
    fields = {"theme": "3", "rating": "fair", "rationale": "they met", "rested_on": None}
    story.does(ANN, judging.ProposeJudgement, **fields)
    traced = trace(log_of(story), Figure(FigureKind.JUDGEMENT, "3"))
    assert traced.basis is None
    assert list(roles(traced)) == [Role.JUDGEMENT, Role.PROPOSAL, Role.FRAMEWORK]


def test_what_is_found_rests_on_all_that_was_said_of_the_answers_and_cases_it_cites():
    story = signed_off()
    finding = find(story, answers=[("A-1", "1.1")], cases=["A-2"])
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    log = log_of(story)
    found = roles(trace(log, finding))
    assert found[Role.CITED_ANSWER][-1] == log[-1].position
    assert found[Role.CITED_CASE] == [one.position for one in log if one.case == "A-2"]
    assert {finding, Figure(FigureKind.JUDGEMENT, "1")} <= affected(log, log[-1].position)[0]
    through = next(
        one for one in trace_event(log, log[-1].position).affected_figures if one.figure.kind is FigureKind.JUDGEMENT
    )
    assert through.through == (finding,)


def test_a_withdrawn_finding_no_longer_bears_on_the_judgement():
    story = signed_off()
    finding = find(story, answers=[("A-1", "1.1")])
    name = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
    story.does(ANN, fieldwork.WithdrawFinding, **name, reason="it was not")
    log = log_of(story)
    assert Role.FINDING not in roles(trace(log, Figure(FigureKind.JUDGEMENT, "1")))
    assert roles(trace(log, finding))[Role.FINDING] == [log[-2].position, log[-1].position]
    assert trace_event(log, log[-2].position).replaced_by.position == log[-1].position


def test_a_recommendation_rests_on_its_follow_up_the_publication_its_evidence_and_its_findings():
    log = log_of(followed_up())
    traced = trace(log, Figure(FigureKind.RECOMMENDATION, "1"))
    assert list(roles(traced)) == [
        Role.RECOMMENDED, Role.ACCEPTANCE, Role.ACTION, Role.CLAIM, Role.VERIFICATION, Role.CLOSURE,
        Role.REVIEW, Role.PUBLISHED, Role.EVIDENCE, Role.FINDING]  # fmt: skip
    assert traced.value == (
        "answer: agreed; claim: claimed complete; verification: good progress; review: good progress; "
        "due date: 2026-03-14; actions: 1 of 1 done"
    )
    assert Role.DUE_DATE in roles(trace(log, Figure(FigureKind.RECOMMENDATION, "2")))


def test_an_answer_has_every_event_of_its_own_and_a_case_has_all_of_its_events():
    done = [(deed, "A-1", "1.1", Response.INSUFFICIENT) for deed in ("second", "query", "reply", "moderate", "confirm")]
    log = log_of(played([*done, ("complete", "A-1", "1.1", Response.SUFFICIENT), ("reopen", "A-1", "1.1", "")]))
    traced = trace(log, Figure(FigureKind.ANSWER, "A-1:1.1"))
    assert list(roles(traced)) == [Role.ANSWERED, Role.QUERY, Role.REPLY, Role.MODERATED, Role.CONFIRMED]
    assert traced.events[0].replaced_by == traced.events[3].event.position
    whole = trace(log, Figure(FigureKind.CASE, "A-1"))
    assert [one.event.position for one in whole.events] == [one.position for one in log if one.case == "A-1"]
    assert {Role.SECOND, Role.REOPENED, Role.SIGNED_OFF, Role.SUBMITTED, Role.ASSIGNED} <= set(roles(whole))


def test_a_revised_answer_is_told_as_such():
    done = [("answer", "A-1", "1.1", Response.SUFFICIENT), ("revise", "A-1", "1.1", Response.INSUFFICIENT)]
    traced = trace(log_of(played(done, answered=False)), Figure(FigureKind.ANSWER, "A-1:1.1"))
    assert list(roles(traced)) == [Role.ANSWERED, Role.REVISED]


# Sources, one by one


def sources(log, figure):
    return sources_of(ReplayedLog.replay(log), figure)


def test_an_answer_depends_on_its_own_events_directly():
    log = log_of(played([("moderate", "A-1", "1.1", Response.INSUFFICIENT)]))
    first = next(recorded for recorded in log if recorded.fact.kind() == "answer-recorded")
    assert sources(log, Figure(FigureKind.ANSWER, "A-1:1.1")) == [
        FigureSource(first.position, Role.ANSWERED),
        FigureSource(log[-1].position, Role.MODERATED),
    ]


def test_a_question_depends_on_the_framework_its_current_answers_and_their_cases():
    log = log_of(played([("moderate", "A-1", "1.1", Response.NOT_APPLICABLE)]))
    found = sources(log, SHARES[0])
    assert found[0].role is Role.FRAMEWORK
    assert FigureSource(log[-1].position, Role.NOT_APPLICABLE) in found
    assert [source.role for source in found].count(Role.SAMPLED) == 3
    assert {source.through for source in found} == {None}


def test_a_judgement_depends_on_answers_through_the_score_of_its_theme():
    found = sources(log_of(signed_off()), Figure(FigureKind.JUDGEMENT, "1"))
    assert {source.through for source in found if source.role is Role.COUNTED} == {SCORES[0]}
    assert {source.through for source in found if source.role is Role.JUDGEMENT} == {None}


def test_the_last_exclusion_event_of_a_case_is_found_up_to_a_position():
    done = [(deed, "A-3", "1.1", Response.SUFFICIENT) for deed in ("exclude", "reinstate")]
    log = log_of(played(done))
    replayed = ReplayedLog.replay(log)
    excluded, reinstated = log[-2], log[-1]
    assert last_exclusion_event(replayed, "A-3") == reinstated
    assert last_exclusion_event(replayed, "A-3", until=excluded.position) == excluded
    assert last_exclusion_event(replayed, "A-3", until=excluded.position - 1) is None
    assert last_exclusion_event(replayed, "A-1") is None
