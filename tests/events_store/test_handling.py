"""Commands are decided on the newest state; where somebody else was first, they are decided again."""

import subprocess
import sys
import threading
from contextlib import closing

import pytest

from domain.actor import Origin
from domain.case.moderating import ModerateAnswer, moderate
from domain.case.sampling import ExcludeCase, SampleCase, exclude, sample
from domain.catalogue import BY_NAME
from domain.framework import Response
from domain.inspection.events.fieldwork import FieldworkEnded
from domain.inspection.fieldwork import EndFieldwork, end
from domain.refusals import AlreadyAnswered, ModeratingOwnCase, UnknownCase, UnknownInspection
from events_store import handling
from events_store.handling import TRIES, Handler
from events_store.memory import MemoryStore
from events_store.sqlite import SQLiteStore
from events_store.store import (
    Batch,
    NotReadable,
    NotRecorded,
    StreamMoved,
    case_of,
    case_stream,
    inspection_stream,
)
from tests.events_store.examples import ANN, BEN, EXAMPLES, NEWCASTLE
from tests.events_store.given import (
    CASE,
    NOW,
    STREAM,
    answered,
    answering,
    behind_its_back,
    in_fieldwork,
    noted,
    opened,
    put,
)

ANSWERED = 6  # the position of what comes after the set-up


@pytest.fixture
def told(store):
    """A store of each kind with an inspection in fieldwork."""
    in_fieldwork(store)
    return store


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(handling, "LONGEST_PAUSE_SECONDS", 0.001)


def origin(command, actor=ANN):
    return Origin(actor=actor, recorded_at=NOW, command_id=command)


def overtaken(decide, *others):
    """Return the decision, before which each time one of the others does something."""
    waiting = list(others)

    def late(*read):
        if waiting:
            waiting.pop(0)()
        return decide(*read)

    return late


# Reading states


def test_streams_are_named_for_what_they_are_about():
    assert inspection_stream(NEWCASTLE) == "inspection:newcastle-2016"
    assert case_stream(NEWCASTLE, CASE) == "case:newcastle-2016/NC-07"
    assert case_of("case:newcastle-2016/NC-07") == CASE
    assert case_of("inspection:newcastle-2016") is None


def test_an_inspection_and_a_case_are_as_their_events_left_them(told):
    handler = Handler(told)
    assert handler.inspection(NEWCASTLE).fieldwork_started
    assert handler.case(NEWCASTLE, CASE).assessor == "ben"
    answered(handler, "c-1")
    assert handler.case(NEWCASTLE, CASE).answers == {"1.01": Response.SUFFICIENT}
    assert handler.all_cases(NEWCASTLE) == {CASE: handler.case(NEWCASTLE, CASE)}


def test_what_never_was_is_not_found(told):
    handler = Handler(told)
    with pytest.raises(UnknownInspection):
        handler.inspection("leeds-2016")
    with pytest.raises(UnknownCase):
        handler.case(NEWCASTLE, "NC-99")
    with pytest.raises(UnknownInspection):
        handler.in_inspection("leeds-2016", "c-1", lambda found: [])
    with pytest.raises(UnknownCase):
        answered(handler, "c-1", case="NC-99")
    assert told.head() == ANSWERED - 1


def test_states_are_remembered_and_only_what_is_new_is_read(path):
    with opened(path) as store:
        in_fieldwork(store)
        handler = Handler(store)
        answered(handler, "c-1")
    # What the handler has folded once, it does not read again: here it could not.
    behind_its_back(path, "UPDATE stored_events SET state = x'7b7d' WHERE position <= 5")
    with closing(SQLiteStore(path)) as store:
        handler._store = store
        answered(handler, "c-2", question="2.01")
        assert handler.case(NEWCASTLE, CASE).version == 4
        with pytest.raises(NotReadable):
            Handler(store).case(NEWCASTLE, CASE)


def test_what_another_handler_records_is_seen(path):
    with opened(path) as mine, opened(path) as theirs:
        in_fieldwork(mine)
        here, there = Handler(mine), Handler(theirs)
        answered(here, "c-1")
        answered(there, "c-2", question="2.01")
        answered(here, "c-3", question="1.02")
        assert here.case(NEWCASTLE, CASE) == there.case(NEWCASTLE, CASE)
        assert here.case(NEWCASTLE, CASE).answers.keys() == {"1.01", "1.02", "2.01"}


def test_a_state_is_not_moved_by_what_could_not_be_recorded(told, monkeypatch):
    handler = Handler(told)
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
    outcome = answered(Handler(told), "c-1")
    assert outcome.again is False
    assert [recorded.position for recorded in outcome.recorded] == [ANSWERED]
    assert list(told.read(STREAM))[-1] == outcome.recorded[0]


def test_a_refusal_records_nothing_and_the_same_command_may_come_again(told):
    handler = Handler(told)
    answered(handler, "c-1")
    with pytest.raises(AlreadyAnswered):
        answered(handler, "c-2")
    assert told.head() == ANSWERED
    assert answered(handler, "c-2", question="2.01").again is False


