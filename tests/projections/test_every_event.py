"""No kind of event is forgotten by a reader, and no reader makes something else of one unseen."""

import pytest

from domain.event_types import BY_NAME
from tests.projections.every_event import PINNED, golden_log, paragraphs

HOW = f"run python -m tests.projections.every_event, and review what it changes in {PINNED.name}"


@pytest.fixture(scope="module")
def made() -> list[tuple[str, str]]:
    return list(paragraphs(golden_log()))


@pytest.mark.parametrize("name", BY_NAME)
def test_every_reader_makes_of_an_event_what_it_made_of_it(name: str, made: list[tuple[str, str]]):
    pinned = [text + "\n" for text in PINNED.read_text().removesuffix("\n").split("\n\n")]
    expected = [text for text in pinned if text.split()[1] == name]
    assert [text for kind, text in made if kind == name] == expected, HOW
