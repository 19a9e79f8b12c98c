"""Week two, the report and the follow-up: evidence, findings, judgements, challenges and recommendations."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from cli.examples.newcastle.answers import AnswerName, final_answers
from cli.examples.newcastle.data import digest, read
from cli.examples.newcastle.diary import Diary, DiaryLine, at, options
from cli.examples.newcastle.moderation import moderation
from domain.framework import Response

FINDINGS_BEGIN = date(2016, 5, 9), "13:30"
PROPOSED, JUDGED, REVISED = date(2016, 5, 12), date(2016, 5, 24), date(2016, 5, 26)
RAISED, DECIDED, RECOMMENDED = date(2016, 6, 14), date(2016, 6, 22), date(2016, 6, 28)
CITED = {
    "strength": (Response.SUFFICIENT,),
    "deficit": (Response.INSUFFICIENT,),
    "mixed": (Response.SUFFICIENT, Response.INSUFFICIENT),
}

Details = Mapping[str, Any]


def evidence() -> Iterator[DiaryLine]:
    """Yield the evidence of fieldwork, entered by each person on each day."""
    diaries: dict[tuple[str, date], Diary] = {}
    for details in read("evidence")["items"]:
        key = (details["by"], details["day"])
        diary = diaries.setdefault(key, Diary(details["by"], details["day"]))
        yield DiaryLine(diary.after(55), details["by"], _evidence(details))


def findings(gathered: list[DiaryLine]) -> Iterator[DiaryLine]:
    """Yield the findings of each person in sequence, after the evidence they cite."""
    recorded = {line.words[2]: line.moment for line in gathered}
    diaries: dict[str, Diary] = {}
    for finding in read("findings")["findings"]:
        diary = diaries.setdefault(finding["by"], Diary(finding["by"], *FINDINGS_BEGIN))
        cited = [recorded[reference] for reference in finding.get("evidence", [])]
        latest = max(cited) + timedelta(minutes=20) if cited else None
        yield DiaryLine(diary.after(9, not_before=latest), finding["by"], _finding(finding))


def examples() -> Iterator[DiaryLine]:
    """Yield the examples of practice."""
    for number, example in enumerate(read("examples")["examples"]):
        words = ("example", "add", example["theme"], *options(example, "pseudonym", "kind", "text"))
        yield DiaryLine(at(date(2016, 5, 13), f"10:{7 * number + 3:02}"), example["by"], words)


def judgements(lead: str) -> Iterator[DiaryLine]:
    """Yield the proposals of week two, and the judgements after the last moderation."""
    for number, judgement in enumerate(read("judgements")["judgements"]):
        theme, rating, rationale = judgement["theme"], judgement["rating"], judgement["rationale"]
        words = ("judge", "propose", theme, judgement["proposed"], "--rationale", judgement["proposed_because"])
        yield DiaryLine(at(PROPOSED, f"16:{8 * number + 4:02}"), judgement["proposed_by"], words)
        first = judgement.get("revised_from", judgement)
        words = ("judge", "make", theme, first["rating"], "--rationale", first["rationale"])
        yield DiaryLine(at(JUDGED, f"10:{9 * number + 6:02}"), lead, words)
        if "revised_from" in judgement:
            words = ("judge", "revise", theme, rating, "--reason", first["reason"])
            yield DiaryLine(at(REVISED, "14:20"), lead, words)
            yield DiaryLine(at(REVISED, "14:24"), lead, ("judge", "make", theme, rating, "--rationale", rationale))


def challenges() -> Iterator[DiaryLine]:
    """Yield the factual accuracy challenges to the draft, and their decisions."""
    for number, challenge in enumerate(read("report")["challenges"]):
        name = str(challenge["number"])
        words = ("challenge", "raise", name, *options(challenge, "passage", "claim"))
        yield DiaryLine(at(RAISED, f"{11 + number}:25"), challenge["by"], words)
        words = ("challenge", "decide", name, *options(challenge, "outcome", "changed", "reason"))
        yield DiaryLine(at(DECIDED, f"{10 + number}:10"), challenge["decided_by"], words)
        if "revises" in challenge:
            revised = challenge["revises"]
            place = (revised["theme"], revised["list"], str(revised["number"]))
            words = ("finding", "revise", *place, *options(revised, "text", "reason"))
            yield DiaryLine(at(DECIDED, f"{10 + number}:18"), challenge["decided_by"], words)


def recommendations(lead: str) -> Iterator[DiaryLine]:
    """Yield the recommendations."""
    for number, recommendation in enumerate(read("report")["recommendations"]):
        words = ["recommend", str(recommendation["number"]), *options(recommendation, "text", "owner", "organisation")]
        words += [word for name in recommendation["contributors"] for word in ("--contributor", name)]
        words += [word for name in recommendation["findings"] for word in ("--finding", name)]
        yield DiaryLine(at(RECOMMENDED, f"11:{8 * number + 2:02}"), lead, tuple(words))


def follow_up() -> Iterator[DiaryLine]:
    """Yield the follow-up in the twelve months after publication."""
    for step in read("follow_up")["steps"]:
        yield DiaryLine(at(step["day"], step["time"]), step["by"], _step(step), step.get("on"))


def _step(step: Details) -> tuple[str, ...]:
    number = str(step.get("number", ""))
    match step["command"]:
        case "evidence":
            return _evidence(step)
        case "assess":
            return ("review", "assess", number, step["progress"], *options(step, "narrative", "evidence"))
        case "review":
            return ("review", "complete", *options(step, "summary"))
        case "answer":
            return ("recommendation", "answer", number, step["acceptance"], *options(step, "because"))
        case "plan":
            return ("recommendation", "plan", number, *options(step, "step", "responsible", "due"))
        case "revise_action":
            changes = options(step, "step", "responsible", "due", "done", "reason")
            return ("recommendation", "revise", number, str(step["action"]), *changes)
        case "progress" | "verify":
            progress = step.get("progress") or step["verification"]
            return ("recommendation", step["command"], number, progress, *options(step, "narrative", "evidence"))
        case "extend":
            return ("recommendation", "extend", number, *options(step, "due", "told", "reason"))
        case "close":
            return ("recommendation", "close", number, step["closure"], *options(step, "reason", "evidence"))
        case "reopen":
            return ("recommendation", "reopen", number, *options(step, "reason"))
        case unknown:
            raise ValueError(f"follow_up.toml has a step with an unknown command: {unknown}")


def _evidence(details: Details) -> tuple[str, ...]:
    themes = {"theme": details["themes"]}
    return ("evidence", "add", details["id"], *options(details, "kind", "source", "text"), *options(themes, "theme"))


def _finding(details: Details) -> tuple[str, ...]:
    place = (details["theme"], details["list"], str(details["number"]))
    cited = [word for answer in _cited(details) for word in ("--answer", ":".join(answer))]
    cases = options({"case": details.get("cases", [])}, "case")
    return (
        "finding",
        "add",
        *place,
        *options(details, "direction", "text"),
        *cases,
        *cited,
        *options(details, "evidence"),
    )


def _cited(details: Details) -> Iterator[AnswerName]:
    """Yield answers that support a finding: those of its named cases, else one to three of each question."""
    place = (details["theme"], details["list"], details["number"])
    for question in details["questions"]:
        for response in CITED[details["direction"]]:
            fitting = [
                answer
                for answer, final in final_answers().items()
                if answer[1] == question and final is response and answer not in moderation().touched
            ]
            named = [answer for answer in fitting if answer[0] in details.get("cases", ())]
            by_chance = sorted(fitting, key=lambda answer: digest("cited", *place, *answer))
            yield from named or by_chance[: 1 + digest("cited per finding", *place, question, response) % 3]
