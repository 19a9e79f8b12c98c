"""Casework: cases are answered, submitted, assessed a second time and moderated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle

from cli.examples.newcastle.answers import AnswerName, flipped, why_not_applicable
from cli.examples.newcastle.data import digest, framework, read, sample
from cli.examples.newcastle.diary import Diary, DiaryLine, at, working_day_before
from cli.examples.newcastle.moderation import PlannedLook, moderation
from domain.dates import london_day
from domain.framework import Question, Response

WEEK_ONE, MODERATION_BEGINS, CORRECTED = date(2016, 4, 25), date(2016, 4, 28), date(2016, 5, 11)
A_CASE = 175  # minutes between a moderator's cases


@dataclass(frozen=True)
class Submitted:
    """A case with a submitted assessment."""

    case: str
    assessor: str
    moment: datetime


def week_one() -> tuple[list[DiaryLine], list[Submitted]]:
    """Return the records of week one, and the cases in order of submission."""
    lines: list[DiaryLine] = []
    submitted = []
    diaries = {person: Diary(person, WEEK_ONE) for person in read("answers")["assessors"]}
    for person, cases in read("answers")["assessors"].items():
        for case in cases:
            lines += _assessed(diaries[person], case)
            submitted.append(Submitted(case, person, lines[-1].moment))
    for reading in read("answers")["second"]["readings"]:
        lines += _second(diaries[reading["by"]], reading["case"], framework().theme(reading["theme"]).questions)
    return lines, sorted(submitted, key=lambda case: case.moment)


def moderated(submitted: list[Submitted]) -> Iterator[DiaryLine]:
    """Yield the lines of moderators and assessors up to feedback, without the reopened case."""
    rota = read("moderation")["rota"]
    diaries = {person: Diary(person, MODERATION_BEGINS) for person in rota}
    for assessment, person in zip(submitted, cycle(rota), strict=False):
        yield from _moderated(diaries[person], assessment)


def late() -> Iterator[DiaryLine]:
    """Yield the changes of the deputy lead inspector after feedback."""
    text = read("moderation")["late"]
    diary = Diary(text["by"], text["begins"])
    for look in moderation().late:
        yield DiaryLine(diary.after(130), diary.person, _change(look))
        yield DiaryLine(diary.after(240), diary.person, ("moderate", "complete", look.case))


def reopened(submitted: list[Submitted]) -> Iterator[DiaryLine]:
    """Yield how a signed-off case was reopened and corrected."""
    text = read("moderation")["reopened"]
    case, assessor = text["case"], next(entry.assessor for entry in submitted if entry.case == text["case"])
    diary = Diary(assessor, CORRECTED, "10:00")
    yield DiaryLine(
        at(working_day_before(CORRECTED), "15:42"),
        text["by"],
        ("assessment", "reopen", case, "--reason", text["reason"]),
    )
    for answer in moderation().corrected:
        new = flipped(moderation().before(answer))
        yield DiaryLine(diary.after(12), assessor, ("answer", "revise", *answer, new, "--reason", text["correction"]))
    done = diary.after(5)
    yield DiaryLine(done, assessor, ("assessment", "submit", case))
    yield DiaryLine(done + timedelta(minutes=94), text["by"], ("moderate", "complete", case))


def _assessed(diary: Diary, case: str) -> Iterator[DiaryLine]:
    began = diary.after(4)
    typed = read("answers")["typed_up_next_day"]
    wrong_at_first = [answer for answer in _revised() if answer[0] == case]
    for number, question in enumerate(framework().applicable_questions(sample()[case].conditions)):
        answer = (case, question.id)
        response = moderation().before(answer)
        if answer in wrong_at_first:
            response = flipped(response)
        moment = diary.after(2 + digest("minutes", *answer) % 6)
        earlier = case in typed["cases"] and number < typed["answers"] and london_day(began) > WEEK_ONE
        words = ("answer", "record", *answer, response, "--evidence", _evidence(answer, response), *_reference(answer))
        yield DiaryLine(moment, diary.person, words, working_day_before(london_day(moment)) if earlier else None)
    for answer in wrong_at_first:
        words = ("answer", "revise", *answer, moderation().before(answer), "--reason", _revised()[answer])
        yield DiaryLine(diary.after(3), diary.person, words)
    yield DiaryLine(diary.after(6), diary.person, ("assessment", "submit", case))


def _second(diary: Diary, case: str, questions: tuple[Question, ...]) -> Iterator[DiaryLine]:
    once_in = read("answers")["second"]["differs_once_in"]
    for number, question in enumerate(question for question in questions if _applies(question, case)):
        answer = (case, question.id)
        response = moderation().before(answer)
        if response is not Response.NOT_APPLICABLE and number % once_in == digest("differs", case) % once_in:
            response = flipped(response)
        evidence = _evidence(answer, response, "second")
        yield DiaryLine(diary.after(4), diary.person, ("second", "record", *answer, response, "--evidence", evidence))
    yield DiaryLine(diary.after(2), diary.person, ("second", "submit", case))


def _moderated(diary: Diary, assessment: Submitted) -> Iterator[DiaryLine]:
    looks = [look for look in moderation().looks if look.case == assessment.case]
    moment = diary.after(A_CASE, not_before=assessment.moment)
    replies = Diary(assessment.assessor, MODERATION_BEGINS)
    latest = moment
    for look in looks:
        if look.query is not None:
            queried_at = diary.after(6)
            yield DiaryLine(queried_at, diary.person, ("query", "ask", *look.answer, "--text", look.query.ask))
            latest = replies.after(130, not_before=queried_at)
            yield DiaryLine(latest, assessment.assessor, ("query", "answer", *look.answer, "--text", look.query.reply))
    for look in looks:
        words = _change(look) if look.new else ("moderate", "confirm", *look.answer, "--reason", look.reason)
        moment = diary.after(9, not_before=latest) if look.query else diary.after(7)
        yield DiaryLine(moment, diary.person, words)
    yield DiaryLine(diary.after(10, not_before=latest), diary.person, ("moderate", "complete", assessment.case))


def _change(look: PlannedLook) -> tuple[str, ...]:
    return ("moderate", "change", *look.answer, look.new or "", "--reason", look.reason)


@cache
def _revised() -> dict[AnswerName, str]:
    """Return the answers corrected before submission, with the reasons."""
    text = read("answers")["revised"]
    untouched = [answer for answer in _answers_by_chance() if answer not in moderation().touched]
    applicable = [answer for answer in untouched if moderation().before(answer) is not Response.NOT_APPLICABLE]
    reasons = text["reasons"]
    return {answer: reasons[number % len(reasons)] for number, answer in enumerate(applicable[: text["number"]])}


def _answers_by_chance() -> list[AnswerName]:
    answers = [
        (case.reference, question.id)
        for case in sample().values()
        for question in framework().applicable_questions(case.conditions)
    ]
    return sorted(answers, key=lambda answer: digest("revised", *answer))


def _applies(question: Question, case: str) -> bool:
    return question.applies_to(sample()[case].conditions)


def _evidence(answer: AnswerName, response: Response, seed: str = "first") -> str:
    case, question = answer
    if response is Response.NOT_APPLICABLE:
        return why_not_applicable(sample()[case], question) or ""
    wording = read("wording")[framework().question(question).stage]
    about = read("wording")["about"][framework().theme_of[question]]
    chance = digest(seed, "evidence", *answer)
    places, seen = wording["where"], wording[response]
    text = seen[chance // len(places) % len(seen)].format(about=about)
    return f"{places[chance % len(places)]}: {text}."


def _reference(answer: AnswerName) -> tuple[str, ...]:
    chance = digest("reference", *answer)
    return ("--reference", f"case file, section {2 + chance // 3 % 9}") if chance % 3 == 0 else ()