def test_new_cases_are_recorded_all_or_none(told):
    handler = Handler(told)

    def drawn(case, pseudonym="Wren"):
        asked = SampleCase(
            origin=origin("c-1"), inspection=NEWCASTLE, case=case, pseudonym=pseudonym, conditions=("custody",)
        )
        return lambda found, whole: sample(found, whole, asked)

    with pytest.raises(Exception, match="NC-07"):
        handler.in_new_cases(NEWCASTLE, "c-1", {"NC-08": drawn("NC-08"), CASE: drawn(CASE)})
    assert told.head() == ANSWERED - 1
    outcome = handler.in_new_cases(NEWCASTLE, "c-1", {"NC-08": drawn("NC-08"), "NC-09": drawn("NC-09")})
    assert [recorded.stream for recorded in outcome.recorded] == [
        case_stream(NEWCASTLE, "NC-08"),
        case_stream(NEWCASTLE, "NC-09"),
    ]


# Somebody else was first


def test_a_conflict_is_decided_again_on_what_is_there_now(told):
    seen = []

    def decide(case, inspection):
        seen.append(case.version)
        return answering("c-1")(case, inspection)

    other = Handler(told)
    late = overtaken(decide, lambda: answered(other, "c-2", question="2.01"))
    outcome = Handler(told).in_case(NEWCASTLE, CASE, "c-1", late)
    assert seen == [2, 3]
    assert outcome.recorded[0].version == 4


def test_what_was_allowed_before_is_refused_when_somebody_else_was_first(told):
    other = Handler(told)
    late = overtaken(answering("c-1"), lambda: answered(other, "c-2"))
    with pytest.raises(AlreadyAnswered):
        Handler(told).in_case(NEWCASTLE, CASE, "c-1", late)
    assert told.head() == ANSWERED
    assert list(told.recorded_by("c-1")) == []


def test_a_decision_about_a_case_rests_on_its_inspection_as_it_is_at_that_moment(told):
    seen = []

    def decide(case, inspection):
        seen.append(inspection.fieldwork_ended)
        return answering("c-1")(case, inspection)

    other = Handler(told)
    ended = overtaken(
        decide,
        lambda: other.in_inspection(NEWCASTLE, "c-2", lambda found: end(found, EndFieldwork(origin=origin("c-2")))),
    )
    Handler(told).in_case(NEWCASTLE, CASE, "c-1", ended)
    assert seen == [False, True]


@pytest.mark.parametrize("only", [None, [CASE]])
def test_a_decision_over_cases_rests_on_them_as_they_are_at_that_moment(told, only):
    seen = []

    def decide(found, cases):
        seen.append(cases[CASE].excluded)
        return end(found, EndFieldwork(origin=origin("c-1")))

    def excluded():
        asked = ExcludeCase(origin=origin("c-2"), reason="outside the window")
        Handler(told).in_case(NEWCASTLE, CASE, "c-2", lambda case, whole: exclude(case, whole, asked))

    outcome = Handler(told).over_cases(NEWCASTLE, "c-1", overtaken(decide, excluded), only)
    assert seen == [False, True]
    assert [recorded.fact.TYPE for recorded in outcome.recorded] == ["fieldwork-ended.v1"]


def test_cases_that_are_named_and_are_not_there_are_left_out(told):
    seen = []

    def decide(found, cases):
        seen.append(set(cases))
        return end(found, EndFieldwork(origin=origin("c-1")))

    Handler(told).over_cases(NEWCASTLE, "c-1", decide, only=["NC-99", CASE])
    assert seen == [{CASE}]


def test_after_so_many_tries_it_gives_up_and_says_that_the_stream_moved(told, monkeypatch):
    monkeypatch.setattr("events_store.handling.LONGEST_PAUSE_SECONDS", 0)
    other = Handler(told)

    def always(case, inspection):
        put(told, f"other-{told.head()}", "in between")
        return [noted("never recorded")]

    before = told.head()
    with pytest.raises(StreamMoved, match="Somebody else recorded something in newcastle-2016/NC-07 at the same"):
        other.in_case(NEWCASTLE, CASE, "c-1", always)
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
                ended.append(answered(Handler(store), f"c-{number}").recorded[0].position)
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
from domain.refusals import AlreadyAnswered
from events_store.handling import Handler
from events_store.sqlite import SQLiteStore
from tests.events_store.given import answered

def race(number, store):
    try:
        for question in ("1.01", "1.02", "2.01"):
            try:
                answered(Handler(store), f"{number}-{question}", question=question)
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
        answers = list(store.follow(after=5))
        assert [recorded.position for recorded in answers] == [6, 7, 8]
        assert sorted(recorded.fact.question for recorded in answers) == ["1.01", "1.02", "2.01"]


# The same command again


