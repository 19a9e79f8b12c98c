"""Decisions on judgements: people judge each theme. A judgement is never computed."""

from domain.actor import Origin
from domain.commands.judging import MakeJudgement, ProposeJudgement, ReviseJudgement
from domain.decision import decides, its_inspection
from domain.events.judging import JudgementMade, JudgementProposed, JudgementRevised
from domain.permissions import JUDGING, allow
from domain.refusals.inspection import (
    AlreadyJudged,
    NothingToChange,
    NotJudged,
    RatingNotOnScale,
    ScoreNeeded,
    ScoreNotWanted,
)
from domain.states.inspection import Inspection


@decides(ProposeJudgement, its_inspection)
def propose(inspection: Inspection, command: ProposeJudgement, origin: Origin) -> list[JudgementProposed]:
    """Decide on a proposal of a judgement."""
    _refuse_judging(inspection, command, origin, "propose judgements")
    return [JudgementProposed(origin=origin, **command.as_fields())]


@decides(MakeJudgement, its_inspection)
def make(inspection: Inspection, command: MakeJudgement, origin: Origin) -> list[JudgementMade]:
    """Decide on a judgement; refuses a different rating if the theme is already judged."""
    _refuse_judging(inspection, command, origin, "judge themes")
    current = inspection.judgements.get(command.theme)
    if current is not None and current != command.rating:
        raise AlreadyJudged(command.theme, current)
    return [JudgementMade(origin=origin, **command.as_fields())]


@decides(ReviseJudgement, its_inspection)
def revise(inspection: Inspection, command: ReviseJudgement, origin: Origin) -> list[JudgementRevised]:
    """Decide on revising a judgement; refuses if there is none, and no change."""
    _refuse_judging(inspection, command, origin, "revise judgements")
    old = inspection.judgements.get(command.theme)
    if old is None:
        raise NotJudged(command.theme)
    if old == command.rating:
        raise NothingToChange(f"The judgement of theme {command.theme}", old)
    return [
        JudgementRevised(
            origin=origin,
            theme=command.theme,
            old=old,
            new=command.rating,
            reason=command.reason,
            rested_on=command.rested_on,
        )
    ]


def _refuse_judging(
    inspection: Inspection, command: ProposeJudgement | MakeJudgement | ReviseJudgement, origin: Origin, doing: str
) -> None:
    allow(origin.actor, JUDGING, doing)
    inspection.refuse_if_locked(doing)
    framework = inspection.adopted_framework(doing)
    theme = framework.theme(command.theme)
    ratings = [rating.key for rating in framework.ratings]
    if command.rating not in ratings:
        raise RatingNotOnScale(command.rating, ratings)
    if theme.scored and command.rested_on is None:
        raise ScoreNeeded(command.theme)
    if not theme.scored and command.rested_on is not None:
        raise ScoreNotWanted(command.theme)
