"""The audit trail: who did what, when and why, with old and new values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from string import Formatter

from msgspec import field
from msgspec.structs import replace

from domain.event_types import Event
from domain.events.following_up import FollowUpEvent, RecommendationMade
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework
from domain.text import QuestionId, ThemeId
from domain.value import Data
from domain.wording import humanise, join_list
from events_store.store import RecordedEvent
from projections.engine.effects import FieldChange, LastValues
from projections.engine.fold import Projection, each


class TrailEntry(Data):
    """One event of the audit trail, in words.

    `at` is the recorded time, `on` the effective date if it was given. `old` and `new` combine the `changes` of fields.
    """

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
    """The themes of questions and recommendations, to find the themes of later events.

    The entries themselves are not saved: they are rendered from the events.
    """

    theme_of: Mapping[QuestionId, ThemeId] = field(default_factory=dict)
    themes_of_recommendation: Mapping[int, tuple[ThemeId, ...]] = field(default_factory=dict)


def fold(trail: AuditTrail, recorded: RecordedEvent) -> AuditTrail:
    """Apply the adoption of a framework or a recommendation."""
    fact = recorded.fact
    if isinstance(fact, FrameworkAdopted):
        return replace(trail, theme_of=fact.framework.theme_of)
    if isinstance(fact, RecommendationMade):
        themes = tuple(dict.fromkeys(finding.theme for finding in fact.findings))
        return replace(trail, themes_of_recommendation={**trail.themes_of_recommendation, fact.number: themes})
    return trail


AUDIT_TRAIL = Projection("audit trail", AuditTrail(), each(fold, FrameworkAdopted, RecommendationMade))


def entries(log: Iterable[RecordedEvent]) -> Iterator[TrailEntry]:
    """Yield an entry of the trail for every event of an inspection."""
    trail, values = AUDIT_TRAIL.start, LastValues()
    for recorded in log:
        trail = fold(trail, recorded)
        yield entry(trail, recorded, values.take(recorded))


class Filter(Data):
    """A filter of entries; a field that is None matches every entry."""

    case: str | None = None
    theme: str | None = None
    question: str | None = None
    person: str | None = None
    kind: str | None = None

    def matches(self, entry: TrailEntry) -> bool:
        """Whether an entry passes the filter."""
        return (
            self.case in (None, entry.case)
            and (self.theme is None or self.theme in entry.themes)
            and self.question in (None, entry.question)
            and self.person in (None, entry.person)
            and self.kind in (None, entry.kind)
        )


def matching(entries: Iterable[TrailEntry], filter_: Filter) -> list[TrailEntry]:
    """Return the entries that pass a filter, in order."""
    return [entry for entry in entries if filter_.matches(entry)]


def entry(trail: AuditTrail, recorded: RecordedEvent, changes: Sequence[FieldChange]) -> TrailEntry:
    """Render an event as an entry. The trail must include the event already."""
    fact = recorded.fact
    origin = fact.origin
    fields = fact.as_fields()
    question: QuestionId | None = fields.get("question")
    in_words = tuple(FieldChange(change.field, _in_words(change.old), _in_words(change.new)) for change in changes)
    shown = [change for change in in_words if change.old != change.new] or in_words
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
        old=_combine([(change.field, change.old) for change in shown], named=len(in_words) > 1),
        new=_combine([(change.field, change.new) for change in shown], named=len(in_words) > 1),
        changes=in_words,
        why=fields.get("reason") or fields.get("rationale") or fields.get("explanation"),
        command=origin.command_id,
    )


def sentence(recorded: RecordedEvent) -> str:
    """Return what an event did as a sentence that begins with the verb."""
    fact = recorded.fact
    template = fact.sentence()
    fields = fact.as_fields()
    # A name in the template that is not a field of the event stands for its case.
    return template.format_map({name: format_value(fields.get(name, recorded.case)) for name in _names(template)})


@cache
def _names(template: str) -> tuple[str, ...]:
    """Return the names in braces in a template."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def format_value(value: object) -> str:
    """Format a value in words: “13 May 2016”, “not applicable”, “a, b and c”."""
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


def _combine(values: Sequence[tuple[str, str | None]], *, named: bool) -> str | None:
    """Combine the values of fields into one text, with their names if `named`."""
    if not named:
        return next((value for _, value in values), None)
    return "; ".join(f"{field.replace('_', ' ')}: {value}" for field, value in values if value is not None) or None


def _themes(trail: AuditTrail, fact: Event, question: QuestionId | None) -> tuple[ThemeId, ...]:
    if question is not None:
        theme = trail.theme_of.get(question)
        return () if theme is None else (theme,)
    fields = fact.as_fields()
    if (theme := fields.get("theme")) is not None:
        return (theme,)
    if isinstance(fact, FollowUpEvent):
        return trail.themes_of_recommendation.get(fields.get("number", 0), ())
    return tuple(fields.get("themes", ()))
