"""Build the log as it would be without some events, or under other rules.

Nothing is recorded: the hypothetical log is replayed like any other. Only the named events are left out. Later
decisions by people stay as they were made: a later moderation of the same answer still sets that answer, a reopened
assessment stays reopened, and a judgement stays made.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import assert_never

from msgspec import structs

from domain.effect import EventRole
from domain.events.setting_up import FrameworkAdopted, TeamMemberAssigned
from domain.framework import Framework, Rating, Rule
from domain.ids import Id
from domain.refusals.base import Invalid, NotFound
from domain.refusals.case import UnknownCase
from domain.text import CaseReference, PersonId, QuestionId
from domain.value import Data
from domain.wording import join_list
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of

Log = Sequence[RecordedEvent]


class NoSuchEvent(NotFound, code="no-such-event"):
    """No event that counts here has this position."""

    def __init__(self, position: int) -> None:
        super().__init__(f"There is no event #{position} among the events that count here. See: inspectrail trail")


class TakesNoPart(NotFound, code="takes-no-part"):
    """Nobody in the inspection has this id."""

    def __init__(self, person: str) -> None:
        super().__init__(f"Nobody with the id {person} takes part in the inspection. See: inspectrail team list")


class NotAModeration(Invalid, code="not-a-moderation"):
    """The event is not a moderation. Only moderations can be left out one by one."""

    def __init__(self, recorded: RecordedEvent) -> None:
        kind, name = recorded.fact.kind(), recorded.fact.origin.actor.name
        super().__init__(
            f"#{recorded.position} is not a moderation: it is {kind}, by {name}. Only an answer-moderated event can be "
            f"left out by itself. To list them: inspectrail trail --kind answer-moderated. To leave out more, use "
            f"--without-moderations-of, --without-moderator or --without-case."
        )


class KeyQuestionsMissing(Invalid, code="key-questions-missing"):
    """The rule scores by key question, and some questions have no key question."""

    def __init__(self, framework: str, questions: Sequence[QuestionId]) -> None:
        super().__init__(
            f"{framework} cannot be scored by its lowest key question: {len(questions)} of its questions "
            f"{'has' if len(questions) == 1 else 'have'} no key question ({join_list(questions)}). Use another rule."
        )


class BandsDoNotFit(Invalid, code="bands-do-not-fit"):
    """The cuts do not fit the rating scale."""

    def __init__(self, ratings: Sequence[Rating]) -> None:
        titles = [rating.title for rating in ratings]
        super().__init__(
            f"Give {len(titles)} whole percentages, one for each of {join_list(titles)}. The first must be 0, each "
            f"must be higher than the last, and none may be above 100. For example: {_even_cuts(len(titles))}."
        )


class WithoutEvent(Data):
    """Leave out one moderation."""

    position: int


class WithoutModerationsOf(Data):
    """Leave out all moderations of this assessor's answers."""

    assessor: PersonId


class WithoutModerator(Data):
    """Leave out this person's moderations, exclusions and reinstatements."""

    moderator: PersonId


class WithoutCase(Data):
    """Leave out a case, as if it had never been sampled."""

    case: CaseReference


class AlternativeRule(Data):
    """Use another scoring rule."""

    rule: Rule


class AlternativeBands(Data):
    """Use other bands. `cuts` are whole percentages, from the lowest rating up."""

    cuts: tuple[int, ...]


class RulesOf(Data):
    """Use the scoring rule and rating scale of another framework. The questions stay."""

    framework: Framework


Change = (
    WithoutEvent | WithoutModerationsOf | WithoutModerator | WithoutCase | AlternativeRule | AlternativeBands | RulesOf
)


class Overtaken(Data):
    """A left-out event, and the later event that decides the same answer or case."""

    left_out: RecordedEvent
    later: RecordedEvent


def suppose(log: Log, *changes: Change) -> tuple[RecordedEvent, ...]:
    """Return the log without the events left out, and with other rules.

    A rule or bands take precedence over those of another framework. Raise a refusal if an event, person or case is
    unknown, if an event is not a moderation, or if the rules do not fit.
    """
    omitted = {position for change in changes for position in _left_out(log, change)}
    return tuple(_with_rules(recorded, changes) for recorded in log if recorded.position not in omitted)


def left_out(log: Log, supposed: Log) -> tuple[RecordedEvent, ...]:
    """Return the events that the supposed log does not have."""
    remaining = {recorded.position for recorded in supposed}
    return tuple(recorded for recorded in log if recorded.position not in remaining)


