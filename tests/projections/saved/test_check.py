"""What is saved is compared with the log: each saved view up to its own position."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from events_store.memory import MemoryStore
from events_store.store import NotReadable, SavedView
from projections.engine.fold import live
from projections.saved.all_views import PROJECTIONS
from projections.saved.check import compared
from projections.saved.findings import FINDINGS
from projections.saved.theme_scores import THEME_SCORES
from tests.fixtures.inspections import NAME, Deed, at, deeds, followed_up, played

NAMES = [projection.saved_as for projection in PROJECTIONS]


@pytest.fixture
def store() -> MemoryStore:
    kept = followed_up().store
    assert isinstance(kept, MemoryStore)
    for projection in PROJECTIONS:
        live(projection, kept, NAME)
    return kept


def saved(store: MemoryStore, **fields: object) -> None:
    """Put the scores in the place of the saved ones, with some fields otherwise."""
    there = store.load_views(NAME, NAMES)[THEME_SCORES.saved_as]
    store.forget_views()
    store.save_views(NAME, {THEME_SCORES.saved_as: SavedView(**{**_fields(there), **fields})})  # type: ignore[arg-type]


def _fields(view: SavedView) -> dict[str, object]:
    return {"position": view.position, "state": view.state}


def test_views_that_were_just_caught_up_are_what_the_log_says(store):
    assert compared(PROJECTIONS, store) == (len(PROJECTIONS), [])


def test_where_nothing_is_saved_nothing_differs():
    assert compared(PROJECTIONS, MemoryStore()) == (0, [])


@given(deeds)
@settings(max_examples=15)
def test_a_view_that_is_behind_the_log_is_compared_with_the_log_up_to_its_own_position(done: list[Deed]):
    store = played(done).store
    assert isinstance(store, MemoryStore)
    for number, projection in enumerate(PROJECTIONS):
        position = max(1, store.head() - 3 * number)
        view = SavedView(position, projection.dump(at(projection, store, NAME, position)))
        store.save_views(NAME, {projection.saved_as: view})
    assert compared(PROJECTIONS, store) == (len(PROJECTIONS), [])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"position": 10**6}, r"was saved at event 1000000, and the log ends at event \d+\."),
        ({"position": 0}, "was saved at event 0, which is not an event of that inspection."),
        ({"position": 5}, "is not what the log says at event 5."),
        ({"position": "5"}, "cannot be read: its columns are not of the kind written."),
        ({"state": "{}"}, "cannot be read: its columns are not of the kind written."),
        ({"state": b'{"cases": 7}'}, "cannot be read."),
        ({"state": THEME_SCORES.dump(THEME_SCORES.start)}, r"is not what the log says at event \d+\."),
    ],
)
def test_what_is_wrong_with_a_saved_view_is_said_in_a_sentence(store, fields, sentence):
    saved(store, **fields)
    checked, drifted = compared(PROJECTIONS, store)
    assert checked == 1
    (one,) = drifted
    assert (one.inspection, one.view) == (NAME, "theme scores")
    begins, ends = f"The saved theme scores of {NAME} ", f"Build it again with: inspectrail rebuild --inspection {NAME}"
    assert one.sentence.startswith(begins)
    assert one.sentence.endswith(ends)
    said = one.sentence.removeprefix(begins).removesuffix(f" {ends}")
    assert re.fullmatch(sentence, said)


def test_views_of_which_nothing_can_be_read_are_told(store, monkeypatch):
    def unreadable(*_: object) -> dict[str, SavedView]:
        raise NotReadable("The store", "it is damaged")

    monkeypatch.setattr(store, "load_views", unreadable)
    (one,) = compared(PROJECTIONS, store)[1]
    assert (one.inspection, one.view) == (NAME, "every view")
    assert one.sentence == (
        f"What is saved of {NAME} is not what was saved. The store cannot be read: it is damaged. Build it again with: "
        f"inspectrail rebuild --inspection {NAME}"
    )


def test_a_view_that_another_release_saved_is_not_asked(store):
    store.save_views(NAME, {"theme scores 0.0.1": SavedView(10**6, b"{}")})
    assert compared(PROJECTIONS, store)[1] == []


def test_only_the_views_that_differ_are_named(store):
    store.save_views(NAME, {FINDINGS.saved_as: SavedView(10**6, b"{}")})
    assert [one.view for one in compared(PROJECTIONS, store)[1]] == [FINDINGS.name]


EDITS = 200


@pytest.mark.parametrize("block", range(4))
def test_every_edit_of_a_saved_view_is_found(block: int):
    kept = followed_up().store
    assert isinstance(kept, MemoryStore)
    for projection in PROJECTIONS:
        live(projection, kept, NAME)
    honest = kept.load_views(NAME, NAMES)
    for number in range(block, EDITS, 4):
        seed = f"edited view {number}"
        chance = Random(seed)
        projection = chance.choice(PROJECTIONS)
        there = honest[projection.saved_as]
        view = edited(there, chance, honest)
        kept.forget_views()
        kept.save_views(NAME, {**honest, projection.saved_as: view})
        # What a view says at an earlier event may be what it says now: then nothing was made up.
        same = 0 < view.position < there.position and view.state == projection.dump(
            at(projection, kept, NAME, view.position)
        )
        found = [one.view for one in compared(PROJECTIONS, kept)[1]]
        assert found == ([] if same else [projection.name]), f"seed {seed!r}"


def edited(view: SavedView, chance: Random, others: dict[str, SavedView]) -> SavedView:
    """Return a saved view of which something is another."""
    match chance.randrange(5):
        case 0:
            flipped = bytearray(view.state)
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            return replace(view, state=bytes(flipped))
        case 1:
            cut = chance.randrange(len(view.state))
            return replace(view, state=view.state[:cut])
        case 2:
            state = chance.choice([one.state for one in others.values() if one.state != view.state])
            return replace(view, state=state)
        case 3:
            return replace(view, position=view.position + chance.choice((1, 10**9)))
        case _:
            return replace(view, position=chance.randrange(view.position))
