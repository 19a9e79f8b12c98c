"""Commands are decided on the newest state; where somebody else was first, they are decided again."""

import subprocess
import sys
import threading
from contextlib import closing
from datetime import date

import pytest
from msgspec import structs

from domain.actor import Request, Role
from domain.commands.assessing import RecordAnswer
from domain.commands.fieldwork import EndFieldwork, RecordFinding
from domain.commands.following_up import CloseRecommendation, MakeRecommendation
from domain.commands.moderating import ModerateAnswer
from domain.commands.reporting import FinaliseReport
from domain.commands.sampling import ExcludeCase
from domain.commands.setting_up import AnnounceInspection, AssignTeamMember, ReleaseTeamMember
from domain.decision import DECISIONS, decision_on
from domain.event_types import BY_NAME
from domain.events.fieldwork import Citations, Direction, FieldworkEnded, FindingList
from domain.events.recommendation_terms import Closure, Owner
from domain.framework import Response
from domain.refusals.base import Refused
from domain.refusals.case import AlreadyAnswered, ModeratingOwnCase, UnknownCase
from domain.refusals.inspection import TooSoon, UnknownInspection, UnknownPerson
from events_store import command_handler
from events_store.command_handler import TRIES, CommandHandler, Premises
from events_store.errors import NotReadable, NotRecorded, StreamMoved
from events_store.memory import MemoryStore
from events_store.sqlite.store import SQLiteStore
from events_store.store import Batch, case_of, case_stream, inspection_stream
from tests.fixtures.events import ANN, BEN, EXAMPLES, NEWCASTLE
from tests.fixtures.stores import (
    CASE,
    NOW,
    STREAM,
    answered,
    behind_its_back,
    in_fieldwork,
    opened,
    put,
)

ANSWERED = 7  # the position of what comes after the set-up


@pytest.fixture
def told(store):
    """A store of each kind with an inspection in fieldwork."""
    in_fieldwork(store)
    return store


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(command_handler, "LONGEST_PAUSE_SECONDS", 0.001)


def request(command, actor=ANN):
    return Request.of(actor.id, NOW, command)


def of(command, kind, actor=ANN, **fields):
    """A command of this person, about the inspection of these tests."""
    return kind(inspection=NEWCASTLE, request=request(command, actor), **fields)


@pytest.fixture
def decided(monkeypatch):
    """Let the decision on a kind of command be noted, and let others come in before it, each time one of them."""

    def watch(kind, *others, note=lambda states: None):
        decision, waiting, noted_ = decision_on(kind.model_construct(None)), list(others), []

        def decide(**states):
            noted_.append(note(states))
            if waiting:
                waiting.pop(0)()
            return decision.decide(**states)

        monkeypatch.setitem(DECISIONS, kind, decision._replace(decide=decide))
        return noted_

    return watch


# Reading states


def test_streams_are_named_for_what_they_are_about():
    assert inspection_stream(NEWCASTLE) == "inspection:newcastle-2016"
    assert case_stream(NEWCASTLE, CASE) == "case:newcastle-2016/NC-07"
    assert case_of("case:newcastle-2016/NC-07") == CASE
    assert case_of("inspection:newcastle-2016") is None


def test_an_inspection_and_a_case_are_as_their_events_left_them(told):
    handler = CommandHandler(told)
    assert handler.inspection(NEWCASTLE).fieldwork_started
    assert handler.case(NEWCASTLE, CASE).assessor == "ben"
    answered(handler, "c-1")
    assert handler.case(NEWCASTLE, CASE).answers == {"1.01": Response.SUFFICIENT}
    assert Premises(handler).cases(NEWCASTLE) == {CASE: handler.case(NEWCASTLE, CASE)}


def test_what_never_was_is_not_found(told):
    handler = CommandHandler(told)
    with pytest.raises(UnknownInspection):
        handler.inspection("leeds-2016")
    with pytest.raises(UnknownCase):
        handler.case(NEWCASTLE, "NC-99")
    with pytest.raises(UnknownInspection):
        handler.handle(EndFieldwork(inspection="leeds-2016", request=request("c-1")))
    with pytest.raises(UnknownCase):
        answered(handler, "c-1", case="NC-99")
    assert told.head() == ANSWERED - 1


