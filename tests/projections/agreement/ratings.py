"""People, actions and groups for the tests of this room."""

from collections.abc import Sequence
from datetime import date

from msgspec import structs

from domain.actor import Actor, Role
from domain.commands import assessing, moderating, second_assessing, setting_up
from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.events.second_assessing import SecondAnswerRecorded
from domain.framework import Response
from events_store.store import RecordedEvent
from projections.agreement import inter_rater, moderation
from projections.agreement.inter_rater import Agreement, AgreementGrouping, ResponseChange
from projections.agreement.moderation import Moderation
from projections.agreement.ratings_by_person import RatedAnswer, Ratings, ratings_by_person
from tests.fixtures.inspections import (
    ANN,
    BEN,
    CAT,
    FRAMEWORK,
    GUS,
    NAME,
    Story,
)

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response


IDA = Actor(id="ida", name="Ida Ivers", role=Role.INSPECTOR, organisation="Youth Inspectorate")


DOM = Actor(id="dom", name="Dom Dale", role=Role.MODERATOR, organisation="Youth Inspectorate")


def second(story: Story, case: str, question: str, response: Response, actor: Actor = GUS) -> None:
    if actor.id not in story.handler.case(NAME, case).second_assessors:
        story.does(ANN, second_assessing.AssignSecondAssessor, case=case, assessor=actor.id)
    story.does(
        actor, second_assessing.RecordSecondAnswer, case=case, question=question, response=response, evidence="seen"
    )


def joined(story: Story, actor: Actor) -> Story:
    story.does(
        ANN,
        setting_up.AssignTeamMember,
        person=actor.id,
        name=actor.name,
        role=actor.role,
        organisation=actor.organisation,
    )
    return story


def change(story: Story, case: str, question: str, response: Response, by: Actor = CAT) -> None:
    story.does(
        by, moderating.ModerateAnswer, case=case, question=question, response=response, reason="in line with others"
    )


def confirm(story: Story, case: str, question: str) -> None:
    story.does(CAT, moderating.ConfirmAnswer, case=case, question=question, reason="borne out")


def reopened(story: Story, case: str) -> None:
    story.does(ANN, assessing.ReopenAssessment, case=case, reason="a file turned up")


def revise(story: Story, case: str, question: str, response: Response) -> None:
    story.does(BEN, assessing.ReviseAnswer, case=case, question=question, response=response, reason="misread")


def rated(story: Story) -> Ratings:
    return ratings_by_person(tuple(story.store.follow()))


def agreed(story: Story) -> Agreement:
    return inter_rater.overall(rated(story).answers())


def moderated(story: Story) -> Moderation:
    return moderation.overall(rated(story).answers())


def the_answer(story: Story, case: str = "A-1", question: str = "1.1") -> RatedAnswer:
    return next(one for one in rated(story).answers() if (one.case, one.question) == (case, question))


def by_ben(recorded: RecordedEvent) -> RecordedEvent:
    fact = recorded.fact
    if not isinstance(fact, SecondAnswerRecorded):
        return recorded
    return recorded._replace(fact=structs.replace(fact, origin=structs.replace(fact.origin, actor=BEN)))


def all_groups(log: Sequence[RecordedEvent]) -> list[list[Agreement]]:
    found = ratings_by_person(log)
    answers = found.answers()
    return [
        inter_rater.by_pair(found, answers),
        *(inter_rater.by_group(by, FRAMEWORK, answers) for by in AgreementGrouping),
    ]


def all_moderations(log: Sequence[RecordedEvent]) -> list[list[Moderation]]:
    found = ratings_by_person(log)
    answers = found.answers()
    of_people = [moderation.by_assessor(found, answers), moderation.by_moderator(found, answers)]
    return [*of_people, *(moderation.by_group(by, FRAMEWORK, answers) for by in AgreementGrouping)]


def counted(ways: Sequence[ResponseChange]) -> dict[tuple[Response, Response], int]:
    together: dict[tuple[Response, Response], int] = {}
    for way in ways:
        together[way.old, way.new] = together.get((way.old, way.new), 0) + way.times
    return together


def by_reading(log: Sequence[RecordedEvent]) -> list[tuple[Response, Response]]:
    """Find the first answer to every second answer by reading the log again for each."""
    found = []
    for second_one in log:
        if not isinstance(second_one.fact, SecondAnswerRecorded):
            continue
        of_case = [one for one in log if one.case == second_one.case]
        if [one.fact.kind() for one in of_case if one.fact.kind() in ("case-excluded", "case-reinstated")][-1:] == [
            "case-excluded"
        ]:
            continue
        kinds = [one.fact.kind() for one in of_case]
        until = kinds.index("assessment-submitted") if "assessment-submitted" in kinds else len(kinds)
        responses = [
            one.fact.response if isinstance(one.fact, AnswerRecorded) else one.fact.new
            for one in of_case[:until]
            if isinstance(one.fact, AnswerRecorded | AnswerRevised) and one.fact.question == second_one.fact.question
        ]
        found += [(responses[-1], second_one.fact.response)] if responses else []
    return found


def elsewhen(recorded: RecordedEvent, day: date) -> RecordedEvent:
    origin = structs.replace(recorded.fact.origin, occurred_on=day)
    return recorded._replace(fact=structs.replace(recorded.fact, origin=origin))
