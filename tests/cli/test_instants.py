"""Instants: every way to name a point in time, and what commands show of it."""

import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import FILES, NAME, Walk, begin
from tests.fixtures.command_line import Ran, copied, here

pytestmark = pytest.mark.dated

# Each command with the moment on the clock, in UTC. Summer time began on 30 March 2025 at 01:00 and ended on
# 26 October at 01:00: the last hour of 29 March is 23:00 to 24:00 UTC, that of 30 March 22:00 to 23:00.
STORY = """
2025-03-03T09:00 ann  inspection announce newport-2023 --name 'Ann Archer' --organisation 'Youth Inspectorate'
    --title 'Youth justice' --body 'Newport Service' --programme Joint --from 2025-03-03 --until 2025-03-14
2025-03-03T09:01 ann  framework adopt small.toml
2025-03-03T09:02 ann  team add ben --name 'Ben Baker' --role inspector --organisation 'Youth Inspectorate'
2025-03-03T09:03 ann  team add fay --name 'Fay Fox' --role publisher --organisation 'Youth Inspectorate'
2025-03-04T09:00 ann  case add NP-01 --pseudonym Robin --setting community
2025-03-04T09:01 ann  case assign NP-01 ben
2025-03-05T09:00 ann  fieldwork start
2025-03-29T23:59 ben  answer record NP-01 1.1 insufficient --evidence 'The last minute of winter time but 61 minutes'
2025-03-30T22:59 ben  answer revise NP-01 1.1 sufficient --reason 'The last minute of 30 March'
2025-03-30T23:00 ben  answer record NP-01 2.1 sufficient --evidence 'The first minute of 31 March'
2025-04-01T09:00 ben  assessment submit NP-01
2025-04-02T09:00 ann  moderate complete NP-01
2025-04-03T09:00 ann  judge make 1 good --rationale 'Planned'
2025-04-03T09:01 ann  judge make 2 good --rationale 'Heard'
2025-04-03T09:02 ann  judge make 3 fair --rationale 'Met'
2025-04-04T09:00 ann  feedback --audience Managers
2025-05-02T09:00 ann  draft issue --comments-by 2025-05-16
2025-06-02T09:00 ann  recommend 1 --text 'Meet' --owner Chair --organisation 'Newport Council'
2025-06-03T09:00 ann  report finalise
2025-06-10T09:00 fay  report publish --on 2025-06-09
2025-10-25T23:30 ann  recommendation extend 1 --due 2026-12-01 --told 2025-10-20 --reason 'Already 26 October in London'
2025-10-26T00:30 ann  evidence add F-01 --kind comment --source partner --text 'The first half past one'
2025-10-26T01:30 ann  evidence add F-02 --kind comment --source partner --text 'The second half past one'
2025-12-09T23:30 ann  recommendation verify 1 good --narrative 'Six months after' --evidence F-01
2025-12-10T00:30 ann  recommendation close 1 implemented --evidence F-01 --reason 'Met'
"""
TODAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def story() -> list[tuple[datetime, list[str]]]:
    commands = []
    for line in STORY.strip().replace("\n    ", " ").splitlines():
        moment, person, *words = shlex.split(line)
        arguments = [str(FILES / word) if word == "small.toml" else word for word in words]
        commands.append((datetime.fromisoformat(f"{moment}+00:00"), [*arguments, "--as", person]))
    return commands


def store_until(path: Path, last: int) -> Path:
    assert here("init", "--store", str(path)).code == 0
    for position, (moment, arguments) in enumerate(story()[:last], start=1):
        ran = here(*arguments, "--store", str(path), now=moment)
        assert ran.out.startswith(f"#{position} "), ran.err
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_until(tmp_path_factory.mktemp("instants") / "inspectrail.db", 25)


def position_of(words: str) -> int:
    return next(at for at, (_, arguments) in enumerate(story(), start=1) if words in " ".join(arguments))


def ran_today(store: Path, *arguments: str) -> Ran:
    return here(*arguments, "--store", str(store), now=TODAY)


def seen_from(store: Path, instant: str) -> int:
    """Return the position of the last event that is seen from an instant."""
    ran = ran_today(store, "trail", "--json", "--at", instant)
    assert (ran.code, ran.err) == (0, "")
    return ran.json_lines[-1]["position"]


