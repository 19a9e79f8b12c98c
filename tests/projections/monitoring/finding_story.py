"""Findings and recommendations of the small inspection, for tests."""

from domain.commands import fieldwork, following_up
from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingList
from domain.events.recommendation_terms import CitedFinding, Owner
from domain.framework import Response
from tests.fixtures.inspections import ANN, assessed, moderate


def add_finding(story, ordinal, answers=(), evidence=()):
    """Record a finding of theme 1 that its number names."""
    story.does(
        ANN,
        fieldwork.RecordFinding,
        theme="1",
        list=FindingList.KEY_FINDING,
        ordinal=ordinal,
        statement=f"finding {ordinal}",
        direction=Direction.DEFICIT,
        citations=Citations(answers=answers, evidence=evidence, cases=("A-3",)),
    )


def add_recommendation(story, number, *ordinals):
    story.does(
        ANN,
        following_up.MakeRecommendation,
        number=number,
        statement="do it",
        owner=Owner(role="Head", organisation="Newport Service"),
        findings=tuple(CitedFinding(theme="1", list=FindingList.KEY_FINDING, ordinal=ordinal) for ordinal in ordinals),
    )


def on_answers():
    """Return a story in which recommendation 1 addresses finding 1, on a moderated answer; none addresses finding 2."""
    story = assessed()
    moderate(story, "A-2", "1.1", Response.INSUFFICIENT)
    answer = CitedAnswer(case="A-2", question="1.1")
    add_finding(story, 1, answers=(answer,))
    add_finding(story, 2, answers=(CitedAnswer(case="A-2", question="1.2"),))
    add_recommendation(story, 1, 1)
    return story
