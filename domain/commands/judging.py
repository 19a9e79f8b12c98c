"""Asked for in judging: to propose, make and revise the judgement of a theme."""

from domain.command import Command
from domain.events.judging import ScoreBasis
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