def test_states_are_remembered_and_only_what_is_new_is_read(path):
    with opened(path) as store:
        in_fieldwork(store)
        handler = CommandHandler(store)
        answered(handler, "c-1")
    # What the handler has folded once, it does not read again: here it could not.
    behind_its_back(path, "UPDATE stored_events SET state = x'7b7d' WHERE position <= 6")
    with closing(SQLiteStore(path)) as store:
        handler.store = store
        answered(handler, "c-2", question="2.01")
        assert handler.case(NEWCASTLE, CASE).version == 4
        with pytest.raises(NotReadable):
            CommandHandler(store).case(NEWCASTLE, CASE)


def test_what_another_handler_records_is_seen(path):
    with opened(path) as mine, opened(path) as theirs:
        in_fieldwork(mine)
        here, there = CommandHandler(mine), CommandHandler(theirs)
        answered(here, "c-1")
        answered(there, "c-2", question="2.01")
        answered(here, "c-3", question="1.02")
        assert here.case(NEWCASTLE, CASE) == there.case(NEWCASTLE, CASE)
        assert here.case(NEWCASTLE, CASE).answers.keys() == {"1.01", "1.02", "2.01"}


def test_a_state_is_not_moved_by_what_could_not_be_recorded(told, monkeypatch):
    handler = CommandHandler(told)
    before = handler.case(NEWCASTLE, CASE)
    monkeypatch.setattr(type(told), "append", failing(NotRecorded("The disk is full.")))
    with pytest.raises(NotRecorded):
        answered(handler, "c-1")
    monkeypatch.undo()
    assert handler.case(NEWCASTLE, CASE) == before
    answered(handler, "c-1")
    assert handler.case(NEWCASTLE, CASE).version == before.version + 1


def failing(error):
    def append(*_, **__):
        raise error

    return append


# Recording


def test_a_command_is_decided_and_recorded(told):
    outcome = answered(CommandHandler(told), "c-1")
    assert outcome.again is False
    assert [recorded.position for recorded in outcome.recorded] == [ANSWERED]
    assert list(told.read(STREAM))[-1] == outcome.recorded[0]


def test_a_refusal_records_nothing_and_the_same_command_may_come_again(told):
    handler = CommandHandler(told)
    answered(handler, "c-1")
    with pytest.raises(AlreadyAnswered):
        answered(handler, "c-2")
    assert told.head() == ANSWERED
    assert answered(handler, "c-2", question="2.01").again is False


def test_an_inspection_is_announced_by_who_leads_it_though_it_has_no_team_yet(store):
    handler = CommandHandler(store)
    announced = {
        "title": "Youth offending in Leeds",
        "body": "Leeds",
        "programme": "Joint",
        "fieldwork_from": date(2016, 2, 1),
        "fieldwork_until": date(2016, 2, 12),
    }
    outcome = handler.handle(AnnounceInspection(inspection="leeds-2016", request=request("c-1"), lead=ANN, **announced))
    assert [recorded.fact.origin.actor for recorded in outcome.recorded] == [ANN]
    assert handler.inspection("leeds-2016").actor("ann") == ANN


def test_who_acts_is_as_the_team_has_them_at_that_moment(told, decided):
    def made_a_moderator():
        joined = {"person": "ben", "name": "Ben Baker", "role": Role.MODERATOR, "organisation": "HM Inspectorate"}
        CommandHandler(told).handle(of("c-2", AssignTeamMember, **joined, reason="He moderates now"))

    seen = decided(RecordAnswer, made_a_moderator, note=lambda states: states["origin"].actor.role)
    outcome = answered(CommandHandler(told), "c-1")
    assert seen == [Role.INSPECTOR, Role.MODERATOR]
    assert outcome.recorded[0].fact.origin.actor.organisation == "HM Inspectorate"


