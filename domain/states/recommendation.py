"""The state of a recommendation that decisions need, folded from its events."""

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from domain.actor import Actor
from domain.events.following_up import (
    ActionPlanned,
    ActionRevised,
    DueDateRequested,
    DueDateRevised,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationReopened,
)
from domain.events.recommendation_terms import Acceptance, CitedFinding, Closure, Owner, Verification
from domain.events.reviewing import RecommendationReviewed
from domain.text import PersonId, names_match
from domain.value import Data


class Action(Data):
    """The current state of a planned action."""

    step: str
    responsible: str
    due_on: date
    planned_on: date
    done: bool = False


class Recommendation(Data):
    """The current state of a recommendation.

    `requested_due_on` is the due date that the owner requested and the inspectorate has not decided on.
    `last_active_on` is the latest effective date of a report of progress, a verification or a review. `spoke_for_owner`
    holds everyone who ever acted for the owner: they may not verify it later, even after changing organisation.
    """

    owner: Owner
    published_on: date | None = None
    due_on: date | None = None
    requested_due_on: date | None = None
    findings: tuple[CitedFinding, ...] = ()
    carried_from: str | None = None
    actions: tuple[Action, ...] = ()
    answered: tuple[Acceptance, str | None] | None = None
    last_active_on: date | None = None
    closed: Closure | None = None
    closed_on: date | None = None
    reopened_on: date | None = None
    reviewed: Verification | None = None
    reviewed_on: date | None = None
    spoke_for_owner: frozenset[PersonId] = frozenset()


def _with_speaker(recommendation: Recommendation, actor: Actor) -> Recommendation:
    if not names_match(actor.organisation, recommendation.owner.organisation):
        return recommendation
    return replace(recommendation, spoke_for_owner=recommendation.spoke_for_owner | {actor.id})


def evolve(
    recommendation: Recommendation,
    fact: RecommendationAnswered
    | ActionPlanned
    | ActionRevised
    | ProgressReported
    | ProgressVerified
    | DueDateRequested
    | DueDateRevised
    | RecommendationClosed
    | RecommendationReopened
    | RecommendationReviewed,
) -> Recommendation:
    """Return the recommendation after one more fact. Recorded facts are never refused."""
    recommendation = _with_speaker(recommendation, fact.origin.actor)
    match fact:
        case RecommendationAnswered():
            return replace(recommendation, answered=(fact.acceptance, fact.explanation))
        case ActionPlanned():
            planned = Action(fact.step, fact.responsible, fact.due_on, fact.origin.day)
            return replace(recommendation, actions=(*recommendation.actions, planned))
        case ActionRevised():
            return _with_action(recommendation, fact)
        case ProgressReported() | ProgressVerified():
            return _with_day(recommendation, fact.origin.day)
        case DueDateRequested():
            return replace(recommendation, requested_due_on=None if fact.new == recommendation.due_on else fact.new)
        case DueDateRevised():
            return replace(recommendation, due_on=fact.new, requested_due_on=None)
        case RecommendationClosed():
            return replace(recommendation, closed=fact.closure, closed_on=fact.origin.day)
        case RecommendationReopened():
            return replace(recommendation, closed=None, closed_on=None, reopened_on=fact.origin.day)
        case RecommendationReviewed():
            reviewed = replace(recommendation, reviewed=fact.progress, reviewed_on=fact.origin.day)
            return _with_day(reviewed, fact.origin.day)
        case _:
            assert_never(fact)


def _with_action(recommendation: Recommendation, fact: ActionRevised) -> Recommendation:
    actions = list(recommendation.actions)
    planned_on = actions[fact.action - 1].planned_on
    actions[fact.action - 1] = Action(fact.new, fact.responsible, fact.due_on, planned_on, fact.done)
    return replace(recommendation, actions=tuple(actions))


def _with_day(recommendation: Recommendation, day: date) -> Recommendation:
    return replace(recommendation, last_active_on=max(day, recommendation.last_active_on or day))
