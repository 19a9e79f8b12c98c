"""Judging: people decide each theme on the rating scale. A judgement is never computed."""

from domain.command import Command
from domain.inspection.events.judging import JudgementMade, JudgementProposed, JudgementRevised, ScoreBasis
from domain.inspection.state import Inspection
from domain.inspection.team import JUDGING, allow
from domain.refusals import (
    AlreadyJudged,
    NothingToChange,
    NotJudged,
    RatingNotOnScale,
    ScoreNeeded,
    ScoreNotWanted,
)
from domain.text import Reason, Reference, Text, ThemeId


class ProposeJudgement(Command):
    """Say how a theme should be judged, and why."""

    theme: ThemeId
    rating: Reference
    rationale: Text
    rested_on: ScoreBasis | None


class MakeJudgement(Command):
    """Judge a theme; or confirm its judgement, on the score as it is now."""

    theme: ThemeId
    rating: Reference
    rationale: Text
    rested_on: ScoreBasis | None


class ReviseJudgement(Command):
    """Judge a theme differently."""

    theme: ThemeId
    rating: Reference
    reason: Reason
    rested_on: ScoreBasis | None


def propose(inspection: Inspection, command: ProposeJudgement) -> list[JudgementProposed]:
    """Decide on a proposal."""
    _judging(inspection, command, "propose judgements")
    return [JudgementProposed(**command.as_fields())]


def make(inspection: Inspection, command: MakeJudgement) -> list[JudgementMade]:
    """Decide on a judgement; refuses another rating where one stands, which must be revised with a reason."""
    _judging(inspection, command, "judge themes")
    standing = inspection.judgements.get(command.theme)
    if standing is not None and standing != command.rating:
        raise AlreadyJudged(command.theme, standing)
    return [JudgementMade(**command.as_fields())]


def revise(inspection: Inspection, command: ReviseJudgement) -> list[JudgementRevised]:
    """Decide on a changed judgement; refuses where there is none, and no change."""
    _judging(inspection, command, "revise judgements")
    old = inspection.judgements.get(command.theme)
    if old is None:
        raise NotJudged(command.theme)
    if old == command.rating:
        raise NothingToChange(f"The judgement of theme {command.theme}", old)
    return [
        JudgementRevised(
            origin=command.origin,
            theme=command.theme,
            old=old,
            new=command.rating,
            reason=command.reason,
            rested_on=command.rested_on,
        )
    ]


def _judging(inspection: Inspection, command: ProposeJudgement | MakeJudgement | ReviseJudgement, doing: str) -> None:
    allow(command.origin.actor, JUDGING, doing)
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
