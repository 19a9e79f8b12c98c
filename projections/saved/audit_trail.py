"""Who did what, when, why, and what was there before?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from string import Formatter

from msgspec import field
from msgspec.structs import replace

from domain.event_types import Event
from domain.events.following_up import (
    FollowUpEvent,
    RecommendationMade,
)
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework
from domain.text import QuestionId, ThemeId
from domain.value import Data
from domain.wording import humanise, join_list
from events_store.store import RecordedEvent
from projections.engine.effects import FieldChange, LastValues
from projections.engine.fold import Projection, each


class TrailEntry(Data):
    """One event as people read it: what it changed field by field, and together in `old` and `new`."""

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
    changes: tuple[FieldChange, ...]
    why: str | None
    command: str


class AuditTrail(Data):
    """What the events so far have to say of which theme later ones are about. The entries are the events themselves."""

    theme_of: Mapping[QuestionId, ThemeId] = field(default_factory=dict)
    themes_of_recommendation: Mapping[int, tuple[ThemeId, ...]] = field(default_factory=dict)


def fold(trail: AuditTrail, recorded: RecordedEvent) -> AuditTrail:
    """Note which themes questions and recommendations are about."""
    fact = recorded.fact
    if isinstance(fact, FrameworkAdopted):
        return replace(trail, theme_of=fact.framework.theme_of)
    if isinstance(fact, RecommendationMade):
        themes = tuple(dict.fromkeys(finding.theme for finding in fact.findings))
        return replace(trail, themes_of_recommendation={**trail.themes_of_recommendation, fact.number: themes})
    return trail


AUDIT_TRAIL = Projection("audit trail", AuditTrail(), each(fold, FrameworkAdopted, RecommendationMade))


def entries(log: Iterable[RecordedEvent]) -> Iterator[TrailEntry]:
    """Yield the events of an inspection as people read them. Every event is in the trail, whatever it is."""
    trail, values = AUDIT_TRAIL.start, LastValues()
    for recorded in log:
        trail = fold(trail, recorded)
        yield entry(trail, recorded, values.take(recorded))


class Filter(Data):
    """Which entries to show; what is None is not asked."""

    case: str | None = None
    theme: str | None = None
    question: str | None = None
    person: str | None = None
    kind: str | None = None

    def matches(self, entry: TrailEntry) -> bool:
        """Whether an entry is asked for."""
        return (
            self.case in (None, entry.case)
            and (self.theme is None or self.theme in entry.themes)
            and self.question in (None, entry.question)
            and self.person in (None, entry.person)
            and self.kind in (None, entry.kind)
        )


def matching(entries: Iterable[TrailEntry], wanted: Filter) -> list[TrailEntry]:
    """Return the entries that are asked for, in order."""
    return [entry for entry in entries if wanted.matches(entry)]


def entry(trail: AuditTrail, recorded: RecordedEvent, changes: Sequence[FieldChange]) -> TrailEntry:
    """Return one event as people read it, by the trail up to and including it, with what it changed."""
    fact = recorded.fact
    origin = fact.origin
    text = fact.as_fields()
    question: QuestionId | None = text.get("question")
    format_day = tuple(FieldChange(change.field, _in_words(change.old), _in_words(change.new)) for change in changes)
    shown = [change for change in format_day if change.old != change.new] or format_day
    return TrailEntry(
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
        old=_together([(change.field, change.old) for change in shown], named=len(format_day) > 1),
        new=_together([(change.field, change.new) for change in shown], named=len(format_day) > 1),
        changes=format_day,
        why=text.get("reason") or text.get("rationale") or text.get("explanation"),
        command=origin.command_id,
    )


def sentence(recorded: RecordedEvent) -> str:
    """Return what happened in plain English, beginning with the verb."""
    fact = recorded.fact
    sentence = fact.sentence()
    fields = fact.as_fields()
    return sentence.format_map({name: format_value(fields.get(name, recorded.case)) for name in _named(sentence)})


@cache
def _named(sentence: str) -> tuple[str, ...]:
    """Return the names of the fields in a sentence. One that the fact does not have is the case it is about."""
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


def format_value(value: object) -> str:
    """Return a value as people say it: “13 May 2016”, “not applicable”, “a, b and c”."""
    match value:
        case StrEnum():
            return humanise(value)
        case bool():
            return "yes" if value else "no"
        case date():
            return f"{value.day} {value:%B %Y}"
        case tuple():
            return join_list(value) if value else "none"
        case Framework():
            return f"{value.reference} {value.version} ({value.digest[:12]})"
        case _:
            return str(value)


def _in_words(value: object) -> str | None:
    return None if value is None else format_value(value)


def _together(values: Sequence[tuple[str, str | None]], *, named: bool) -> str | None:
    """Return values as one text, each with its field unless an event has only one."""
    if not named:
        return next((value for _, value in values), None)
    return "; ".join(f"{field.replace('_', ' ')}: {value}" for field, value in values if value is not None) or None


def _themes(trail: AuditTrail, fact: Event, question: QuestionId | None) -> tuple[ThemeId, ...]:
    if question is not None:
        theme = trail.theme_of.get(question)
        return () if theme is None else (theme,)
    text = fact.as_fields()
    if (theme := text.get("theme")) is not None:
        return (theme,)
    if isinstance(fact, FollowUpEvent):
        return trail.themes_of_recommendation.get(text.get("number", 0), ())
    return tuple(text.get("themes", ()))
