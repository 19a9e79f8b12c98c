"""Plays an inspection with every kind of event into memory, decided by the rules: the log that a release keeps.

A release writes this log once, as tests/golden/VERSION/log.jsonl: see make.py. Every later version reads it.
"""

import json
from datetime import date

from domain.commands import (
    assessing,
    fieldwork,
    following_up,
    judging,
    moderating,
    reporting,
    reviewing,
    sampling,
    second_assessing,
    setting_up,
)
from domain.events.fieldwork import (
    Citations,
    CitedAnswer,
    Direction,
    EvidenceKind,
    ExampleKind,
    FindingList,
    SourceRole,
)
from domain.events.recommendation_terms import Acceptance, CitedFinding, Closure, Owner, Progress, Verification
from domain.events.reporting import ChallengeOutcome
from domain.framework import Response
from events_store.memory import MemoryStore
from events_store.store import Row
from events_store.transparency.merkle_tree import log_root
from tests.fixtures.events import ANN, BEN, CAT, EVE, FAY, FRAMEWORK, GUS, NEWCASTLE
from tests.golden.teller import Teller

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response
FINDING = {"theme": "1", "list": FindingList.KEY_FINDING}


def told() -> MemoryStore:
    """Return the store of the whole inspection."""
    teller = Teller()
    _setting_up(teller)
    _week_one(teller)
    _moderation(teller)
    _week_two(teller)
    _report(teller)
    _follow_up(teller)
    return teller.store


def _setting_up(teller: Teller) -> None:
    teller.announces(
        title="Full joint inspection of youth offending work in Newcastle",
        body="Newcastle Youth Offending Team",
        programme="Full joint inspections",
        fieldwork_from=date(2015, 10, 5),
        fieldwork_until=date(2015, 10, 22),
        caseload=92,
    )
    teller.does(ANN, setting_up.AdoptFramework, framework=FRAMEWORK)
    for person in (BEN, CAT, EVE, FAY, GUS):
        joining = {"person": person.id, "name": person.name, "role": person.role, "organisation": person.organisation}
        teller.does(ANN, setting_up.AssignTeamMember, **joining)
    teller.samples(
        ("NC-07", "Robin", ("community", "psr_written", "review_due"), {"sex": "female", "age": "15"}),
        ("NC-08", "Wren", ("custody",), {"sex": "male"}),
        ("NC-09", "Jay", ("community",), {}),
    )
    for case, assessor in (("NC-07", "gus"), ("NC-08", "ben"), ("NC-09", "ben")):
        teller.does(ANN, sampling.AssignAssessor, case=case, assessor=assessor)
    why = "Gus knows the family."
    teller.does(ANN, sampling.AssignAssessor, case="NC-07", assessor="ben", reason=why)


def _week_one(teller: Teller) -> None:
    teller.day(2015, 10, 6)
    teller.does(ANN, fieldwork.StartFieldwork, on=date(2015, 10, 5))
    for case, question, response in (
        ("NC-07", "1.01", SUFFICIENT),
        ("NC-07", "1.02", SUFFICIENT),
        ("NC-07", "2.01", INSUFFICIENT),
        ("NC-08", "1.01", INSUFFICIENT),
        ("NC-08", "2.01", SUFFICIENT),
        ("NC-09", "1.01", SUFFICIENT),
        ("NC-09", "2.01", NOT_APPLICABLE),
    ):
        answer = {"question": question, "response": response, "references": ("file, page 4",)}
        evidence = "An analysis of 12 May.\nSigned by all – and by “Mum”; 5 < 6 & café, 東京, 👍."
        teller.does(BEN, assessing.RecordAnswer, case=case, evidence=evidence, **answer)
    misread = {"question": "1.02", "response": INSUFFICIENT, "reason": "The review is of 2014"}
    teller.does(BEN, assessing.ReviseAnswer, case="NC-07", on=date(2015, 10, 5), **misread)
    for case in ("NC-07", "NC-08", "NC-09"):
        teller.does(BEN, assessing.SubmitAssessment, case=case)
    blind = {"question": "2.01", "response": NOT_APPLICABLE, "evidence": "No risk to others was found"}
    for person in (GUS, CAT):
        second = {"assessor": person.id}
        teller.does(ANN, second_assessing.AssignSecondAssessor, case="NC-07", **second)
    released = {"assessor": "cat", "reason": "Needed to moderate the case"}
    teller.does(ANN, second_assessing.ReleaseSecondAssessor, case="NC-07", **released)
    teller.does(GUS, second_assessing.RecordSecondAnswer, case="NC-07", **blind)
    teller.does(GUS, second_assessing.SubmitSecondAssessment, case="NC-07")
    teller.does(ANN, setting_up.ReleaseTeamMember, person="gus", reason="Called back home")


