"""Fixtures and settings of all tests: servers, generated examples, order and markers."""

import os
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import is_hypothesis_test, settings
from playwright.sync_api import Browser, sync_playwright
from xdist import is_xdist_controller

from docs.browser import launch
from tests.postgres_server import emptied, new_database, server_address
from tests.selection import refuse_processes, starts_processes

# Generated examples have no deadline, because no test asserts a time. `make test` uses the same examples every day;
# `make tomorrow` searches for new examples: --hypothesis-profile=searching.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None)
# For `make test-fast`: --hypothesis-profile=light. It limits the examples of every test, whatever its own settings.
settings.register_profile("light", deadline=None, derandomize=True, max_examples=10)
settings.load_profile("steady")


def pytest_xdist_auto_num_workers() -> int:
    """Return more workers than processors, because tests wait half of the time."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + max(1, processors // 2)


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that start processes, and start slow tests first. Workers then end together."""
    for item in items:
        if isinstance(item, pytest.Function) and starts_processes(item):
            item.add_marker("processes")
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            # Generated tests do not count for coverage: the covered lines are then the same every day, and
            # examples take half the time.
            item.add_marker("no_cover")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if settings.get_current_profile_name() == "light":
        _lighten(items)
    if config.option.markexpr == "not processes" and not is_xdist_controller(session):
        refuse_processes()


def _lighten(items: Sequence[pytest.Item]) -> None:
    """Limit the examples of every test to those of the profile."""
    max_examples = settings.get_profile("light").max_examples
    for item in items:
        if not isinstance(item, pytest.Function) or not is_hypothesis_test(item.obj):
            continue
        if item.cls is not None and hasattr(item.cls, "settings"):  # a state machine
            item.cls.settings = settings(
                item.cls.settings, max_examples=min(max_examples, item.cls.settings.max_examples)
            )
        else:
            # Hypothesis does not allow a test to be decorated twice.
            current = item.obj._hypothesis_internal_use_settings
            lighter = settings(current, max_examples=min(max_examples, current.max_examples))
            item.obj._hypothesis_internal_use_settings = lighter


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the machine; without it the tests of pages fail."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a real PostgreSQL server; the test fails without one."""
    with server_address() as address:
        yield address


@pytest.fixture(scope="session")
def _database(postgres_server):
    return new_database(postgres_server, f"inspectrail_{os.getpid()}")


@pytest.fixture
def database(_database):
    """The address of a database without our schema."""
    return emptied(_database)