@pytest.mark.parametrize(
    ("instant", "last"),
    [
        # A position
        ("#1", "inspection announce"),
        ("#9", "answer revise"),
        # A day means its end, in London
        ("2025-03-03", "team add fay"),
        ("2025-03-04", "case assign"),
        ("2025-03-20", "fieldwork start"),
        ("2025-03-29", "answer record NP-01 1.1"),
        ("2025-03-30", "answer revise"),
        ("2025-03-31", "answer record NP-01 2.1"),
        ("2025-10-25", "report publish"),
        ("2025-10-26", "F-02"),
        ("2025-12-09", "recommendation verify"),
        ("2025-12-10", "recommendation close"),
        ("2999-01-01", "recommendation close"),
        # A time with its offset
        ("2025-03-30T23:59+01:00", "answer revise"),
        ("2025-03-30T23:58:59+01:00", "answer record NP-01 1.1"),
        ("2025-03-30T22:59Z", "answer revise"),
        ("2025-03-31T08:00+09:00", "answer record NP-01 2.1"),
        ("2025-10-26T01:30+01:00", "F-01"),
        ("2025-10-26T01:30+00:00", "F-02"),
        # A time without one is London's, winter and summer
        ("2025-03-29T23:58", "fieldwork start"),
        ("2025-03-29T23:59", "answer record NP-01 1.1"),
        ("2025-03-30T23:58", "answer record NP-01 1.1"),
        ("2025-03-30T23:59", "answer revise"),
        ("2025-04-01T10:00", "assessment submit"),
        ("2025-04-01T09:59", "answer record NP-01 2.1"),
        # Half past one comes twice on 26 October: the first is meant
        ("2025-10-26T01:30", "F-01"),
        # Milestones, and months after them
        ("feedback", "feedback"),
        ("draft", "draft issue"),
        ("published", "report publish"),
        ("feedback+1m", "draft issue"),
        ("published+0m", "report finalise"),
        ("published+6m", "recommendation verify"),
        ("published+12m", "recommendation close"),
    ],
)
def test_an_instant_includes_events_up_to_its_last(store: Path, instant: str, last: str):
    assert seen_from(store, instant) == position_of(last)


