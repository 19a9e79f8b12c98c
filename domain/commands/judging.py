"""Commands of judging: propose, make and revise the judgement of a theme."""

from domain.command import Command
from domain.events.judging import ScoreBasis
from domain.text import Reason, Reference, Text, ThemeId


class ProposeJudgement(Command):
    """Propose a judgement of a theme, with the reasons."""

    theme: ThemeId
    rating: Reference
    rationale: Text
    rested_on: ScoreBasis | None


class MakeJudgement(Command):
    """Judge a theme, or confirm its judgement on the current score."""

    theme: ThemeId
    rating: Reference
    rationale: Text
    rested_on: ScoreBasis | None


class ReviseJudgement(Command):
    """Change the judgement of a theme."""

    theme: ThemeId
    rating: Reference
    reason: Reason
    rested_on: ScoreBasis | None
