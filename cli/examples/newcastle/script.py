"""The complete script, from the announcement to the review after twelve months."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from cli.examples.newcastle import casework, joint
from cli.examples.newcastle.data import FRAMEWORK, REFERENCE, read
from cli.examples.newcastle.diary import Diary, DiaryLine, at, options

ANNOUNCED, SAMPLED, ASSIGNED = date(2016, 4, 8), date(2016, 4, 14), date(2016, 4, 20)
ENDED, DRAFT, FINAL, PUBLISHED = date(2016, 5, 13), date(2016, 6, 3), date(2016, 7, 13), date(2016, 7, 15)
SAMPLE = files(__package__).joinpath("sample.csv")


def script() -> list[DiaryLine]:
    """Return every line in order of time."""
    lead = _with_role("lead_inspector")
    answered, submitted = casework.week_one()
    gathered = list(joint.evidence())
    lines = [
        *_set_up(lead),
        *answered,
        *casework.moderated(submitted),
        *casework.reopened(submitted),
        *casework.late(),
        *_excluded(),
        *gathered,
        *joint.findings(gathered),
        *joint.examples(),
        *joint.judgements(lead),
        *joint.challenges(),
        *joint.recommendations(lead),
        *_milestones(lead),
        *joint.follow_up(),
    ]
    return sorted(lines, key=lambda line: line.moment)


def _set_up(lead: str) -> Iterator[DiaryLine]:
    first, *members = read("team")["members"]
    diary = Diary(lead, ANNOUNCED, "10:00")
    yield DiaryLine(diary.after(5), lead, (*_announcement(), *options(first, "name", "organisation")))
    yield DiaryLine(diary.after(10), lead, ("framework", "adopt", FRAMEWORK))
    for member in members:
        words = ("team", "add", member["person"], *options(member, "name", "role", "organisation"))
        yield DiaryLine(diary.after(2), lead, words)
    support = _with_role("support_officer")
    yield DiaryLine(at(SAMPLED, "11:05"), support, ("sample", "import", str(SAMPLE)))
    diary = Diary(support, ASSIGNED, "14:00")
    for person, cases in read("answers")["assessors"].items():
        for case in cases:
            yield DiaryLine(diary.after(1), support, ("case", "assign", case, person))
    for reading in read("answers")["second"]["readings"]:
        yield DiaryLine(diary.after(1), support, ("second", "assign", reading["case"], reading["by"]))


def _announcement() -> tuple[str, ...]:
    text = {
        "title": "Full joint inspection of youth offending work in Newcastle",
        "body": "Newcastle Youth Offending Team",
        "programme": "Full joint inspections",
        "from": "2016-04-25",
        "until": "2016-05-13",
        "caseload": 168,  # made up
    }
    return ("inspection", "announce", REFERENCE, *options(text, *text))


def _excluded() -> Iterator[DiaryLine]:
    text = read("moderation")["excluded"]
    exclude = ("case", "exclude", text["case"], "--reason", text["reason"])
    yield DiaryLine(at(date(2016, 5, 4), "16:12"), text["by"], exclude)
    reinstate = ("case", "reinstate", text["case"], "--reason", text["reinstated"])
    yield DiaryLine(at(date(2016, 5, 10), "09:50"), text["by"], reinstate)


def _milestones(lead: str) -> Iterator[DiaryLine]:
    report = read("report")
    yield DiaryLine(at(date(2016, 4, 25), "08:45"), lead, ("fieldwork", "start"))
    yield DiaryLine(at(ENDED, "15:30"), lead, ("feedback", *options(report["feedback"], "audience")))
    yield DiaryLine(at(ENDED, "17:05"), lead, ("fieldwork", "end"))
    yield DiaryLine(at(DRAFT, "14:00"), lead, ("draft", "issue", *options(report["draft"], "comments_by")))
    yield DiaryLine(at(FINAL, "15:15"), lead, ("report", "finalise"))
    yield DiaryLine(at(PUBLISHED, "09:30"), _with_role("publisher"), ("report", "publish"))


def _with_role(role: str) -> str:
    return next(str(member["person"]) for member in read("team")["members"] if member["role"] == role)