def test_a_command_that_comes_again_is_recorded_once_and_its_first_outcome_reported(told):
    first = answered(Handler(told), "c-1")
    answered(Handler(told), "c-2", question="2.01")
    again = answered(Handler(told), "c-1")
    assert again.again is True
    assert list(again.recorded) == list(first.recorded)
    assert told.head() == ANSWERED + 1


def test_a_command_that_comes_again_is_not_decided_again(told):
    answered(Handler(told), "c-1")

    def never(case, inspection):
        raise AssertionError("it was decided again")

    assert Handler(told).in_case(NEWCASTLE, CASE, "c-1", never).again is True


def test_a_command_that_comes_again_at_once_is_recorded_once(told):
    """The other attempt at the same command comes through between the decision and the append."""
    other = Handler(told)
    outcome = Handler(told).in_case(NEWCASTLE, CASE, "c-1", overtaken(answering("c-1"), lambda: answered(other, "c-1")))
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

    handler = Handler(told)
    monkeypatch.setattr(type(told), "append", dies_after)
    try:
        outcome = answered(handler, "c-1")
    except NotRecorded:
        outcome = answered(handler, "c-1")
    assert outcome.again is True
    assert [recorded.position for recorded in outcome.recorded] == [ANSWERED]
    assert told.head() == ANSWERED


def test_a_command_that_decided_nothing_is_known_when_it_comes_again(told):
    handler = Handler(told)
    assert handler.in_inspection(NEWCASTLE, "c-1", lambda found: []).again is False
    outcome = handler.in_inspection(NEWCASTLE, "c-1", lambda found: [])
    assert (outcome.again, list(outcome.recorded)) == (True, [])


# What cannot be read


def test_an_event_of_the_stream_that_cannot_be_read_stops_the_decision(path):
    with opened(path) as store:
        in_fieldwork(store)
    behind_its_back(path, "UPDATE stored_events SET topic = 'os:system' WHERE position = 4")
    with opened(path) as store:
        with pytest.raises(NotReadable, match="Event 4, named “os:system”, cannot be read"):
            answered(Handler(store), "c-1")
        assert store.head() == ANSWERED - 1


def test_history_is_accepted_even_where_todays_rules_would_refuse_it():
    """Ben answers, then moderates his own answer: no command could do that now, and it is read all the same."""
    store = MemoryStore()
    in_fieldwork(store)
    handler = Handler(store)
    answered(handler, "c-1")
    own = ModerateAnswer(origin=origin("c-2", BEN), question="1.01", response=Response.INSUFFICIENT, reason="mine")
    with pytest.raises(ModeratingOwnCase):
        handler.in_case(NEWCASTLE, CASE, "c-2", lambda case, whole: moderate(case, whole, own))
    fact = BY_NAME["answer-moderated.v1"](
        origin=own.origin, question="1.01", old=Response.SUFFICIENT, new=Response.INSUFFICIENT, reason="mine"
    )
    store.append(NEWCASTLE, Batch(STREAM, 3, [fact]), command="c-3")
    assert handler.case(NEWCASTLE, CASE).answers["1.01"] == Response.INSUFFICIENT


# Resting on another inspection

EARLIER = "newcastle-2012"
ANNOUNCED = EXAMPLES["inspection-announced.v1"]


def test_a_decision_beside_others_rests_on_those_that_are_there_and_never_on_its_own(told):
    told.append(EARLIER, Batch(inspection_stream(EARLIER), 0, [ANNOUNCED]), command="announced")
    seen = []

    def decide(found, beside):
        seen.append((found.fieldwork_started, {name: other.version for name, other in beside.items()}))
        return [FieldworkEnded(origin=origin("c-1"))]

    outcome = Handler(told).beside(NEWCASTLE, [EARLIER, NEWCASTLE, "newcastle-1999"], "c-1", decide)
    assert seen == [(True, {EARLIER: 1})]
    assert [recorded.inspection for recorded in outcome.recorded] == [NEWCASTLE]
    assert Handler(told).inspection(EARLIER).version == 1


def test_a_decision_beside_another_that_moved_meanwhile_is_made_again(told):
    told.append(EARLIER, Batch(inspection_stream(EARLIER), 0, [ANNOUNCED]), command="announced")
    started = EXAMPLES["fieldwork-started.v1"]

    def somebody_starts():
        told.append(EARLIER, Batch(inspection_stream(EARLIER), 1, [started]), command="started")

    seen = []

    def decide(found, beside):
        seen.append(beside[EARLIER].fieldwork_started)
        return [FieldworkEnded(origin=origin("c-1"))]

    Handler(told).beside(NEWCASTLE, [EARLIER], "c-1", overtaken(decide, somebody_starts))
    assert seen == [False, True]


def test_a_decision_beside_others_about_no_inspection_is_refused(told):
    with pytest.raises(UnknownInspection):
        Handler(told).beside("nowhere-2016", [NEWCASTLE], "c-1", lambda found, beside: [])