def test_somebody_who_left_the_team_records_nothing(told, decided):
    def released():
        CommandHandler(told).handle(of("c-2", ReleaseTeamMember, person="ben", reason="He left"))

    decided(RecordAnswer, released)
    with pytest.raises(UnknownPerson):
        answered(CommandHandler(told), "c-1")
    assert list(told.recorded_by("c-1")) == []


def test_what_somebody_recorded_before_they_left_the_team_is_reported_when_it_comes_again(told):
    answered(CommandHandler(told), "c-1")
    CommandHandler(told).handle(of("c-2", ReleaseTeamMember, person="ben", reason="He left"))
    assert answered(CommandHandler(told), "c-1").again is True


# Somebody else was first


def test_a_conflict_is_decided_again_on_what_is_there_now(told, decided):
    seen = decided(RecordAnswer, lambda: put(told, "c-2", "theirs"), note=lambda states: states["case"].version)
    outcome = answered(CommandHandler(told), "c-1", question="2.01")
    assert seen == [2, 3]
    assert outcome.recorded[0].version == 4


def test_what_was_allowed_before_is_refused_when_somebody_else_was_first(told, decided):
    decided(RecordAnswer, lambda: put(told, "c-2", "theirs"))
    with pytest.raises(AlreadyAnswered):
        answered(CommandHandler(told), "c-1")
    assert told.head() == ANSWERED
    assert list(told.recorded_by("c-1")) == []


def test_a_decision_about_a_case_rests_on_its_inspection_as_it_is_at_that_moment(told, decided):
    def ended():
        CommandHandler(told).handle(of("c-2", EndFieldwork))

    seen = decided(RecordAnswer, ended, note=lambda states: states["inspection"].fieldwork_ended)
    answered(CommandHandler(told), "c-1")
    assert seen == [False, True]


def excluded(store, command="c-2"):
    CommandHandler(store).handle(of(command, ExcludeCase, case=CASE, reason="outside the window"))


def test_a_decision_over_all_cases_rests_on_them_as_they_are_at_that_moment(told, decided, monkeypatch):
    decision = decision_on(of("c-1", FinaliseReport))
    ended = [FieldworkEnded(origin=request("c-1").origin(ANN))]
    monkeypatch.setitem(DECISIONS, FinaliseReport, decision._replace(decide=lambda **states: ended))
    seen = decided(FinaliseReport, lambda: excluded(told), note=lambda states: states["cases"][CASE].excluded)
    outcome = CommandHandler(told).handle(of("c-1", FinaliseReport))
    assert seen == [False, True]
    assert [recorded.fact.TYPE for recorded in outcome.recorded] == ["fieldwork-ended.v1"]


FINDING = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}


def test_a_decision_over_some_cases_rests_on_them_as_they_are_at_that_moment(told, decided):
    seen = decided(RecordFinding, lambda: excluded(told), note=lambda states: states["cases"][CASE].excluded)
    finding = {**FINDING, "statement": "Plans were weak", "direction": Direction.MIXED}
    outcome = CommandHandler(told).handle(of("c-1", RecordFinding, **finding, citations=Citations(cases=(CASE,))))
    assert seen == [False, True]
    assert [recorded.fact.TYPE for recorded in outcome.recorded] == ["finding-recorded.v1"]


def test_after_so_many_tries_it_gives_up_and_says_that_the_stream_moved(told, monkeypatch, decided):
    monkeypatch.setattr("events_store.command_handler.LONGEST_PAUSE_SECONDS", 0)
    before = told.head()
    others = [lambda: put(told, f"other-{told.head()}", "in between")] * (2 * TRIES)
    decided(RecordAnswer, *others)
    with pytest.raises(StreamMoved, match="Somebody else recorded something in newcastle-2016/NC-07 at the same"):
        answered(CommandHandler(told), "c-1", question="2.01")
    assert told.head() == before + TRIES
    assert list(told.recorded_by("c-1")) == []


