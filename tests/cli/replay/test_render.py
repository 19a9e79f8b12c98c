"""Events are shown in sequence or by key press, forward and back."""

from datetime import UTC, datetime

import pytest

from cli.replay.render import ShownEvent, ask_for_key, step_through
from projections.saved.audit_trail import TrailEntry


def event(number: int, stop: str | None = None) -> ShownEvent:
    entry = TrailEntry(
        number, datetime(2025, 3, 3, tzinfo=UTC), None, "ann", "Ann", "inspector", "YI", "feedback-given", "gave it",
        None, (), None, None, None, (), None, "c",
    )  # fmt: skip
    return ShownEvent(entry, (), stop=stop)


def stepped(meanings: list[str], *events: ShownEvent) -> list[int]:
    """Return the events shown for the meanings of these keys; no further key is waited for."""
    shown: list[int] = []
    keys = iter(meanings)
    step_through(iter(events), lambda shown_event: shown.append(shown_event.entry.position), lambda: next(keys))
    assert list(keys) == []
    return shown


def test_stepping_goes_forward_and_back_and_forward_again():
    five = [event(number) for number in range(1, 6)]
    assert stepped(["next", "next", "back", "back", "next", "next", "quit"], *five) == [1, 2, 3, 2, 1, 2, 3]


def test_stepping_back_from_the_first_event_shows_it_again():
    assert stepped(["back", "quit"], event(1), event(2)) == [1, 1]


def test_stepping_ends_after_the_last_event_and_can_go_back_from_it():
    assert stepped(["next", "next"], event(1), event(2)) == [1, 2]
    assert stepped(["next", "back", "next", "next"], event(1), event(2)) == [1, 2, 1, 2]
    assert stepped([]) == []


def test_continuing_shows_events_up_to_the_next_breakpoint_or_the_end():
    events = [event(1), event(2), event(3, "here"), event(4), event(5)]
    assert stepped(["continue", "back", "next", "continue"], *events) == [1, 2, 3, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("key", "meaning"),
    [
        *((key, "next") for key in (" ", "\r", "\n", "n", "\x1b[C", "\x1bOC")),
        *((key, "back") for key in ("b", "\x1b[D", "\x1bOD")),
        ("c", "continue"),
        ("q", "quit"),
    ],
)
def test_each_key_has_the_meaning_in_the_prompt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str, meaning: str
):
    keys = iter(["?", key])
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    assert ask_for_key() == meaning
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("space next · b back · c next breakpoint or the end · q quit · ? keys") == 2
    assert "b, ←" in output.err
