"""Events of judging themes."""

from typing import Annotated, ClassVar

from msgspec import Meta

from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Rule
from domain.ids import FrameworkId, Id, JudgementId, PersonalProposalId, ProposalId, ScoreId
from domain.text import Limits, Position, Reason, Reference, Text, ThemeId
from domain.value import Value

Count = Annotated[int, Meta(ge=0), Limits(ge=0)]


class ScoreBasis(Value):
    """The score that a judgement rested on, at a position of the log."""

    rule: Rule
    sufficient: Count
    answered: Count
    numerator: int | None
    denominator: int | None
    position: Position

    def __str__(self) -> str:
        return f"{self.sufficient} of {self.answered} sufficient at #{self.position}"


class JudgementProposed(Fact):
    """An inspector proposed a judgement of a theme."""

    TYPE: ClassVar = "judgement-proposed.v1"
    SENTENCE: ClassVar = "proposed to judge theme {theme} {rating}"
    ROLE: ClassVar = EventRole.PROPOSAL
    theme: ThemeId
    rating: Reference
    rationale: Text
    rested_on: ScoreBasis | None

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=PersonalProposalId(self.theme, self.origin.actor.id),
            sets={"rating": self.rating},
            settles=(ProposalId(self.theme),),
            rests_on=_basis(self.theme, self.rested_on),
        )


class JudgementMade(Fact):
    """The inspectorate judged a theme, or confirmed its judgement on a changed score."""

    TYPE: ClassVar = "judgement-made.v1"
    SENTENCE: ClassVar = "judged theme {theme} {rating}"
    ROLE: ClassVar = EventRole.JUDGEMENT
    theme: ThemeId
    rating: Reference
    rationale: Text
    rested_on: ScoreBasis | None

    def effect(self, _case: str = "") -> Effect:
        judgement = JudgementId(self.theme)
        return Effect(
            subject=judgement,
            sets={"rating": self.rating},
            settles=(judgement,),
            rests_on=_basis(self.theme, self.rested_on),
        )


class JudgementRevised(Fact):
    """A judgement was revised, with the reason."""

    TYPE: ClassVar = "judgement-revised.v1"
    SENTENCE: ClassVar = "revised the judgement of theme {theme} from {old} to {new}"
    ROLE: ClassVar = EventRole.JUDGEMENT
    theme: ThemeId
    old: Reference
    new: Reference
    reason: Reason
    rested_on: ScoreBasis | None

    def effect(self, _case: str = "") -> Effect:
        judgement = JudgementId(self.theme)
        return Effect(
            subject=judgement,
            sets={"rating": self.new},
            settles=(judgement,),
            rests_on=_basis(self.theme, self.rested_on),
        )


def _basis(theme: ThemeId, rested_on: ScoreBasis | None) -> tuple[Id, ...]:
    return (FrameworkId(),) if rested_on is None else (FrameworkId(), ScoreId(theme, rested_on.position))


JudgingEvent = JudgementProposed | JudgementMade | JudgementRevised
