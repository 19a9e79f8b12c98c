"""What each event changed, what it needs to exist, and which later event superseded it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from domain.effect import Effect
from domain.events.setting_up import FrameworkAdopted, SettingUpEvent
from domain.ids import DueDateId, EditionId, FrameworkId, Id, InspectionId, RecommendationId
from domain.value import Data
from events_store.store import RecordedEvent


class FieldChange(Data):
    """A field of an event's subject before and after the event; None means no value."""

    field: str
    old: Any
    new: Any


class LastValues(Struct):
    """The latest value of every field of every subject, before the next event."""

    values: dict[tuple[Id, str], Any] = field(default_factory=dict)

    def take(self, recorded: RecordedEvent) -> tuple[FieldChange, ...]:
        """Apply the next event, and return the fields that it sets or changes.

        All fields that it sets on its subject are returned, even if unchanged. Of further subjects, only changed
        fields are returned.
        """
        effect = effect_of(recorded)
        own = self._set(effect.subject, effect.sets)
        further = [change for subject, fields in effect.also.items() for change in self._set(subject, fields)]
        if isinstance(effect.subject, EditionId):
            self._set_due_dates(effect.sets["due_on"])
        return (*own, *(change for change in further if change.old != change.new))

    def _set(self, subject: Id, fields: Mapping[str, Any]) -> tuple[FieldChange, ...]:
        changes = tuple(FieldChange(name, self.values.get((subject, name)), new) for name, new in fields.items())
        self.values.update({(subject, name): new for name, new in fields.items()})
        return changes

    def _set_due_dates(self, due_on: date) -> None:
        """Set the due date of each recommendation that is new in an edition."""
        numbers = [subject.number for subject, _ in self.values if isinstance(subject, RecommendationId)]
        for number in dict.fromkeys(numbers):
            self.values.setdefault((DueDateId(number), "due_on"), due_on)


def effect_of(recorded: RecordedEvent) -> Effect:
    """Return the effect that an event declares."""
    return recorded.fact.effect(recorded.case or "")


def needed_by(recorded: RecordedEvent) -> frozenset[Id]:
    """Return the subjects that must exist for an event; the first event that needs one begins it."""
    needs_framework = isinstance(recorded.fact, FrameworkAdopted) or not isinstance(recorded.fact, SettingUpEvent)
    return effect_of(recorded).needs | {InspectionId()} | ({FrameworkId()} if needs_framework else set())


def superseded(log: Iterable[RecordedEvent]) -> dict[int, int]:
    """Return the position of the superseding event for each superseded event, by position."""
    settled: dict[Id, int] = {}
    superseding: dict[int, int] = {}
    for recorded, effect in sorted(((event, effect_of(event)) for event in log), key=_day_if_ordered_by_day):
        for subject in (*effect.settles, *effect.reopens):
            if subject in settled:
                superseding[settled.pop(subject)] = recorded.position
        settled.update(dict.fromkeys(effect.settles, recorded.position))
    return superseding


def _day_if_ordered_by_day(event: tuple[RecordedEvent, Effect]) -> date:
    recorded, effect = event
    return recorded.fact.origin.day if effect.subject.BY_DAY else date.min
