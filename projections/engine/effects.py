"""What did each event change from what to what, what must have begun for it, and does it still stand?"""

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
    """A field of what an event is about, before it and after it; None: there was nothing, or is nothing."""

    field: str
    old: Any
    new: Any


class LastValues(Struct):
    """The last value of every field of everything that events were about: what an event finds there."""

    values: dict[tuple[Id, str], Any] = field(default_factory=dict)

    def take(self, recorded: RecordedEvent) -> tuple[FieldChange, ...]:
        """Take in the next event, and return what it sets of its subject, and what it changes of others."""
        effect = effect_of(recorded)
        found = self._set(effect.subject, effect.sets)
        also = [change for subject, fields in effect.also.items() for change in self._set(subject, fields)]
        if isinstance(effect.subject, EditionId):
            self._set_due_dates(effect.sets["due_on"])
        return (*found, *(change for change in also if change.old != change.new))

    def _set(self, subject: Id, fields: Mapping[str, Any]) -> tuple[FieldChange, ...]:
        found = tuple(FieldChange(name, self.values.get((subject, name)), new) for name, new in fields.items())
        self.values.update({(subject, name): new for name, new in fields.items()})
        return found

    def _set_due_dates(self, due_on: date) -> None:
        """Set the due date of each recommendation that no edition held before."""
        result = [subject.number for subject, _ in self.values if isinstance(subject, RecommendationId)]
        for number in dict.fromkeys(result):
            self.values.setdefault((DueDateId(number), "due_on"), due_on)


def effect_of(recorded: RecordedEvent) -> Effect:
    """Return what an event says that it does."""
    return recorded.fact.effect(recorded.case or "")


def needed_by(recorded: RecordedEvent) -> frozenset[Id]:
    """Return what must have begun for an event to happen: whatever is needed first by an event begins with it."""
    framework = isinstance(recorded.fact, FrameworkAdopted) or not isinstance(recorded.fact, SettingUpEvent)
    return effect_of(recorded).needs | {InspectionId()} | ({FrameworkId()} if framework else set())


def superseded(log: Iterable[RecordedEvent]) -> dict[int, int]:
    """Return, for each event that no longer stands, the position of the one since which it does not."""
    settled: dict[Id, int] = {}
    found: dict[int, int] = {}
    for recorded, effect in sorted(((event, effect_of(event)) for event in log), key=_by_day):
        for subject in (*effect.settles, *effect.reopens):
            if subject in settled:
                found[settled.pop(subject)] = recorded.position
        settled.update(dict.fromkeys(effect.settles, recorded.position))
    return found


def _by_day(read: tuple[RecordedEvent, Effect]) -> date:
    recorded, effect = read
    return recorded.fact.origin.day if effect.subject.BY_DAY else date.min