def _moderation(teller: Teller) -> None:
    teller.day(2015, 10, 8)
    teller.does(CAT, moderating.QueryAnswer, case="NC-07", question="2.01", text="Which plan is meant?")
    teller.does(BEN, moderating.ReplyToQuery, case="NC-07", question="2.01", text="That of June")
    changed = {"question": "1.02", "response": SUFFICIENT, "reason": "The review of 2015 is in the annex"}
    teller.does(CAT, moderating.ModerateAnswer, case="NC-07", **changed)
    teller.does(CAT, moderating.ConfirmAnswer, case="NC-07", question="2.01", reason="Borne out")
    teller.signs_off("NC-07")
    teller.does(CAT, assessing.ReopenAssessment, case="NC-08", reason="A missing file has turned up")
    found = {"question": "1.01", "response": SUFFICIENT, "reason": "The missing file has it"}
    teller.does(BEN, assessing.ReviseAnswer, case="NC-08", **found)
    teller.does(BEN, assessing.SubmitAssessment, case="NC-08")
    teller.signs_off("NC-08")
    for command in (sampling.ExcludeCase, sampling.ReinstateCase):
        teller.does(ANN, command, case="NC-09", reason="The window of the sample")
    teller.does(ANN, sampling.ExcludeCase, case="NC-09", reason="Sentenced outside the window")


def _week_two(teller: Teller) -> None:
    teller.day(2015, 10, 21)
    teller.does(
        ANN,
        fieldwork.RecordEvidence,
        evidence="E-12",
        evidence_kind=EvidenceKind.FOCUS_GROUP,
        source=SourceRole.PARENT_OR_CARER,
        text="“Nobody asked us.”",
        themes=("1", "5"),
    )
    cited = Citations(cases=("NC-08",), answers=(CitedAnswer(case="NC-07", question="1.02"),), evidence=("E-12",))
    for ordinal, statement in ((1, "Plans were shared"), (2, "Plans were seldom reviewed")):
        finding = {**FINDING, "ordinal": ordinal, "statement": statement, "direction": Direction.DEFICIT}
        teller.does(ANN, fieldwork.RecordFinding, citations=cited, **finding)
    reworded = {"statement": "Plans were reviewed when courts asked", "direction": Direction.MIXED}
    teller.does(
        ANN,
        fieldwork.ReviseFinding,
        **FINDING,
        ordinal=2,
        **reworded,
        citations=None,
        reason="Three more files were read",
    )
    teller.does(ANN, fieldwork.WithdrawFinding, **FINDING, ordinal=2, reason="Said in finding 1")
    example = {"theme": "2", "pseudonym": "Wren", "text": "Wren's plan was made with Wren"}
    teller.does(ANN, fieldwork.RecordPracticeExample, **example, example_kind=ExampleKind.NOTABLE)
    proposed = {"theme": "1", "rating": "satisfactory", "rationale": "Most of it was done"}
    teller.does(ANN, judging.ProposeJudgement, **proposed, rested_on=teller.resting_on("1"))
    for theme, rating in (("1", "satisfactory"), ("2", "poor"), ("5", "poor")):
        judged = {"theme": theme, "rating": rating, "rationale": "What we saw in week two"}
        teller.does(ANN, judging.MakeJudgement, **judged, rested_on=teller.resting_on(theme))
    teller.day(2015, 10, 22)
    teller.does(ANN, fieldwork.EndFieldwork)
    teller.does(ANN, reporting.GiveFeedback, audience="Managers and partners of the service")


