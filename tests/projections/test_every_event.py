"""Every reader has a pinned result for each kind of event, so that no change goes unnoticed."""

import pytest

from domain.event_types import BY_NAME
from tests.projections.every_event import PINNED, golden_log, paragraphs

HOW = f"run python -m tests.projections.every_event, and review what it changes in {PINNED.name}"


@pytest.fixture(scope="module")
def results() -> list[tuple[str, str]]:
    return list(paragraphs(golden_log()))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_result_of_every_reader_is_as_pinned(name: str, results: list[tuple[str, str]]):
    pinned = [text + "\n" for text in PINNED.read_text().removesuffix("\n").split("\n\n")]
    expected = [text for text in pinned if text.split()[1] == name]
    assert [text for kind, text in results if kind == name] == expected, HOW
