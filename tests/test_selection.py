"""Tests that start processes are recognised by what they and their helpers use."""

import subprocess
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.command_line import here, process
from tests.selection import refuse_start


def marked(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("processes") is not None


@cache
def cached():
    return process("status")


class Starter:
    """A helper that is a class."""

    def start(self):
        return subprocess.run(["true"], check=True)


@pytest.fixture
def starter():
    return Starter


def test_a_test_that_runs_commands_in_this_process_is_not_marked(request):
    assert here("--version").code == 0
    assert not marked(request)


def test_a_test_whose_helper_starts_a_process_is_marked(request):
    assert process
    assert marked(request)


def test_a_test_whose_cached_helper_starts_a_process_is_marked(request):
    assert cached
    assert marked(request)


def test_a_test_whose_fixture_starts_a_process_is_marked(request, starter):
    assert marked(request)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.just(1))
def test_a_generated_test_that_starts_a_process_is_marked(request, number):
    assert process
    assert marked(request)


def test_a_test_that_is_not_marked_and_starts_a_process_fails_in_the_fast_run():
    with pytest.raises(RuntimeError, match="This test starts a process"):
        refuse_start("subprocess.Popen", ())
    refuse_start("open", ())