def overtaken(log: Log, supposed: Log) -> tuple[Overtaken, ...]:
    """Return the left-out events that a later event overtakes: the result is the same.

    A judgement made between the two events would still have been based on another score.
    """
    deciding = {subject: recorded for recorded in supposed for subject in effect_of(recorded).settles}
    pairs = (
        (event, deciding.get(subject)) for event in left_out(log, supposed) for subject in effect_of(event).settles
    )
    return tuple(
        Overtaken(event, later) for event, later in pairs if later is not None and later.position > event.position
    )


def name_of(log: Log, person: PersonId) -> str:
    """Return the name of a person. Raise TakesNoPart if the inspection does not know them."""
    for recorded in reversed(log):
        fact = recorded.fact
        if fact.origin.actor.id == person:
            return fact.origin.actor.name
        if isinstance(fact, TeamMemberAssigned) and fact.person == person:
            return fact.name
    raise TakesNoPart(person)


def _left_out(log: Log, change: Change) -> Iterator[int]:
    match change:
        case WithoutEvent():
            yield _moderation(log, change.position).position
        case WithoutModerationsOf():
            name_of(log, change.assessor)
            yield from (event.position for event, author in _moderations(log) if author == change.assessor)
        case WithoutModerator():
            name_of(log, change.moderator)
            yield from (event.position for event in log if _changed_by(change.moderator, event))
        case WithoutCase():
            positions = [recorded.position for recorded in log if recorded.case == change.case]
            if not positions:
                raise UnknownCase(change.case, log[0].inspection if log else "the inspection")
            yield from positions
        case AlternativeRule() | AlternativeBands() | RulesOf():
            return
        case _:
            assert_never(change)


def _moderation(log: Log, position: int) -> RecordedEvent:
    event = next((recorded for recorded in log if recorded.position == position), None)
    if event is None:
        raise NoSuchEvent(position)
    if event.fact.ROLE is not EventRole.MODERATED:
        raise NotAModeration(event)
    return event


def _changed_by(moderator: PersonId, recorded: RecordedEvent) -> bool:
    roles = {EventRole.MODERATED, EventRole.EXCLUDED, EventRole.REINSTATED}
    return recorded.fact.ROLE in roles and recorded.fact.origin.actor.id == moderator


def _moderations(log: Log) -> Iterator[tuple[RecordedEvent, PersonId | None]]:
    """Yield every moderation, with the author of the answer that it changed."""
    authors: dict[Id, PersonId] = {}
    for recorded in log:
        answer = effect_of(recorded).subject
        if recorded.fact.ROLE in (EventRole.ANSWERED, EventRole.REVISED):
            authors[answer] = recorded.fact.origin.actor.id
        elif recorded.fact.ROLE is EventRole.MODERATED:
            yield recorded, authors.get(answer)


def _with_rules(recorded: RecordedEvent, changes: Sequence[Change]) -> RecordedEvent:
    fact = recorded.fact
    if not isinstance(fact, FrameworkAdopted):
        return recorded
    framework = _with_alternative_rules(fact.framework, changes)
    if framework == fact.framework:
        return recorded
    return recorded._replace(fact=structs.replace(fact, framework=framework, digest=framework.digest))


def _with_alternative_rules(framework: Framework, changes: Sequence[Change]) -> Framework:
    rule, ratings = framework.rule, framework.ratings
    for change in sorted(changes, key=lambda change: not isinstance(change, RulesOf)):
        match change:
            case RulesOf():
                rule, ratings = change.framework.rule, change.framework.ratings
            case AlternativeRule():
                rule = change.rule
            case AlternativeBands():
                ratings = _with_cuts(ratings, change.cuts)
            case WithoutEvent() | WithoutModerationsOf() | WithoutModerator() | WithoutCase():
                continue
            case _:
                assert_never(change)
    without_key = [question.id for question in framework.questions if question.key_question is None]
    if rule is Rule.LOWEST_KEY_QUESTION and without_key:
        raise KeyQuestionsMissing(framework.reference, without_key)
    return structs.replace(framework, rule=rule, ratings=ratings)


def _with_cuts(ratings: tuple[Rating, ...], cuts: tuple[int, ...]) -> tuple[Rating, ...]:
    rising = all(low < high for low, high in pairwise(cuts))
    if len(cuts) != len(ratings) or cuts[0] != 0 or cuts[-1] > 100 or not rising:
        raise BandsDoNotFit(ratings)
    return tuple(structs.replace(rating, from_score=cut) for rating, cut in zip(ratings, cuts, strict=True))


def _even_cuts(number: int) -> str:
    return ",".join(str(100 * place // number) for place in range(number))
