"""A second pair of eyes asks, changes, confirms and signs off."""

import pytest
from msgspec import structs

from domain.commands.moderating import CompleteModeration, ConfirmAnswer, ModerateAnswer, QueryAnswer, ReplyToQuery
from domain.events.moderating import AnswerConfirmed, AnswerModerated, AnswerQueried, ModerationCompleted, QueryAnswered
from domain.refusals.case import (
    AlreadySignedOff,
    CaseMoved,
    ModeratingOwnCase,
    NoQueryOpen,
    NotAnswered,
    NotAssigned,
    NotSubmitted,
    QueriesOpen,
    QueryIsOpen,
)
from domain.refusals.inspection import NothingToChange, ReportLocked, RoleNotAllowed
from tests.fixtures.given_when_then import (
    ANN,
    ANSWERED_BY_BEN,
    ASSESSED,
    ASSESSED_VERSION,
    ASSIGNED_TO_GUS,
    BEN,
    CAT,
    DEE,
    FINAL,
    GUS,
    INSUFFICIENT,
    MODERATED,
    PREPARED,
    QUERIED,
    REOPENED,
    REPLIED,
    SECOND_ANSWER_BY_GUS,
    SIGNED_OFF,
    SUFFICIENT,
    Records,
    Refuses,
    answered,
    by,
    case,
    rows_as_tests,
)

ASKS = {"question": "1.1", "text": "Where is the plan?"}
SENTENCE = {"question": "1.1", "text": "On page four."}
CHANGE = {"question": "1.1", "response": INSUFFICIENT, "reason": "No plan is there."}
KEEP = {"question": "1.1", "reason": "The plan is there."}
SEEN = {"saw_version": ASSESSED_VERSION}
QUERY_ON_PLANNING = by(CAT, AnswerQueried, question="2.1", text="Who planned it?")

RECORDS = (
    Records(rule="a moderator asks the assessor", given=ASSESSED, when=by(CAT, QueryAnswer, **ASKS), then=[QUERIED]),
    Records(
        rule="a moderator asks again after the reply",
        given=[ASSESSED, QUERIED, REPLIED],
        when=by(CAT, QueryAnswer, **ASKS),
        then=[QUERIED],
    ),
    Records(
        rule="the assessor replies",
        given=[ASSESSED, QUERIED],
        when=by(BEN, ReplyToQuery, **SENTENCE),
        then=[REPLIED],
    ),
    Records(
        rule="the new assessor of the case replies",
        given=[ASSESSED, QUERIED, ASSIGNED_TO_GUS],
        when=by(GUS, ReplyToQuery, **SENTENCE),
        then=[by(GUS, QueryAnswered, **SENTENCE)],
    ),
    Records(
        rule="a moderator changes an answer, and the old value is recorded with the new",
        given=ASSESSED,
        when=by(CAT, ModerateAnswer, **CHANGE),
        then=[MODERATED],
    ),
    Records(
        rule="a moderator changes a moderated answer back",
        given=[ASSESSED, MODERATED],
        when=by(CAT, ModerateAnswer, **{**CHANGE, "response": SUFFICIENT}),
        then=[by(CAT, AnswerModerated, question="1.1", old=INSUFFICIENT, new=SUFFICIENT, reason="No plan is there.")],
    ),
    Records(
        rule="a moderator confirms an answer, with the reason",
        given=ASSESSED,
        when=by(CAT, ConfirmAnswer, **KEEP),
        then=[by(CAT, AnswerConfirmed, **KEEP, response=SUFFICIENT)],
    ),
    Records(
        rule="a moderator signs off the version they saw",
        given=ASSESSED,
        when=by(CAT, CompleteModeration, **SEEN),
        then=[by(CAT, ModerationCompleted, **SEEN)],
    ),
    Records(
        rule="a lead inspector who wrote no answer signs off",
        given=[ASSESSED, QUERIED, REPLIED],
        when=by(ANN, CompleteModeration, saw_version=ASSESSED_VERSION + 2),
        then=[by(ANN, ModerationCompleted, saw_version=ASSESSED_VERSION + 2)],
    ),
    Records(
        rule="a case is signed off again after it was moderated",
        given=[SIGNED_OFF, MODERATED],
        when=by(CAT, CompleteModeration, saw_version=ASSESSED_VERSION + 2),
        then=[by(CAT, ModerationCompleted, saw_version=ASSESSED_VERSION + 2)],
    ),
)

MODERATING = (
    ("query answers", QueryAnswer, ASKS),
    ("moderate answers", ModerateAnswer, CHANGE),
    ("confirm answers", ConfirmAnswer, KEEP),
    ("sign off cases", CompleteModeration, SEEN),
)

