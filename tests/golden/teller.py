"""Records the commands of the story of a release, one after the other, in a store in memory."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.actor import Actor, Origin
from domain.case import moderating, sampling
from domain.case.events import Characteristic
from domain.inspection import setting_up
from events_store.handling import Handler, Outcome
from events_store.memory import MemoryStore
from projections.engine import live
from projections.theme_scores import THEME_SCORES, basis
from tests.events_store.examples import ANN, CAT, NEWCASTLE


class Teller:
    """Records deeds one after the other, a quarter of an hour apart, on the day that was last named."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.handler = Handler(self.store)
        self.now = datetime(2015, 9, 14, 8, 30, tzinfo=UTC)

    def day(self, *day: int) -> None:
        self.now = datetime(*day, 8, 30, tzinfo=UTC)

    def by(self, actor: Actor, on: date | None = None) -> Origin:
        self.now += timedelta(minutes=15, milliseconds=7)
        return Origin(actor=actor, recorded_at=self.now, command_id=f"golden-{self.store.head() + 1}", occurred_on=on)

    def does(
        self, actor: Actor, decide: Callable[..., Any], command: Any, on: date | None = None, **of: Any
    ) -> Outcome:
        asked = command(origin=self.by(actor, on), **of)
        return self.handler.in_inspection(NEWCASTLE, asked.origin.command_id, lambda found: decide(found, asked))

    def announces(self, **of: Any) -> None:
        asked = setting_up.AnnounceInspection(origin=self.by(ANN), inspection=NEWCASTLE, **of)
        self.handler.in_new_inspection(
            NEWCASTLE, asked.origin.command_id, lambda found: setting_up.announce(found, asked)
        )

    def samples(self, *cases: tuple[str, str, tuple[str, ...], dict[str, str]]) -> None:
        origin = self.by(ANN)

        def drawn(case: str, pseudonym: str, conditions: tuple[str, ...], strata: dict[str, str]) -> Callable[..., Any]:
            characteristics = tuple(Characteristic(name=name, value=value) for name, value in strata.items())
            asked = sampling.SampleCase(
                origin=origin,
                inspection=NEWCASTLE,
                case=case,
                pseudonym=pseudonym,
                conditions=conditions,
                characteristics=characteristics,
            )
            return lambda found, whole: sampling.sample(found, whole, asked)

        self.handler.in_new_cases(NEWCASTLE, origin.command_id, {case[0]: drawn(*case) for case in cases})

    def in_case(
        self, case: str, actor: Actor, decide: Callable[..., Any], command: Any, on: date | None = None, **of: Any
    ) -> None:
        asked = command(origin=self.by(actor, on), **of)
        self.handler.in_case(NEWCASTLE, case, asked.origin.command_id, lambda found, whole: decide(found, whole, asked))

    def over_cases(self, actor: Actor, decide: Callable[..., Any], command: Any, **of: Any) -> None:
        asked = command(origin=self.by(actor), **of)
        self.handler.over_cases(NEWCASTLE, asked.origin.command_id, lambda found, cases: decide(found, cases, asked))

    def signs_off(self, case: str) -> None:
        version = self.handler.case(NEWCASTLE, case).version
        self.in_case(case, CAT, moderating.complete, moderating.CompleteModeration, saw_version=version)

    def resting_on(self, theme: str) -> Any:
        return basis(live(THEME_SCORES, self.store, NEWCASTLE), theme, self.store.head())
