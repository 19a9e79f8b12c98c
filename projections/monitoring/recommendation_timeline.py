"""What is the history of one recommendation, from its findings to its closure?"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from domain.case_ids import AnswerId
from domain.dates import london_day
from domain.effect import EventRole
from domain.events.fieldwork import FindingRecorded, FindingRevised
from domain.events.following_up import DueDateRequested, DueDateRevised, RecommendationMade
from domain.ids import EditionId, EvidenceItemId, FindingId, FollowUpReviewId, RecommendationId
from domain.refusals.follow_up import UnknownRecommendation
from domain.text import EvidenceId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.audit_trail import TrailEntry, entries, format_value
from projections.saved.findings import FINDINGS
from projections.saved.recommendation_tracker import TRACKER, Tracked


class Chapter(StrEnum):
    """Name the part of a recommendation's history that an event belongs to."""

    ANSWER = "answer"
    EVIDENCE = "evidence"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    PUBLICATION = "publication"
    RESPONSE = "response"
    ACTION = "action"
    CLAIM = "claim"
    VERIFICATION = "verification"
    DUE_DATE = "due date"
    CLOSURE = "closure"
    REVIEW = "review"


# The chapter of each event about the recommendation itself.
CHAPTERS = {
    EventRole.RECOMMENDED: Chapter.RECOMMENDATION,
    EventRole.ACCEPTANCE: Chapter.RESPONSE,
    EventRole.ACTION: Chapter.ACTION,
    EventRole.CLAIM: Chapter.CLAIM,
    EventRole.VERIFICATION: Chapter.VERIFICATION,
    EventRole.REQUESTED_DUE_DATE: Chapter.DUE_DATE,
    EventRole.DUE_DATE: Chapter.DUE_DATE,
    EventRole.CLOSURE: Chapter.CLOSURE,
    EventRole.REVIEW: Chapter.REVIEW,
    EventRole.FOLLOW_UP: Chapter.REVIEW,
}


class HistoryLine(Data):
    """Hold one event of the history: effective date `on`, and the London date it was recorded.

    `about` names the finding, the answer or the evidence item; `rests_on` what a finding cites, and the evidence items
    that a claim, a verification, a closure or a review cites.
    """

    chapter: Chapter
    on: date
    recorded_on: date
    about: str | None
    what: str
    rests_on: tuple[str, ...]
    entry: TrailEntry


class RecommendationHistory(Data):
    """Hold a recommendation and its history by effective date."""

    tracked: Tracked
    lines: tuple[HistoryLine, ...]


class _Sources(Data):
    """Hold the findings, cited answers and evidence behind a recommendation, and its first publication's position."""

    findings: frozenset[str]
    answers: frozenset[tuple[str | None, str]]
    evidence: frozenset[EvidenceId]
    publication: int | None


def history(log: Sequence[RecordedEvent], number: int) -> RecommendationHistory:
    """Return the history of a recommendation; raise UnknownRecommendation if the log has none.

    Events on the same day keep the order of the log. Only its first publication is included, which started its twelve
    months. Blind second assessments are not included: no finding rests on them.
    """
    tracked = TRACKER.replay(log).recommendations.get(number)
    if tracked is None:
        raise UnknownRecommendation(number)
    sources = _sources(log, tracked, _publication(log, number))
    lines = [
        line
        for recorded, entry in zip(log, entries(log), strict=True)
        for line in _lines(recorded, entry, number, sources)
    ]
    return RecommendationHistory(tracked, tuple(sorted(lines, key=lambda line: (line.on, line.entry.position))))


def _publication(log: Sequence[RecordedEvent], number: int) -> int | None:
    """Return the position of the first publication after a recommendation was made."""
    recommended = False
    for recorded in log:
        subject = effect_of(recorded).subject
        recommended = recommended or subject == RecommendationId(number)
        if recommended and isinstance(subject, EditionId):
            return recorded.position
    return None


def _sources(log: Sequence[RecordedEvent], tracked: Tracked, publication: int | None) -> _Sources:
    names = frozenset(map(str, tracked.findings))
    findings = FINDINGS.replay(log).by_name
    citations = [findings[name].citations for name in names]
    return _Sources(
        findings=names,
        answers=frozenset((answer.case, answer.question) for cited in citations for answer in cited.answers),
        evidence=frozenset(tracked.evidence).union(*(cited.evidence for cited in citations)),
        publication=publication,
    )


def _lines(recorded: RecordedEvent, described: TrailEntry, number: int, sources: _Sources) -> Iterator[HistoryLine]:
    """Yield the line of an event that is part of the history."""
    for link in effect_of(recorded).subject.chain:
        match link:
            case AnswerId() if (link.case, link.question) in sources.answers:
                yield _line(recorded, described, Chapter.ANSWER, f"{link.case}:{link.question}")
            case EvidenceItemId() if link.evidence in sources.evidence:
                yield _line(recorded, described, Chapter.EVIDENCE, link.evidence)
            case FindingId() if (name := f"{link.theme}/{link.list}/{link.ordinal}") in sources.findings:
                yield _line(recorded, described, Chapter.FINDING, name)
            case EditionId() if recorded.position == sources.publication:
                yield _line(recorded, described, Chapter.PUBLICATION)
            case RecommendationId() if link.number == number:
                yield _line(recorded, described, CHAPTERS[recorded.fact.ROLE])
            case FollowUpReviewId():
                yield _line(recorded, described, CHAPTERS[recorded.fact.ROLE])
            case _:
                continue


def _line(recorded: RecordedEvent, described: TrailEntry, chapter: Chapter, about: str | None = None) -> HistoryLine:
    fact = recorded.fact
    what = described.what
    if isinstance(fact, DueDateRequested | DueDateRevised):
        what = f"{what}; the inspectorate was informed on {format_value(fact.told_on)}"
    return HistoryLine(
        chapter=chapter,
        on=fact.origin.day,
        recorded_on=london_day(recorded.recorded_at),
        about=about,
        what=what,
        rests_on=_rests_on(recorded),
        entry=described,
    )


def _rests_on(recorded: RecordedEvent) -> tuple[str, ...]:
    fact = recorded.fact
    if isinstance(fact, FindingRecorded | FindingRevised):
        cited = fact.citations
        return (*cited.cases, *map(str, cited.answers), *cited.evidence)
    if isinstance(fact, RecommendationMade):
        return tuple(map(str, fact.findings))
    evidence = getattr(fact, "evidence", ())
    return evidence if isinstance(evidence, tuple) else ()