REFUSES = (
    *(
        Refuses(
            rule=f"a local assessor would {doing}",
            given=ASSESSED,
            when=by(GUS, kind, **fields),
            then=RoleNotAllowed,
            sentence=f"Gus Green has the role local assessor and may not {doing}.",
        )
        for doing, kind, fields in MODERATING
    ),
    *(
        Refuses(
            rule=f"the assessor would {doing} of their own case",
            given=ASSESSED,
            when=by(BEN, kind, **fields),
            then=ModeratingOwnCase,
            sentence="Ben Baker answered questions in NY-01. Ask another moderator.",
        )
        for doing, kind, fields in MODERATING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} before submission",
            given=[PREPARED, ANSWERED_BY_BEN],
            when=by(CAT, kind, **fields),
            then=NotSubmitted,
            sentence="Its assessor must submit it first.",
        )
        for doing, kind, fields in MODERATING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} under a final report",
            given=ASSESSED,
            within=FINAL,
            when=by(CAT, kind, **fields),
            then=ReportLocked,
            sentence=f"nobody may {doing}.",
        )
        for doing, kind, fields in MODERATING
    ),
    *(
        Refuses(
            rule=f"there is no answer, and somebody would {doing}",
            given=ASSESSED,
            when=by(CAT, kind, **{**fields, "question": "2.2"}),
            then=NotAnswered,
            sentence="Question 2.2 in NY-01 has no answer yet.",
        )
        for doing, kind, fields in MODERATING[:3]
    ),
    Refuses(
        rule="a query on the question is open",
        given=[ASSESSED, QUERIED],
        when=by(ANN, QueryAnswer, **ASKS),
        then=QueryIsOpen,
        sentence="There is already an open query on question 1.1 in NY-01.",
    ),
    Refuses(
        rule="somebody else than the assessor would reply",
        given=[ASSESSED, QUERIED],
        when=by(CAT, ReplyToQuery, **SENTENCE),
        then=NotAssigned,
        sentence="Cat Carter is not the assessor of NY-01. It is assigned to ben.",
    ),
    Refuses(
        rule="the question has no query",
        given=[ASSESSED, QUERY_ON_PLANNING],
        when=by(BEN, ReplyToQuery, **SENTENCE),
        then=NoQueryOpen,
        sentence="There is no open query on question 1.1 in NY-01.",
    ),
    Refuses(
        rule="a query is replied to under a final report",
        given=[ASSESSED, QUERIED],
        within=FINAL,
        when=by(BEN, ReplyToQuery, **SENTENCE),
        then=ReportLocked,
        sentence="nobody may reply to queries.",
    ),
    Refuses(
        rule="the moderated answer is unchanged",
        given=ASSESSED,
        when=by(CAT, ModerateAnswer, **{**CHANGE, "response": SUFFICIENT}),
        then=NothingToChange,
        sentence="Question 1.1 in NY-01 is already sufficient.",
    ),
    Refuses(
        rule="queries are open at sign-off",
        given=[ASSESSED, QUERY_ON_PLANNING, QUERIED],
        when=by(CAT, CompleteModeration, saw_version=ASSESSED_VERSION + 2),
        then=QueriesOpen,
        sentence="NY-01 has open queries on question 1.1 and 2.1.",
    ),
    Refuses(
        rule="the case has moved since the moderator saw it",
        given=[ASSESSED, MODERATED],
        when=by(CAT, CompleteModeration, **SEEN),
        then=CaseMoved,
        sentence="(you saw version 6, it is now at version 7). Nothing was recorded.",
    ),
    Refuses(
        rule="the moderator would sign off a version that is still to come",
        given=ASSESSED,
        when=by(CAT, CompleteModeration, saw_version=ASSESSED_VERSION + 1),
        then=CaseMoved,
        sentence="(you saw version 7, it is now at version 6)",
    ),
    Refuses(
        rule="the case is signed off and nothing has changed since",
        given=SIGNED_OFF,
        when=by(CAT, CompleteModeration, saw_version=ASSESSED_VERSION + 1),
        then=AlreadySignedOff,
        sentence="NY-01 is already signed off",
    ),
    Refuses(
        rule="a support officer would sign off",
        given=ASSESSED,
        when=by(DEE, CompleteModeration, **SEEN),
        then=RoleNotAllowed,
        sentence="may not sign off cases",
    ),
    Refuses(
        rule="a moderator who once answered would moderate, though the case is somebody else's now",
        given=[PREPARED, answered("1.1", SUFFICIENT, CAT), ASSIGNED_TO_GUS, ANSWERED_BY_BEN, ASSESSED[2]],
        when=by(CAT, ModerateAnswer, **CHANGE),
        then=ModeratingOwnCase,
        sentence="Cat Carter answered questions in NY-01.",
    ),
    Refuses(
        rule="a moderator who gave a second answer would moderate",
        given=[ASSESSED, structs.replace(SECOND_ANSWER_BY_GUS, origin=MODERATED.origin)],
        when=by(CAT, ModerateAnswer, **CHANGE),
        then=ModeratingOwnCase,
        sentence="Cat Carter answered questions in NY-01.",
    ),
    Refuses(
        rule="an assessment was reopened and not submitted again",
        given=[ASSESSED, REOPENED],
        when=by(CAT, ModerateAnswer, **CHANGE),
        then=NotSubmitted,
        sentence="has not been submitted yet",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_the_moderated_answer_stands():
    assert case(*ASSESSED, MODERATED).answers["1.1"] == INSUFFICIENT


def test_confirming_an_answer_keeps_the_sign_off():
    confirmed = by(CAT, AnswerConfirmed, **KEEP, response=SUFFICIENT)
    assert case(*SIGNED_OFF, confirmed).signed_off


@pytest.mark.parametrize("fact", [MODERATED, QUERIED, REOPENED], ids=lambda fact: fact.kind())
def test_what_questions_an_answer_undoes_the_sign_off(fact):
    assert not case(*SIGNED_OFF, fact).signed_off


def test_moderating_makes_nobody_an_author():
    assert case(*ASSESSED, MODERATED).authors == {"ben"}