def _report(teller: Teller) -> None:
    teller.day(2015, 12, 14)
    teller.does(ANN, reporting.IssueDraftReport, comments_by=date(2016, 1, 8))
    teller.day(2016, 1, 4)
    claim = {"number": 1, "passage": "Page 12, second paragraph", "claim": "The board met in July"}
    teller.does(EVE, reporting.RaiseAccuracyChallenge, **claim)
    teller.day(2016, 1, 18)
    decided = {"number": 1, "outcome": ChallengeOutcome.ACCEPTED, "changed": "“did not meet” is now “met once”"}
    teller.does(ANN, reporting.DecideAccuracyChallenge, **decided, reason="The minutes")
    revised = {"theme": "1", "rating": "good", "reason": "A challenge was accepted"}
    teller.does(ANN, judging.ReviseJudgement, **revised, rested_on=teller.resting_on("1"))
    for number, findings in ((1, (CitedFinding(**FINDING, ordinal=1),)), (2, ())):
        teller.does(
            ANN,
            following_up.MakeRecommendation,
            number=number,
            statement="The board knows how the service does",
            owner=Owner(role="Chair of the management board", organisation=EVE.organisation),
            contributors=("Director of children's services",),
            findings=findings,
        )
    _edition(teller, (2016, 2, 29))
    teller.day(2016, 3, 1)
    teller.does(ANN, reporting.RequestUnlock, reason="A table is wrong")
    teller.does(FAY, reporting.ApproveUnlock, reason="It is wrong indeed")
    table = {"question": "1.01", "response": INSUFFICIENT, "reason": "The table had it wrong"}
    teller.does(CAT, moderating.ModerateAnswer, case="NC-07", **table)
    teller.signs_off("NC-07")
    judged = {"theme": "1", "rating": "good", "rationale": "Confirmed on the score that moved"}
    teller.does(ANN, judging.MakeJudgement, **judged, rested_on=teller.resting_on("1"))
    _edition(teller, (2016, 3, 2))


def _edition(teller: Teller, day: tuple[int, int, int]) -> None:
    teller.day(*day)
    teller.does(ANN, reporting.FinaliseReport)
    log = {"log_size": teller.store.head(), "log_root": log_root(teller.store.rows())}
    teller.does(FAY, reporting.PublishReport, **log)


def _follow_up(teller: Teller) -> None:
    teller.day(2016, 4, 11)
    partly = {"acceptance": Acceptance.PARTLY_AGREED, "explanation": "All but the quarterly report"}
    teller.does(EVE, following_up.AnswerRecommendation, number=1, **partly)
    step = {"step": "New terms of reference", "responsible": "Board secretary", "due_on": date(2016, 6, 30)}
    teller.does(EVE, following_up.PlanAction, number=1, **step)
    teller.day(2016, 8, 1)
    done = {"number": 1, "action": 1, "done": True, "responsible": "Board chair", "reason": "Agreed on 28 July"}
    teller.does(EVE, following_up.ReviseAction, on=date(2016, 7, 28), **done)
    claim = {"progress": Progress.CLAIMED_COMPLETE, "narrative": "The board meets monthly", "evidence": ("E-12",)}
    teller.does(EVE, following_up.ReportProgress, number=1, **claim)
    teller.day(2016, 10, 3)
    seen = {"verification": Verification.REASONABLE, "narrative": "Two of three meetings seen"}
    teller.does(ANN, following_up.VerifyProgress, number=1, **seen)
    later = {"due_on": date(2017, 5, 31), "told_on": date(2016, 9, 30), "reason": "The new system comes in spring"}
    teller.does(EVE, following_up.ReviseDueDate, number=2, **later)
    teller.does(ANN, following_up.ReviseDueDate, number=2, **later)
    closed = {"closure": Closure.SUPERSEDED, "superseded_by": "2", "reason": "Taken up in number 2"}
    teller.does(ANN, following_up.CloseRecommendation, number=1, **closed)
    teller.does(ANN, following_up.ReopenRecommendation, number=1, reason="The wrong one was closed")
    shown = {"closure": Closure.IMPLEMENTED, "evidence": ("E-12",), "reason": "The minutes of three meetings show it"}
    teller.does(ANN, following_up.CloseRecommendation, number=1, **shown)
    teller.day(2017, 3, 1)
    for number, progress in ((1, Verification.GOOD), (2, Verification.REASONABLE)):
        assessed = {"progress": progress, "narrative": "Seen in the minutes", "evidence": ("E-12",)}
        teller.does(ANN, reviewing.AssessRecommendation, number=number, **assessed)
    less = {"progress": Verification.INSUFFICIENT, "narrative": "The new system has slipped again"}
    teller.does(ANN, reviewing.AssessRecommendation, number=2, **less, reason="A later date is known")
    teller.does(ANN, reviewing.ReviewFollowUp, summary="One is closed, one goes on")


def line(row: Row) -> str:
    """Return a stored event as one line of a golden log."""
    kept = {
        "position": row.position,
        "stream": row.stream,
        "version": row.version,
        "inspection": NEWCASTLE,
        "topic": row.topic,
        "state": row.state.decode(),
    }
    return json.dumps(kept, ensure_ascii=False)
