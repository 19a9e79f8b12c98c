"""Few functions lie between a typed command and its decision."""

import inspect
import traceback
from pathlib import Path

import pytest

from domain.commands.assessing import RecordAnswer
from domain.decision import DECISIONS, decision_on
from events_store.command_handler import CommandHandler
from tests.fixtures.command_line import here

ANSWER = ("answer", "record", "NP-01", "2.1", "sufficient", "--evidence", "seen", "--as", "ben")


@pytest.fixture
def frames(monkeypatch):
    """The functions called from the click callback down to the decision, both included."""
    seen = []
    decision = decision_on(RecordAnswer.model_construct(None))

    def decide(**states):
        seen.extend(frame.name for frame in traceback.extract_stack() if "site-packages" not in frame.filename)
        return decision.decide(**states)

    monkeypatch.setitem(DECISIONS, RecordAnswer, decision._replace(decide=decide))
    return seen


def test_at_most_four_functions_lie_between_what_click_calls_and_the_decision(begun: Path, frames):
    assert here(*ANSWER, "--store", str(begun)).code == 0
    path = frames[len(frames) - frames[::-1].index("run") - 1 :]
    assert (path[0], path[-1]) == ("run", "decide")
    assert len(path[1:-1]) <= 4, path


def test_the_command_handler_is_short():
    assert len(inspect.getsource(CommandHandler.handle).splitlines()) <= 30
