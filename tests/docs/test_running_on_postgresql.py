"""The page on PostgreSQL: its SQL runs on a real server and grants only the rights it describes."""

import re
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml

from tests.fixtures.command_line import here
from tests.postgres_server import running

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "run-on-postgresql.md"
RIGHTS = (PAGE.with_name("roles.sql")).read_text()
ROLES = ("keeper", "application", "auditor")


def sql_of_page() -> list[str]:
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [line for line in block.splitlines() if line]


@pytest.fixture(scope="module")
def team():
    """Return the addresses of a database by role, set up as the page describes."""
    with running() as server:
        with closing(psycopg.connect(server.address, autocommit=True)) as administrator:
            for statement in sql_of_page():
                administrator.execute(statement)
        parts = urlsplit(server.address)
        addresses = {
            role: urlunsplit(
                parts._replace(netloc=f"inspectrail_{role}@{parts.hostname}:{parts.port}", path="/inspections")
            )
            for role in ROLES
        }
        assert here("init", "--store", addresses["keeper"]).code == 0
        with closing(psycopg.connect(addresses["keeper"], autocommit=True)) as keeper:
            keeper.execute(RIGHTS)
        words = "inspection announce x --name A --organisation B --title T --body B --programme P --as ann"
        dates = ("--from", "2025-03-03", "--until", "2025-03-14")
        announced = here(*words.split(), *dates, "--store", addresses["application"])
        assert announced.code == 0, announced.err
        yield addresses


def attempt(address: str, statement: str) -> str:
    with closing(psycopg.connect(address, autocommit=True, options="-c search_path=inspectrail")) as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return "refused"
        return "done"


CHANGES = [
    f"{change} {table}"
    + (" SET {0} = {0}".format({"commands": "events"}.get(table, "position")) * (change == "UPDATE"))
    for table in ("stored_events", "commands", "ledger")
    for change in ("UPDATE", "DELETE FROM", "TRUNCATE")
]


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_or_deletes_what_was_recorded(team, role, statement):
    assert attempt(team[role], statement) == "refused"


@pytest.mark.parametrize("statement", ["DROP TABLE ledger", "ALTER TABLE stored_events DISABLE TRIGGER ALL",
                                       "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS ''",
                                       "CREATE TABLE inspectrail.another ()"])  # fmt: skip
@pytest.mark.parametrize("role", ["application", "auditor"])
def test_only_the_keeper_changes_tables(team, role, statement):
    assert attempt(team[role], statement) == "refused"


def test_the_application_records_reads_and_rewrites_views(team):
    for words in (
        ["team", "add", "ben", "--name", "Ben", "--role", "inspector", "--organisation", "B", "--as", "ann"],
        ["status"],
        ["rebuild"],
        ["export"],
    ):
        ran = here(*words, "--store", team["application"])
        assert (ran.code, ran.err) == (0, ""), words


def test_an_auditor_reads_everything_and_records_nothing(team):
    for words in (["status"], ["trail"], ["replay"], ["export"], ["verify"]):
        ran = here(*words, "--store", team["auditor"])
        assert (ran.code, ran.err) == (0, ""), words
    before = here("export", "--store", team["auditor"]).out
    refused = here("team", "add", "eve", "--name", "E", "--role", "inspector", "--organisation", "B", "--as", "ann",
                   "--store", team["auditor"])  # fmt: skip
    assert (refused.code, refused.out) == (6, "")
    assert "You are not allowed to do that in the store" in refused.err
    assert here("export", "--store", team["auditor"]).out == before


def test_the_page_and_the_compose_file_create_the_same_roles():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    content = compose["configs"]["roles_and_database"]["content"]
    assert content.strip().splitlines() == sql_of_page()


def test_the_compose_file_starts_one_server_with_a_health_check_and_a_volume():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    (server,) = compose["services"].values()
    assert re.fullmatch(r"postgres:\d+", server["image"]), (
        "name a major version, so that its data is readable after an update"
    )
    assert [port.startswith("127.0.0.1:") for port in server["ports"]] == [True]
    assert "pg_isready" in server["healthcheck"]["test"][1]
    assert [volume.split(":")[0] for volume in server["volumes"]] == list(compose["volumes"])
    assert {config["source"] for config in server["configs"]} == set(compose["configs"])
