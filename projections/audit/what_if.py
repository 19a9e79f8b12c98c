"""Which log would there be without some events, or by other rules?

Nothing is recorded: the log that would be is folded as every log is. What is left out is left out alone. A later
decision about the same answer stands as it was made, whatever the answer would have been by then: whoever made it said
what the answer should be. So does all else that people decided: a reopened assessment stays reopened, a judgement made.
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
        super().__init__(f"There is no event #{position} among those that are looked at. See: inspectrail trail")


class TakesNoPart(NotFound, code="takes-no-part"):
    """Nobody in the inspection goes by this name."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} takes no part in the inspection. See: inspectrail team list")


class NotAModeration(Invalid, code="not-a-moderation"):
    """Of all kinds of event, only moderations can be left out one by one."""

    def __init__(self, recorded: RecordedEvent) -> None:
        kind, name = recorded.fact.kind(), recorded.fact.origin.actor.name
        super().__init__(
            f"#{recorded.position} is no moderation but of the kind {kind}, by {name}. Only an answer-moderated can be "
            f"left out by itself; see: inspectrail trail --kind answer-moderated. More is left out with "
            f"--without-moderations-of, --without-moderator and --without-case."
        )


class KeyQuestionsMissing(Invalid, code="key-questions-missing"):
    """The 2018 rule scores by key question, and some questions belong to none."""

    def __init__(self, framework: str, questions: Sequence[QuestionId]) -> None:
        super().__init__(
            f"{framework} cannot be scored by its lowest key question: {len(questions)} of its questions "
            f"{'belongs' if len(questions) == 1 else 'belong'} to no key question ({join_list(questions)}). Use "
            f"another rule."
        )


class BandsDoNotFit(Invalid, code="bands-do-not-fit"):
    """The cuts make no scale of bands."""

    def __init__(self, ratings: Sequence[Rating]) -> None:
        titles = [rating.title for rating in ratings]
        super().__init__(
            f"Bands need {len(titles)} whole percentages, one for each of {join_list(titles)}: the first is 0, each is "
            f"higher than the one before, and none is above 100. For example {_even_cuts(len(titles))}."
        )


class WithoutEvent(Data):
    """Leave one moderation out."""

    position: int


class WithoutModerationsOf(Data):
    """Leave the moderations of this assessor's answers out, whoever made them."""

    assessor: PersonId


class WithoutModerator(Data):
    """Leave out whatever this person changed: answers moderated, cases excluded and reinstated."""

    moderator: PersonId


class WithoutCase(Data):
    """Leave everything that happened to a case out, as if it had never been sampled."""

    case: CaseReference


class AlternativeRule(Data):
    """Score by another rule."""

    rule: Rule


class AlternativeBands(Data):
    """Let the bands of the rating scale begin elsewhere: whole percentages, from the lowest rating up."""

    cuts: tuple[int, ...]


class RulesOf(Data):
    """Take the scoring rule and the rating scale of another framework; the questions stay."""

    framework: Framework


Change = (
    WithoutEvent | WithoutModerationsOf | WithoutModerator | WithoutCase | AlternativeRule | AlternativeBands | RulesOf
)


class Overtaken(Data):
    """An event that was left out, and the later one that settles the same answer, or case, without it."""

    left_out: RecordedEvent
    stands: RecordedEvent


def suppose(log: Log, *changes: Change) -> tuple[RecordedEvent, ...]:
    """Return the log that would have been: without the events left out, and scored by other rules.

    Of rules, those of another framework come first, and a rule or bands given beside it take the place of its own.
    Refuses events, people and cases that are not there, events that are no moderation, and rules that do not fit.
    """
    gone = {position for change in changes for position in _left_out(log, change)}
    return tuple(_with_rules(recorded, changes) for recorded in log if recorded.position not in gone)


def left_out(log: Log, supposed: Log) -> tuple[RecordedEvent, ...]:
    """Return the events that the supposed log is without."""
    existing = {recorded.position for recorded in supposed}
    return tuple(recorded for recorded in log if recorded.position not in existing)


def overtaken(log: Log, supposed: Log) -> tuple[Overtaken, ...]:
    """Return the events without which the same stands in the end, because a later one settles the same matter.

    A judgement made between the two would have rested on something else all the same.
    """
    settled = {subject: recorded for recorded in supposed for subject in effect_of(recorded).settles}
    found = ((gone, settled.get(subject)) for gone in left_out(log, supposed) for subject in effect_of(gone).settles)
    return tuple(
        Overtaken(gone, stands) for gone, stands in found if stands is not None and stands.position > gone.position
    )


def name_of(log: Log, person: PersonId) -> str:
    """Return the name of somebody who takes part; refuses whoever does not."""
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
            found = [recorded.position for recorded in log if recorded.case == change.case]
            if not found:
                raise UnknownCase(change.case, log[0].inspection if log else "the inspection")
            yield from found
        case AlternativeRule() | AlternativeBands() | RulesOf():
            return
        case _:
            assert_never(change)


def _moderation(log: Log, position: int) -> RecordedEvent:
    found = next((recorded for recorded in log if recorded.position == position), None)
    if found is None:
        raise NoSuchEvent(position)
    if found.fact.ROLE is not EventRole.MODERATED:
        raise NotAModeration(found)
    return found


def _changed_by(moderator: PersonId, recorded: RecordedEvent) -> bool:
    changing = {EventRole.MODERATED, EventRole.EXCLUDED, EventRole.REINSTATED}
    return recorded.fact.ROLE in changing and recorded.fact.origin.actor.id == moderator


def _moderations(log: Log) -> Iterator[tuple[RecordedEvent, PersonId | None]]:
    """Yield every moderation, with who wrote the answer that it changed."""
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
    framework = _reruled(fact.framework, changes)
    if framework == fact.framework:
        return recorded
    adopting = structs.replace(fact, framework=framework, digest=framework.digest)
    return recorded._replace(fact=adopting)


def _reruled(framework: Framework, changes: Sequence[Change]) -> Framework:
    rule, ratings = framework.rule, framework.ratings
    for change in sorted(changes, key=lambda item: not isinstance(item, RulesOf)):
        match change:
            case RulesOf():
                rule, ratings = change.framework.rule, change.framework.ratings
            case AlternativeRule():
                rule = change.rule
            case AlternativeBands():
                ratings = _banded(ratings, change.cuts)
            case WithoutEvent() | WithoutModerationsOf() | WithoutModerator() | WithoutCase():
                continue
            case _:
                assert_never(change)
    loose = [question.id for question in framework.questions if question.key_question is None]
    if rule is Rule.LOWEST_KEY_QUESTION and loose:
        raise KeyQuestionsMissing(framework.reference, loose)
    return structs.replace(framework, rule=rule, ratings=ratings)


def _banded(ratings: tuple[Rating, ...], cuts: tuple[int, ...]) -> tuple[Rating, ...]:
    rising = all(low < high for low, high in pairwise(cuts))
    if len(cuts) != len(ratings) or cuts[0] != 0 or cuts[-1] > 100 or not rising:
        raise BandsDoNotFit(ratings)
    return tuple(structs.replace(rating, from_score=cut) for rating, cut in zip(ratings, cuts, strict=True))


def _even_cuts(number: int) -> str:
    return ",".join(str(100 * place // number) for place in range(number))