READING = [
    ["scores"],
    ["scores", "--questions"],
    ["trail"],
    ["recommendations"],
    ["status"],
    ["case", "list"],
    ["case", "show", "NP-01"],
    ["team", "list"],
    ["inspection", "show"],
    ["replay"],
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_milestone_that_is_still_to_come_is_not_found(begun: Path, command: list[str]):
    for instant in ("feedback", "draft", "published", "published+6m"):
        ran = ran_today(begun, *command, "--at", instant)
        assert (ran.code, ran.out) == (4, "")
        assert ran.err == f"{NAME} has not reached {instant.partition('+')[0]}: it is not recorded yet.\n"


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize(
    "instant",
    ["", "yesterday", "#", "#x", "#-1", "2025-02-30", "2025-13-01", "2025-01-01T25:00", "published+m", "published+6",
     "published-6m", "finalised", "9999-12-31T23:59-12:00", "0001-01-01T00:00+14:00"],
)  # fmt: skip
def test_nonsense_is_no_instant(begun: Path, command: list[str], instant: str):
    ran = ran_today(begun, *command, f"--at={instant}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"“{instant}” is not a point in time. Use '#1234' (with the quotes), 2016-05-13, ")


@pytest.mark.parametrize("position", ["#0", "#26", "#999999999999999"])
def test_a_position_past_the_end_of_the_log_is_not_found(store: Path, position: str):
    ran = ran_today(store, "scores", "--at", position)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == f"{NAME} has not reached {position}: the log has events #1 to #25.\n"


def test_a_position_before_the_inspection_was_announced_is_not_found(store: Path, tmp_path: Path):
    both = begin(copied(store, tmp_path), "cardiff-2025", now=TODAY)
    ran = ran_today(both, "scores", "--at", "#3", "--inspection", "cardiff-2025")
    assert (ran.code, ran.err) == (4, "cardiff-2025 has not reached #3: it was announced later.\n")


def test_scores_and_judgements_are_those_of_the_instant(store: Path):
    def first_theme(instant: str) -> tuple[object, object]:
        theme = ran_today(store, "scores", "--theme", "1", "--at", instant, "--json").json["themes"][0]
        return theme["percent"], theme["judgement"]

    assert first_theme("2025-03-20") == (None, None)
    assert first_theme("2025-03-29") == (0, None)
    assert first_theme("2025-03-30") == (100, None)
    assert first_theme("feedback") == (100, "good")


def test_the_day_of_an_instant_is_the_day_that_due_dates_are_counted_from(store: Path):
    def standing(instant: str) -> tuple[object, ...]:
        view = ran_today(store, "recommendations", "--at", instant, "--json").json
        recommendation = view["recommendations"][0]
        return (
            view["on"],
            recommendation["due_on"],
            recommendation["days_left"],
            recommendation["verification"],
            recommendation["closure"],
        )

    assert standing("published") == ("2025-06-09", "2026-06-09", 365, None, None)
    assert standing("published+6m") == ("2025-12-09", "2026-12-01", 357, "good", None)
    assert standing("2025-12-10") == ("2025-12-10", "2026-12-01", None, "good", "implemented")


@pytest.mark.parametrize(
    ("now", "days_left", "overdue"),
    [
        (datetime(2026, 6, 8, 12, tzinfo=UTC), 1, False),
        (datetime(2026, 6, 9, 22, 59, tzinfo=UTC), 0, False),
        (datetime(2026, 6, 9, 23, 0, tzinfo=UTC), -1, True),  # 10 June in London
    ],
)
def test_a_recommendation_is_overdue_from_the_day_after_its_due_date(
    tmp_path: Path, now: datetime, days_left: int, overdue: bool
):
    store = store_until(tmp_path / "inspectrail.db", position_of("report publish"))
    [recommendation] = here("recommendations", "--json", "--store", str(store), now=now).json["recommendations"]
    assert (recommendation["due_on"], recommendation["days_left"], recommendation["overdue"]) == (
        "2026-06-09",
        days_left,
        overdue,
    )
    late = here("recommendations", "--overdue", "--store", str(store), now=now).rows[1:]
    assert [row[7] for row in late] == (["overdue"] if overdue else [])


def test_the_team_is_the_one_of_the_instant(store: Path):
    assert [member["person"] for member in ran_today(store, "team", "list", "--at", "#3", "--json").json] == [
        "ann",
        "ben",
    ]
    assert [member["person"] for member in ran_today(store, "team", "list", "--json").json] == ["ann", "ben", "fay"]


def test_a_case_is_not_there_before_it_was_sampled(store: Path):
    ran = ran_today(store, "case", "show", "NP-01", "--at", "2025-03-03")
    assert (ran.code, ran.err) == (4, f"There is no case NP-01 in {NAME}. See: inspectrail case list\n")
    assert ran_today(store, "case", "list", "--at", "2025-03-03", "--json").json == []


# Replay


def replayed(store: Path, *arguments: str) -> list[int]:
    ran = ran_today(store, "replay", NAME, "--json", *arguments)
    assert (ran.code, ran.err) == (0, "")
    *events, proof = ran.json_lines
    assert (proof["replayed"], proof["equal"], proof["shown"]) == (25, True, len(events))
    return [event["event"]["position"] for event in events]


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("#5", "case add"),
        ("feedback", "feedback"),
        ("draft", "draft issue"),
        ("published", "report publish"),
        # A day begins at midnight
        ("2025-03-04", "case add"),
        ("2025-03-31", "answer record NP-01 2.1"),
        ("2025-10-26", "recommendation extend"),
        # A time from just after it
        ("2025-03-31T00:00:01", "assessment submit"),
        ("2025-04-01T09:59", "assessment submit"),
    ],
)
def test_a_replay_begins_at_an_instant(store: Path, start: str, first: str):
    assert replayed(store, "--from", start) == list(range(position_of(first), 26))


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("#5", "case add"),
        ("feedback", "feedback"),
        ("2025-03-04", "case assign"),
        ("2025-03-30T23:59", "answer revise"),
    ],
)
def test_a_replay_ends_at_an_instant(store: Path, until: str, last: str):
    assert replayed(store, "--until", until) == list(range(1, position_of(last) + 1))
    assert replayed(store, "--at", until) == replayed(store, "--until", until)


def test_a_replay_shows_a_span_and_verifies_the_complete_log(store: Path):
    assert replayed(store, "--from", "feedback", "--until", "draft") == [
        position_of("feedback"),
        position_of("draft issue"),
    ]
    assert replayed(store, "--from", "draft", "--until", "feedback") == []
    assert replayed(store, "--from", "0001-01-01") == list(range(1, 26))


def test_a_replay_can_be_narrowed_to_a_person_a_kind_a_case_a_theme_or_a_question(store: Path):
    assert replayed(store, "--actor", "fay") == [position_of("report publish")]
    assert replayed(store, "--kind", "answer-revised") == [position_of("answer revise")]
    assert replayed(store, "--case", "NP-01", "--actor", "ann") == [5, 6, position_of("moderate complete")]
    assert replayed(store, "--theme", "2", "--until", "2025-03-31") == [position_of("answer record NP-01 2.1")]
    assert replayed(store, "--question", "1.1") == [8, 9]


@pytest.mark.parametrize("option", ["--from", "--until", "--at"])
def test_a_replay_between_instants_that_are_none_is_refused(store: Path, option: str):
    for instant, code in (("soon", 2), ("#99", 4)):
        ran = ran_today(store, "replay", option, instant)
        assert (ran.code, ran.out) == (code, "")


def test_a_day_before_the_announcement_shows_an_inspection_that_has_no_title_yet(walk: Walk):
    ran = here("status", "--effective", "2020-01-01", "--store", str(walk.store))
    assert ran.out.splitlines()[0] == "newport-2023: not announced"
