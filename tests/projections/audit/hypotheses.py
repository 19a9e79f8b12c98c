"""Frameworks and stories for the tests of what-if."""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

from msgspec import structs
from msgspec.structs import replace

from domain.actor import Actor, Role
from domain.commands import assessing, moderating
from domain.events.assessing import AnswerRecorded
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework, Rating, Response, Rule, Theme
from domain.refusals.base import Refused
from domain.value import validated
from events_store.command_handler import CommandHandler
from events_store.memory import MemoryStore
from events_store.store import Batch, RecordedEvent
from projections.saved.theme_scores import THEME_SCORES, ThemeScore, all_scores, share_of
from tests.fixtures.inspections import (
    BEN,
    CASES,
    FRAMEWORK,
    NAME,
    Deed,
    Story,
    _do,
    announced,
    answer,
    assessed,
)

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response


DAN = Actor(id="dan", name="Dan Dale", role=Role.MODERATOR, organisation="Youth Inspectorate")


def log_of(story: Story) -> tuple[RecordedEvent, ...]:
    return tuple(story.store.follow(inspection=NAME))


def share(log: Sequence[RecordedEvent], theme: str = "1") -> Fraction | None:
    return share_of(THEME_SCORES.replay(log), theme)


def framework_of(log: Sequence[RecordedEvent]) -> Framework:
    return next(recorded.fact.framework for recorded in log if isinstance(recorded.fact, FrameworkAdopted))


def remade(framework: Framework = FRAMEWORK, **changes: object) -> Framework:
    """Return a framework with some fields changed, built anew."""
    return validated(Framework, {**framework.as_fields(), **changes})


def keyed(**key_questions: str | None) -> tuple[Theme, ...]:
    """Return the themes of the small framework, each question with a key question: its own, or as given."""
    return tuple(
        structs.replace(
            theme,
            questions=tuple(
                structs.replace(one, key_question=key_questions.get(f"of_{one.id[0]}", f"key-{one.id}"))
                for one in theme.questions
            ),
        )
        for theme in FRAMEWORK.themes
    )


KEYED = remade(themes=keyed())


YOUTH = remade(
    reference="youth",
    themes=keyed(),
    rule=Rule.LOWEST_KEY_QUESTION,
    ratings=(
        Rating(key="weak", title="Weak", value=0, from_score=0),
        Rating(key="strong", title="Strong", value=1, from_score=40),
    ),
)


def also(story: Story, done: Sequence[Deed]) -> Story:
    """Play deeds after what happened already; what a rule refuses simply does not happen."""
    for deed in done:
        with suppress(Refused):
            _do(story, *deed)
    return story


def never_sampled(case: str, done: Sequence[Deed]) -> Story:
    """Play deeds in an inspection like the one assessed, into which a case was never drawn."""
    story = announced()
    facts = [recorded for recorded in log_of(story) if recorded.case != case]
    story.store = MemoryStore()
    story.handler = CommandHandler(story.store)
    for number, recorded in enumerate(facts):
        batch = Batch(recorded.stream, recorded.version - 1, (recorded.fact,))
        story.store.append(NAME, batch, command=f"before-{number}")
    for recorded in log_of(assessed()):
        if isinstance(recorded.fact, AnswerRecorded) and recorded.case != case:
            answer(story, recorded.case or "", recorded.fact.question, recorded.fact.response)
    for other in CASES:
        if other != case:
            story.does(BEN, assessing.SubmitAssessment, case=other)
    return also(story, done)


def figures(log: Sequence[RecordedEvent]) -> list[ThemeScore]:
    """Return the scores, without the positions of the events that they rest on."""
    return [replace(score, events=()) for score in all_scores(THEME_SCORES.replay(log))]


def moderated_by(actor: Actor, story: Story, case: str, question: str, response: Response) -> int:
    """Moderate an answer; return the position."""
    said = {"question": question, "response": response, "reason": "the review was late"}
    return story.does(actor, moderating.ModerateAnswer, case=case, **said).recorded[0].position


def assessed_by(framework: Framework) -> Story:
    """The inspection that was assessed, by another framework with the same questions."""
    story = announced(framework)
    for recorded in log_of(assessed()):
        if isinstance(recorded.fact, AnswerRecorded):
            answer(story, recorded.case or "", recorded.fact.question, recorded.fact.response)
    for case in CASES:
        story.does(BEN, assessing.SubmitAssessment, case=case)
    return story
