"""Record the commands of a release's story in a store in memory."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.actor import Actor, Request
from domain.command import Command
from domain.commands import moderating, sampling, setting_up
from domain.events.sampling import Characteristic
from events_store.batch_commands import record
from events_store.command_handler import CommandHandler, Outcome
from events_store.memory import MemoryStore
from projections.engine.fold import live
from projections.saved.theme_scores import THEME_SCORES, basis
from tests.fixtures.events import ANN, CAT, NEWCASTLE


class StoryRecorder:
    """Records commands a quarter of an hour apart, on the current day of the story."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.handler = CommandHandler(self.store)
        self.now = datetime(2015, 9, 14, 8, 30, tzinfo=UTC)

    def day(self, *day: int) -> None:
        self.now = datetime(*day, 8, 30, tzinfo=UTC)

    def request(self, actor: Actor, on: date | None = None) -> Request:
        self.now += timedelta(minutes=15, milliseconds=7)
        return Request.of(actor.id, self.now, f"golden-{self.store.head() + 1}", on)

    def does(self, actor: Actor, command: type[Command], on: date | None = None, **of: Any) -> Outcome:
        return self.handler.handle(command(inspection=NEWCASTLE, request=self.request(actor, on), **of))

    def announces(self, **of: Any) -> None:
        self.does(ANN, setting_up.AnnounceInspection, lead=ANN, **of)

    def samples(self, *cases: tuple[str, str, tuple[str, ...], dict[str, str]]) -> None:
        request = self.request(ANN)
        commands = [
            sampling.SampleCase(
                inspection=NEWCASTLE,
                request=request,
                case=case,
                pseudonym=pseudonym,
                conditions=conditions,
                characteristics=tuple(Characteristic(name=name, value=value) for name, value in strata.items()),
            )
            for case, pseudonym, conditions, strata in cases
        ]
        record(self.handler, commands)

    def signs_off(self, case: str) -> None:
        version = self.handler.case(NEWCASTLE, case).version
        self.does(CAT, moderating.CompleteModeration, case=case, saw_version=version)

    def resting_on(self, theme: str) -> Any:
        return basis(live(THEME_SCORES, self.store, NEWCASTLE), theme, self.store.head())
