"""Record an inspection with every kind of event in memory, decided by the rules.

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
from tests.golden.story_recorder import StoryRecorder

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response
FINDING = {"theme": "1", "list": FindingList.KEY_FINDING}


def story_store() -> MemoryStore:
    """Return the store of the complete inspection."""
    recorder = StoryRecorder()
    _setting_up(recorder)
    _first_week(recorder)
    _moderation(recorder)
    _second_week(recorder)
    _report(recorder)
    _follow_up(recorder)
    return recorder.store


def _setting_up(recorder: StoryRecorder) -> None:
    recorder.announces(
        title="Full joint inspection of youth offending work in Newcastle",
        body="Newcastle Youth Offending Team",
        programme="Full joint inspections",
        fieldwork_from=date(2015, 10, 5),
        fieldwork_until=date(2015, 10, 22),
        caseload=92,
    )
    recorder.does(ANN, setting_up.AdoptFramework, framework=FRAMEWORK)
    for person in (BEN, CAT, EVE, FAY, GUS):
        joining = {"person": person.id, "name": person.name, "role": person.role, "organisation": person.organisation}
        recorder.does(ANN, setting_up.AssignTeamMember, **joining)
    recorder.samples(
        ("NC-07", "Robin", ("community", "psr_written", "review_due"), {"sex": "female", "age": "15"}),
        ("NC-08", "Wren", ("custody",), {"sex": "male"}),
        ("NC-09", "Jay", ("community",), {}),
    )
    for case, assessor in (("NC-07", "gus"), ("NC-08", "ben"), ("NC-09", "ben")):
        recorder.does(ANN, sampling.AssignAssessor, case=case, assessor=assessor)
    reason = "Gus knows the family."
    recorder.does(ANN, sampling.AssignAssessor, case="NC-07", assessor="ben", reason=reason)


def _first_week(recorder: StoryRecorder) -> None:
    recorder.day(2015, 10, 6)
    recorder.does(ANN, fieldwork.StartFieldwork, on=date(2015, 10, 5))
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
        recorder.does(BEN, assessing.RecordAnswer, case=case, evidence=evidence, **answer)
    misread = {"question": "1.02", "response": INSUFFICIENT, "reason": "The review is of 2014"}
    recorder.does(BEN, assessing.ReviseAnswer, case="NC-07", on=date(2015, 10, 5), **misread)
    for case in ("NC-07", "NC-08", "NC-09"):
        recorder.does(BEN, assessing.SubmitAssessment, case=case)
    blind = {"question": "2.01", "response": NOT_APPLICABLE, "evidence": "No risk to others was found"}
    for person in (GUS, CAT):
        assessor = {"assessor": person.id}
        recorder.does(ANN, second_assessing.AssignSecondAssessor, case="NC-07", **assessor)
    released = {"assessor": "cat", "reason": "Needed to moderate the case"}
    recorder.does(ANN, second_assessing.ReleaseSecondAssessor, case="NC-07", **released)
    recorder.does(GUS, second_assessing.RecordSecondAnswer, case="NC-07", **blind)
    recorder.does(GUS, second_assessing.SubmitSecondAssessment, case="NC-07")
    recorder.does(ANN, setting_up.ReleaseTeamMember, person="gus", reason="Called back home")


def _moderation(recorder: StoryRecorder) -> None:
    recorder.day(2015, 10, 8)
    recorder.does(CAT, moderating.QueryAnswer, case="NC-07", question="2.01", text="Which plan is meant?")
    recorder.does(BEN, moderating.ReplyToQuery, case="NC-07", question="2.01", text="That of June")
    changed = {"question": "1.02", "response": SUFFICIENT, "reason": "The review of 2015 is in the annex"}
    recorder.does(CAT, moderating.ModerateAnswer, case="NC-07", **changed)
    recorder.does(CAT, moderating.ConfirmAnswer, case="NC-07", question="2.01", reason="Borne out")
    recorder.signs_off("NC-07")
    recorder.does(CAT, assessing.ReopenAssessment, case="NC-08", reason="A missing file has turned up")
    corrected = {"question": "1.01", "response": SUFFICIENT, "reason": "The missing file has it"}
    recorder.does(BEN, assessing.ReviseAnswer, case="NC-08", **corrected)
    recorder.does(BEN, assessing.SubmitAssessment, case="NC-08")
    recorder.signs_off("NC-08")
    for command in (sampling.ExcludeCase, sampling.ReinstateCase):
        recorder.does(ANN, command, case="NC-09", reason="The window of the sample")
    recorder.does(ANN, sampling.ExcludeCase, case="NC-09", reason="Sentenced outside the window")


def _second_week(recorder: StoryRecorder) -> None:
    recorder.day(2015, 10, 21)
    recorder.does(
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
        recorder.does(ANN, fieldwork.RecordFinding, citations=cited, **finding)
    reworded = {"statement": "Plans were reviewed when courts asked", "direction": Direction.MIXED}
    recorder.does(
        ANN,
        fieldwork.ReviseFinding,
        **FINDING,
        ordinal=2,
        **reworded,
        citations=None,
        reason="Three more files were read",
    )
    recorder.does(ANN, fieldwork.WithdrawFinding, **FINDING, ordinal=2, reason="Said in finding 1")
    example = {"theme": "2", "pseudonym": "Wren", "text": "Wren's plan was made with Wren"}
    recorder.does(ANN, fieldwork.RecordPracticeExample, **example, example_kind=ExampleKind.NOTABLE)
    proposed = {"theme": "1", "rating": "satisfactory", "rationale": "Most of it was done"}
    recorder.does(ANN, judging.ProposeJudgement, **proposed, rested_on=recorder.resting_on("1"))
    for theme, rating in (("1", "satisfactory"), ("2", "poor"), ("5", "poor")):
        judged = {"theme": theme, "rating": rating, "rationale": "What we saw in week two"}
        recorder.does(ANN, judging.MakeJudgement, **judged, rested_on=recorder.resting_on(theme))
    recorder.day(2015, 10, 22)
    recorder.does(ANN, fieldwork.EndFieldwork)
    recorder.does(ANN, reporting.GiveFeedback, audience="Managers and partners of the service")


def _report(recorder: StoryRecorder) -> None:
    recorder.day(2015, 12, 14)
    recorder.does(ANN, reporting.IssueDraftReport, comments_by=date(2016, 1, 8))
    recorder.day(2016, 1, 4)
    claim = {"number": 1, "passage": "Page 12, second paragraph", "claim": "The board met in July"}
    recorder.does(EVE, reporting.RaiseAccuracyChallenge, **claim)
    recorder.day(2016, 1, 18)
    decided = {"number": 1, "outcome": ChallengeOutcome.ACCEPTED, "changed": "“did not meet” is now “met once”"}
    recorder.does(ANN, reporting.DecideAccuracyChallenge, **decided, reason="The minutes")
    revised = {"theme": "1", "rating": "good", "reason": "A challenge was accepted"}
    recorder.does(ANN, judging.ReviseJudgement, **revised, rested_on=recorder.resting_on("1"))
    for number, findings in ((1, (CitedFinding(**FINDING, ordinal=1),)), (2, ())):
        recorder.does(
            ANN,
            following_up.MakeRecommendation,
            number=number,
            statement="The board knows how the service does",
            owner=Owner(role="Chair of the management board", organisation=EVE.organisation),
            contributors=("Director of children's services",),
            findings=findings,
        )
    _edition(recorder, (2016, 2, 29))
    recorder.day(2016, 3, 1)
    recorder.does(ANN, reporting.RequestUnlock, reason="A table is wrong")
    recorder.does(FAY, reporting.ApproveUnlock, reason="It is wrong indeed")
    table = {"question": "1.01", "response": INSUFFICIENT, "reason": "The table had it wrong"}
    recorder.does(CAT, moderating.ModerateAnswer, case="NC-07", **table)
    recorder.signs_off("NC-07")
    judged = {"theme": "1", "rating": "good", "rationale": "Confirmed on the score that moved"}
    recorder.does(ANN, judging.MakeJudgement, **judged, rested_on=recorder.resting_on("1"))
    _edition(recorder, (2016, 3, 2))


def _edition(recorder: StoryRecorder, day: tuple[int, int, int]) -> None:
    recorder.day(*day)
    recorder.does(ANN, reporting.FinaliseReport)
    log = {"log_size": recorder.store.head(), "log_root": log_root(recorder.store.rows())}
    recorder.does(FAY, reporting.PublishReport, **log)


def _follow_up(recorder: StoryRecorder) -> None:
    recorder.day(2016, 4, 11)
    partly = {"acceptance": Acceptance.PARTLY_AGREED, "explanation": "All but the quarterly report"}
    recorder.does(EVE, following_up.AnswerRecommendation, number=1, **partly)
    step = {"step": "New terms of reference", "responsible": "Board secretary", "due_on": date(2016, 6, 30)}
    recorder.does(EVE, following_up.PlanAction, number=1, **step)
    recorder.day(2016, 8, 1)
    done = {"number": 1, "action": 1, "done": True, "responsible": "Board chair", "reason": "Agreed on 28 July"}
    recorder.does(EVE, following_up.ReviseAction, on=date(2016, 7, 28), **done)
    claim = {"progress": Progress.CLAIMED_COMPLETE, "narrative": "The board meets monthly", "evidence": ("E-12",)}
    recorder.does(EVE, following_up.ReportProgress, number=1, **claim)
    recorder.day(2016, 10, 3)
    verified = {"verification": Verification.REASONABLE, "narrative": "Two of three meetings seen"}
    recorder.does(ANN, following_up.VerifyProgress, number=1, **verified)
    later = {"due_on": date(2017, 5, 31), "told_on": date(2016, 9, 30), "reason": "The new system comes in spring"}
    recorder.does(EVE, following_up.ReviseDueDate, number=2, **later)
    recorder.does(ANN, following_up.ReviseDueDate, number=2, **later)
    closed = {"closure": Closure.SUPERSEDED, "superseded_by": "2", "reason": "Taken up in number 2"}
    recorder.does(ANN, following_up.CloseRecommendation, number=1, **closed)
    recorder.does(ANN, following_up.ReopenRecommendation, number=1, reason="The wrong one was closed")
    shown = {"closure": Closure.IMPLEMENTED, "evidence": ("E-12",), "reason": "The minutes of three meetings show it"}
    recorder.does(ANN, following_up.CloseRecommendation, number=1, **shown)
    recorder.day(2017, 3, 1)
    for number, progress in ((1, Verification.GOOD), (2, Verification.REASONABLE)):
        assessed = {"progress": progress, "narrative": "Seen in the minutes", "evidence": ("E-12",)}
        recorder.does(ANN, reviewing.AssessRecommendation, number=number, **assessed)
    less = {"progress": Verification.INSUFFICIENT, "narrative": "The new system has slipped again"}
    recorder.does(ANN, reviewing.AssessRecommendation, number=2, **less, reason="A later date is known")
    recorder.does(ANN, reviewing.ReviewFollowUp, summary="One is closed, one goes on")


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
