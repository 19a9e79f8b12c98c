"""Who did what, when, why, and what was there before?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from string import Formatter

from domain.case.events import AnswerRecorded, SecondAnswerRecorded
from domain.catalogue import Event
from domain.framework import Framework
from domain.inspection.events.following_up import (
    FollowUpEvent,
    RecommendationAnswered,
    RecommendationMade,
    RecommendationReviewed,
)
from domain.inspection.events.setting_up import FrameworkAdopted
from domain.refusals import listed, spoken
from domain.text import QuestionId, ThemeId
from events_store.store import Recorded
from projections.engine import Projection, each


@dataclass(frozen=True)
class Entry:
    """One event as people read it. Old and new stand where something was changed, and why."""

    position: int
    at: datetime
    on: date | None
    person: str
    name: str
    role: str
    organisation: str
    kind: str
    what: str
    case: str | None
    themes: tuple[ThemeId, ...]
    question: QuestionId | None
    old: str | None
    new: str | None
    why: str | None
    command: str


@dataclass(frozen=True)
class AuditTrail:
    """What the events so far have to say of which theme later ones are about. The entries are the events themselves."""

    theme_of: Mapping[QuestionId, ThemeId] = field(default_factory=dict)
    themes_of_recommendation: Mapping[int, tuple[ThemeId, ...]] = field(default_factory=dict)


def fold(trail: AuditTrail, recorded: Recorded) -> AuditTrail:
    """Note which themes questions and recommendations are about."""
    fact = recorded.fact
    if isinstance(fact, FrameworkAdopted):
        return replace(trail, theme_of=fact.framework.theme_of)
    if isinstance(fact, RecommendationMade):
        themes = tuple(dict.fromkeys(finding.theme for finding in fact.findings))
        return replace(trail, themes_of_recommendation={**trail.themes_of_recommendation, fact.number: themes})
    return trail


AUDIT_TRAIL = Projection("audit trail", AuditTrail(), each(fold, FrameworkAdopted, RecommendationMade))


def entries(log: Iterable[Recorded]) -> Iterator[Entry]:
    """Yield the events of an inspection as people read them. Every event is in the trail, whatever it is."""
    trail = AUDIT_TRAIL.start
    for recorded in log:
        trail = fold(trail, recorded)
        yield entry(trail, recorded)


@dataclass(frozen=True)
class Filter:
    """Which entries to show; what is None is not asked."""

    case: str | None = None
    theme: str | None = None
    question: str | None = None
    person: str | None = None
    kind: str | None = None

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is asked for."""
        return (
            self.case in (None, entry.case)
            and (self.theme is None or self.theme in entry.themes)
            and self.question in (None, entry.question)
            and self.person in (None, entry.person)
            and self.kind in (None, entry.kind)
        )


def matching(entries: Iterable[Entry], wanted: Filter) -> list[Entry]:
    """Return the entries that are asked for, in order."""
    return [entry for entry in entries if wanted.matches(entry)]


def entry(trail: AuditTrail, recorded: Recorded) -> Entry:
    """Return one event as people read it, by the trail up to and including it."""
    fact = recorded.fact
    origin = fact.origin
    said = fact.as_fields()
    question: QuestionId | None = said.get("question")
    old, new = _change(fact)
    return Entry(
        position=recorded.position,
        at=origin.recorded_at,
        on=origin.occurred_on,
        person=origin.actor.id,
        name=origin.actor.name,
        role=origin.actor.role,
        organisation=origin.actor.organisation,
        kind=fact.kind(),
        what=sentence(recorded),
        case=recorded.case,
        themes=_themes(trail, fact, question),
        question=question,
        old=None if old is None else told(old),
        new=None if new is None else told(new),
        why=said.get("reason") or said.get("rationale") or said.get("explanation"),
        command=origin.command_id,
    )


def sentence(recorded: Recorded) -> str:
    """Return what happened in plain English, beginning with the verb."""
    fact = recorded.fact
    says = fact.says()
    fields = fact.as_fields()
    return says.format_map({name: told(fields.get(name, recorded.case)) for name in _named(says)})


@cache
def _named(says: str) -> tuple[str, ...]:
    """Return the names of the fields in a sentence. One that the fact does not have is the case it is about."""
    return tuple(name for _, name, _, _ in Formatter().parse(says) if name)


def told(value: object) -> str:
    """Return a value as people say it: “13 May 2016”, “not applicable”, “a, b and c”."""
    match value:
        case StrEnum():
            return spoken(value)
        case bool():
            return "yes" if value else "no"
        case date():
            return f"{value.day} {value:%B %Y}"
        case tuple():
            return listed(value) if value else "none"
        case Framework():
            return f"{value.reference} {value.version} ({value.digest[:12]})"
        case _:
            return str(value)


def _change(fact: Event) -> tuple[object, object]:
    """Return what an event put in place of what. Where it is the first answer, there was nothing before."""
    if isinstance(fact, AnswerRecorded | SecondAnswerRecorded):
        return None, fact.response
    if isinstance(fact, RecommendationAnswered):
        return fact.old, fact.acceptance
    if isinstance(fact, RecommendationReviewed):
        return fact.old, fact.progress
    said = fact.as_fields()
    return said.get("old"), said.get("new")


def _themes(trail: AuditTrail, fact: Event, question: QuestionId | None) -> tuple[ThemeId, ...]:
    if question is not None:
        theme = trail.theme_of.get(question)
        return () if theme is None else (theme,)
    said = fact.as_fields()
    if (theme := said.get("theme")) is not None:
        return (theme,)
    if isinstance(fact, FollowUpEvent):
        return trail.themes_of_recommendation.get(said.get("number", 0), ())
    return tuple(said.get("themes", ()))