@pytest.mark.parametrize("round_", range(3))
def test_two_threads_that_answer_a_question_at_once_record_one_answer(path, round_):
    with opened(path) as store:
        in_fieldwork(store)
        together = threading.Barrier(2)
        ended = []

        def answer(number):
            together.wait()
            try:
                ended.append(answered(CommandHandler(store), f"c-{number}").recorded[0].position)
            except AlreadyAnswered:
                ended.append("answered already")

        threads = [threading.Thread(target=answer, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(ended) == {ANSWERED, "answered already"}
        assert store.head() == ANSWERED


RACERS = """
import os, sys
from pathlib import Path
from domain.refusals.case import AlreadyAnswered
from events_store.command_handler import CommandHandler
from events_store.sqlite.store import SQLiteStore
from tests.fixtures.stores import answered

def race(number, store):
    try:
        for question in ("1.01", "1.02", "2.01"):
            try:
                answered(CommandHandler(store), f"{number}-{question}", question=question)
            except AlreadyAnswered:
                continue
    finally:
        store.close()

ready, go = os.pipe()
racers = []
for number in range(8):
    racer = os.fork()
    if not racer:
        os.close(go)
        os.read(ready, 1)
        race(number, SQLiteStore(Path(sys.argv[1])))
        os._exit(0)
    racers.append(racer)
os.close(go)
print([os.waitstatus_to_exitcode(os.waitpid(racer, 0)[1]) for racer in racers])
"""


def test_processes_that_answer_the_same_questions_at_once_record_each_answer_once(path):
    with opened(path) as store:
        in_fieldwork(store)
    ran = subprocess.run([sys.executable, "-c", RACERS, path], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.stdout.strip(), ran.stderr) == (str([0] * 8), "")
    with opened(path) as store:
        answers = list(store.follow(after=ANSWERED - 1))
        assert [recorded.position for recorded in answers] == [ANSWERED, ANSWERED + 1, ANSWERED + 2]
        assert sorted(recorded.fact.question for recorded in answers) == ["1.01", "1.02", "2.01"]


# The same command again


def test_a_command_that_comes_again_is_recorded_once_and_its_first_outcome_reported(told):
    first = answered(CommandHandler(told), "c-1")
    answered(CommandHandler(told), "c-2", question="2.01")
    again = answered(CommandHandler(told), "c-1")
    assert again.again is True
    assert list(again.recorded) == list(first.recorded)
    assert told.head() == ANSWERED + 1


def test_a_command_that_comes_again_is_not_decided_again(told, decided):
    answered(CommandHandler(told), "c-1")
    seen = decided(RecordAnswer)
    assert answered(CommandHandler(told), "c-1").again is True
    assert seen == []


def test_a_command_that_comes_again_at_once_is_recorded_once(told, decided):
    """The other attempt at the same command comes through between the decision and the append."""
    decided(RecordAnswer, lambda: put(told, "c-1", "the other attempt"))
    outcome = answered(CommandHandler(told), "c-1")
    assert outcome.again is True
    assert [recorded.position for recorded in outcome.recorded] == [ANSWERED]
    assert told.head() == ANSWERED


@pytest.mark.parametrize("died_with", [NotRecorded("the connection died"), StreamMoved(STREAM, 2, 3)])
def test_a_connection_that_dies_after_the_commit_does_not_record_twice(told, monkeypatch, died_with):
    append = type(told).append

    def dies_after(self, *given, **more):
        monkeypatch.undo()
        append(self, *given, **more)
        raise died_with

    handler = CommandHandler(told)
    monkeypatch.setattr(type(told), "append", dies_after)
    try:
        outcome = answered(handler, "c-1")
    except NotRecorded:
        outcome = answered(handler, "c-1")
    assert outcome.again is True
    assert [recorded.position for recorded in outcome.recorded] == [ANSWERED]
    assert told.head() == ANSWERED


def test_a_command_that_decided_nothing_is_known_when_it_comes_again(told, monkeypatch):
    decision = decision_on(of("c-1", EndFieldwork))
    monkeypatch.setitem(DECISIONS, EndFieldwork, decision._replace(decide=lambda **states: []))
    told.append(NEWCASTLE, command="c-1")
    outcome = CommandHandler(told).handle(of("c-2", EndFieldwork))
    assert (outcome.again, list(outcome.recorded)) == (False, [])
    assert told.recorded_commands(["c-1", "c-2"]) == {"c-1", "c-2"}


# What cannot be read


def test_an_event_of_the_stream_that_cannot_be_read_stops_the_decision(path):
    with opened(path) as store:
        in_fieldwork(store)
    behind_its_back(path, "UPDATE stored_events SET topic = 'os:system' WHERE position = 5")
    with opened(path) as store:
        with pytest.raises(NotReadable, match="Event 5, named “os:system”, cannot be read"):
            answered(CommandHandler(store), "c-1")
        assert store.head() == ANSWERED - 1


def test_history_is_accepted_even_where_todays_rules_would_refuse_it():
    """Ben answers, then moderates his own answer: no command could do that now, and it is read all the same."""
    store = MemoryStore()
    in_fieldwork(store)
    handler = CommandHandler(store)
    answered(handler, "c-1")
    own = {"question": "1.01", "response": Response.INSUFFICIENT, "reason": "mine"}
    with pytest.raises(ModeratingOwnCase):
        handler.handle(of("c-2", ModerateAnswer, BEN, case=CASE, **own))
    fact = BY_NAME["answer-moderated.v1"](
        origin=request("c-2").origin(BEN),
        question="1.01",
        old=Response.SUFFICIENT,
        new=Response.INSUFFICIENT,
        reason="mine",
    )
    store.append(NEWCASTLE, Batch(STREAM, 3, [fact]), command="c-3")
    assert handler.case(NEWCASTLE, CASE).answers["1.01"] == Response.INSUFFICIENT


# Resting on another inspection

EARLIER = "newcastle-2012"


@pytest.fixture
def earlier(told):
    """The same, with an earlier inspection whose report is out."""
    announced = structs.replace(
        EXAMPLES["inspection-announced.v1"],
        inspection=EARLIER,
        fieldwork_from=date(2012, 3, 5),
        fieldwork_until=date(2012, 3, 16),
    )
    made = structs.replace(EXAMPLES["recommendation-made.v1"], number=1, carried_from=None, findings=())
    told.append(EARLIER, Batch(inspection_stream(EARLIER), 0, [announced, made]), command="earlier")
    return told


def carrying(command, name=f"{EARLIER}/1"):
    owner = Owner(role="Chair", organisation="Board")
    return of(command, MakeRecommendation, number=9, statement="Meet monthly", owner=owner, carried_from=name)


def test_a_decision_that_rests_on_another_inspection_reads_it(earlier, decided):
    seen = decided(MakeRecommendation, note=lambda states: {*states["other_inspections"]})
    with pytest.raises(TooSoon, match="is not published yet"):
        CommandHandler(earlier).handle(carrying("c-1"))
    assert seen == [{EARLIER}]


def test_a_decision_that_rests_on_another_inspection_that_moved_meanwhile_is_made_again(earlier, decided):
    published = structs.replace(
        EXAMPLES["report-published.v1"], edition=1, published_on=date(2012, 6, 1), due_on=date(2013, 6, 1)
    )
    versions = []

    def moved():
        again = structs.replace(EXAMPLES["recommendation-made.v1"], number=2, carried_from=None, findings=())
        earlier.append(EARLIER, Batch(inspection_stream(EARLIER), 3, [again]), command="theirs")

    earlier.append(EARLIER, Batch(inspection_stream(EARLIER), 2, [published]), command="published")
    versions = decided(MakeRecommendation, moved, note=lambda states: states["other_inspections"][EARLIER].version)
    outcome = CommandHandler(earlier).handle(carrying("c-1"))
    assert versions == [3, 4]
    assert [recorded.inspection for recorded in outcome.recorded] == [NEWCASTLE]
    assert CommandHandler(earlier).inspection(EARLIER).version == 4


def test_a_closing_as_superseded_rests_on_every_other_inspection(earlier, decided):
    seen = decided(CloseRecommendation, note=lambda states: {*states["other_inspections"]})
    fields = {"number": 1, "closure": Closure.SUPERSEDED, "reason": "It goes on", "superseded_by": "leeds-2018/1"}
    with pytest.raises(Refused):
        CommandHandler(earlier).handle(of("c-1", CloseRecommendation, **fields))
    assert seen == [{EARLIER}]
