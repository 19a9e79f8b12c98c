"""Each saved view is compared with the log up to its position, and all views have one digest."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from domain import VERSION
from events_store.errors import NotReadable
from events_store.memory import MemoryStore
from events_store.store import SavedView
from projections.engine.fold import FOLDS, live
from projections.saved.all_views import PROJECTIONS
from projections.saved.check import compared, views_digest
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
    """Replace all saved views by the scores, with some fields changed."""
    current = store.load_views(NAME, NAMES)[THEME_SCORES.saved_as]
    store.forget_views()
    store.save_views(NAME, {THEME_SCORES.saved_as: SavedView(**{**_fields(current), **fields})})  # type: ignore[arg-type]


def _fields(view: SavedView) -> dict[str, object]:
    return {"position": view.position, "state": view.state}


def test_views_that_were_just_caught_up_match_the_log(store):
    assert compared(PROJECTIONS, store) == (len(PROJECTIONS), [])


def test_without_saved_views_nothing_differs():
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
        ({"position": 10**6}, r"was saved at event 1000000, but the log ends at event \d+\."),
        ({"position": 0}, "was saved at event 0, which is not an event of that inspection."),
        ({"position": 5}, "does not match the log at event 5."),
        ({"position": "5"}, "cannot be read: its columns have the wrong types."),
        ({"state": "{}"}, "cannot be read: its columns have the wrong types."),
        ({"state": b'{"cases": 7}'}, "cannot be read."),
        ({"state": THEME_SCORES.dump(THEME_SCORES.start)}, r"does not match the log at event \d+\."),
    ],
)
def test_a_sentence_says_what_is_wrong_with_a_saved_view(store, fields, sentence):
    saved(store, **fields)
    checked, drifted = compared(PROJECTIONS, store)
    assert checked == 1
    (differing,) = drifted
    assert (differing.inspection, differing.view) == (NAME, "theme scores")
    begins, ends = f"The saved theme scores of {NAME} ", f"Rebuild it with: inspectrail rebuild --inspection {NAME}"
    assert differing.sentence.startswith(begins)
    assert differing.sentence.endswith(ends)
    fault = differing.sentence.removeprefix(begins).removesuffix(f" {ends}")
    assert re.fullmatch(sentence, fault)


def test_saved_views_that_cannot_be_read_are_reported(store, monkeypatch):
    def unreadable(*_: object) -> dict[str, SavedView]:
        raise NotReadable("The store", "it is damaged")

    monkeypatch.setattr(store, "load_views", unreadable)
    (differing,) = compared(PROJECTIONS, store)[1]
    assert (differing.inspection, differing.view) == (NAME, "every view")
    assert differing.sentence == (
        f"The saved views of {NAME} are damaged. The store cannot be read: it is damaged. Rebuild them with: "
        f"inspectrail rebuild --inspection {NAME}"
    )


def test_a_view_that_another_release_saved_is_not_compared(store):
    store.save_views(NAME, {"theme scores 0.0.1": SavedView(10**6, b"{}")})
    assert compared(PROJECTIONS, store)[1] == []


def test_only_the_views_that_differ_are_named(store):
    store.save_views(NAME, {FINDINGS.saved_as: SavedView(10**6, b"{}")})
    assert [differing.view for differing in compared(PROJECTIONS, store)[1]] == [FINDINGS.name]


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
        current = honest[projection.saved_as]
        view = edited(current, chance, honest)
        kept.forget_views()
        kept.save_views(NAME, {**honest, projection.saved_as: view})
        # A view at an earlier event can equal the current view: then the edit does not make it wrong.
        same = 0 < view.position < current.position and view.state == projection.dump(
            at(projection, kept, NAME, view.position)
        )
        differing = [view.view for view in compared(PROJECTIONS, kept)[1]]
        assert differing == ([] if same else [projection.name]), f"seed {seed!r}"


def edited(view: SavedView, chance: Random, saved_views: dict[str, SavedView]) -> SavedView:
    """Return a saved view with one random change."""
    match chance.randrange(5):
        case 0:
            flipped = bytearray(view.state)
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            return replace(view, state=bytes(flipped))
        case 1:
            cut = chance.randrange(len(view.state))
            return replace(view, state=view.state[:cut])
        case 2:
            state = chance.choice([saved.state for saved in saved_views.values() if saved.state != view.state])
            return replace(view, state=state)
        case 3:
            return replace(view, position=view.position + chance.choice((1, 10**9)))
        case _:
            return replace(view, position=chance.randrange(view.position))


# The digest of all views


def test_stores_with_the_same_log_have_the_same_digest_of_views_at_every_position():
    store, copy = followed_up().store, MemoryStore()
    copy.append_entries(store.entries())
    digests = [views_digest(store, until) for until in (0, 1, store.head() // 2, store.head())]
    assert digests == [views_digest(copy, until) for until in (0, 1, store.head() // 2, store.head())]
    assert len(set(digests)) == len(digests)
    assert views_digest(store) == digests[-1]


def test_a_digest_begins_with_the_version_of_the_folds():
    version, _, digest = views_digest(followed_up().store).partition(":")
    assert (version, len(digest)) == (f"{VERSION}/{FOLDS}", 64)
