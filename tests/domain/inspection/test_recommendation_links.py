"""A recommendation that goes on in a later inspection of the same body: carried on there, superseded here."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from domain.commands.following_up import CloseRecommendation, MakeRecommendation
from domain.events.following_up import RecommendationClosed, RecommendationMade
from domain.events.recommendation_terms import Closure, place
from domain.events.reporting import ReportPublished
from domain.events.setting_up import InspectionAnnounced
from domain.refusals.base import Refused
from domain.refusals.follow_up import AnotherBody, CarriedElsewhere, NothingToCarryOn, NotInOrder, UnknownRecommendation
from domain.refusals.inspection import DateOutOfOrder, TooLate, TooSoon, UnknownInspection
from domain.wording import humanise
from tests.fixtures.given_when_then import (
    ANN,
    ANNOUNCEMENT,
    FAY,
    MONTH_SIX,
    NAME,
    OUT,
    OUTCOME,
    PUBLISHED,
    RECOMMENDED,
    RECOMMENDED_TWICE,
    REOPENED_REPORT,
    ROOT,
    SERVICE,
    UNDER_WAY,
    Records,
    Refuses,
    Row,
    by,
    rows_as_tests,
)

EARLIER, LATER = "newport-2012", "newport-2018"
FIRST_DAY = {EARLIER: date(2012, 5, 7), NAME: ANNOUNCEMENT["fieldwork_from"], LATER: date(2018, 5, 7)}


OUT_IN_2012 = structs.replace(PUBLISHED, published_on=date(2012, 8, 1), due_on=date(2013, 8, 1))


def inspected(reference, *then, first=None, body=SERVICE, recommendations=RECOMMENDED_TWICE, out=PUBLISHED):
    """The facts of an inspection that made two recommendations."""
    out = OUT_IN_2012 if out and reference == EARLIER else out
    announced = {**ANNOUNCEMENT, "inspection": reference, "fieldwork_from": first or FIRST_DAY[reference], "body": body}
    return [by(ANN, InspectionAnnounced, **announced), *recommendations, *([out] if out else []), *then]


def closed(closure, number=1, **more):
    fields = {"number": number, "closure": closure, "reason": "Seen in ten files.", **more}
    return by(ANN, RecommendationClosed, day=MONTH_SIX, **fields)


CARRIES = {**OUTCOME, "carried_from": f"{EARLIER}/1"}
BY_LATER = {"number": 1, "closure": Closure.SUPERSEDED, "reason": "It goes on.", "superseded_by": f"{LATER}/2"}
TO_CARRY = {"given": UNDER_WAY, "when": by(ANN, MakeRecommendation, **CARRIES)}
TO_SUPERSEDE = {"given": OUT, "when": by(ANN, CloseRecommendation, day=MONTH_SIX, **BY_LATER)}


def superseding(name):
    return by(ANN, CloseRecommendation, day=MONTH_SIX, **{**BY_LATER, "superseded_by": name})


CARRYING = by(ANN, RecommendationMade, **{**OUTCOME, "number": 3, "carried_from": f"{NAME}/1"})
CARRYING_TOO = by(ANN, RecommendationMade, **{**OUTCOME, "number": 4, "carried_from": f"{NAME}/1"})
IN_2020 = date(2020, 5, 7)
OUT_LATER = by(FAY, ReportPublished, day=MONTH_SIX, edition=1, published_on=date(2016, 9, 1), due_on=IN_2020, **ROOT)

RECORDS = (
    *(
        Records(
            rule=f"a recommendation that two continue is superseded by the {which}",
            given=OUT,
            other_inspections={
                LATER: [*inspected(LATER, recommendations=(*RECOMMENDED_TWICE, CARRYING, CARRYING_TOO))]
            },
            when=superseding(f"{LATER}/{number}"),
            then=[by(ANN, RecommendationClosed, day=MONTH_SIX, **{**BY_LATER, "superseded_by": f"{LATER}/{number}"})],
        )
        for which, number in (("first", 3), ("second", 4))
    ),
    *(
        Records(
            rule=f"a recommendation carries on {what} of an earlier inspection",
            **TO_CARRY,
            other_inspections={EARLIER: facts},
            then=[by(ANN, RecommendationMade, **CARRIES)],
        )
        for what, facts in (
            ("an open one", inspected(EARLIER)),
            ("one that was not implemented", inspected(EARLIER, closed(Closure.NOT_IMPLEMENTED))),
            ("one", inspected(EARLIER, body=f"{SERVICE.upper()}")),
        )
    ),
    Records(
        rule="a recommendation is superseded by a recommendation of a later inspection",
        **TO_SUPERSEDE,
        other_inspections={LATER: inspected(LATER)},
        then=[by(ANN, RecommendationClosed, day=MONTH_SIX, **BY_LATER)],
    ),
    Records(
        rule="a name that gives this inspection is kept as the number it has here",
        given=OUT,
        when=superseding(f"{NAME}/2"),
        then=[by(ANN, RecommendationClosed, day=MONTH_SIX, **{**BY_LATER, "superseded_by": "2"})],
    ),
)

# What may be wrong with the other inspection, whichever way one names it.
WRONG = (
    (
        "the other has no such recommendation",
        {"recommendations": ()},
        UnknownRecommendation,
        "There is no recommendation newport",
    ),
    (
        "the other is of another body",
        {"body": "Cardiff"},
        AnotherBody,
        "can only be continued for the same inspected body.",
    ),
    ("the report of the other is not out", {"out": None}, TooSoon, "is not published yet."),
)

REFUSES = (
    *(
        Refuses(
            rule=f"a recommendation would be {doing}, and {what}",
            **fields,
            other_inspections={reference: inspected(reference, **wrong)},
            then=then,
            sentence=saying,
        )
        for doing, reference, fields in (
            ("carried on", EARLIER, TO_CARRY),
            ("superseded", LATER, TO_SUPERSEDE),
        )
        for what, wrong, then, saying in WRONG
    ),
    *(
        Refuses(
            rule=f"a recommendation would be {doing}, and the other inspection is unknown",
            **fields,
            then=UnknownInspection,
            sentence=f"There is no inspection {reference}.",
        )
        for doing, reference, fields in (
            ("carried on", EARLIER, TO_CARRY),
            ("superseded", LATER, TO_SUPERSEDE),
        )
    ),
    *(
        Refuses(
            rule=f"a recommendation that is {closure} would be continued",
            **TO_CARRY,
            other_inspections={EARLIER: inspected(EARLIER, closed(closure, **more))},
            then=NothingToCarryOn,
            sentence=f"newport-2012/1 is closed as {closure}, so it cannot be continued.",
        )
        for closure, more in ((Closure.IMPLEMENTED, {}), (Closure.SUPERSEDED, {"superseded_by": "2"}))
    ),
    Refuses(
        rule="a recommendation would continue a recommendation of a later inspection",
        given=UNDER_WAY,
        other_inspections={LATER: inspected(LATER)},
        when=by(ANN, MakeRecommendation, **{**CARRIES, "carried_from": f"{LATER}/1"}),
        then=NotInOrder,
        sentence="The fieldwork of newport-2016 does not begin after the fieldwork of newport-2018.",
    ),
    Refuses(
        rule="a recommendation would continue a recommendation of its own inspection",
        given=[UNDER_WAY, RECOMMENDED],
        when=by(ANN, MakeRecommendation, **{**CARRIES, "number": 2, "carried_from": f"{NAME}/1"}),
        then=NotInOrder,
        sentence="A recommendation can only be continued in a later inspection.",
    ),
    Refuses(
        rule="a recommendation would be superseded by a recommendation of an earlier inspection",
        given=OUT,
        other_inspections={EARLIER: inspected(EARLIER)},
        when=superseding(f"{EARLIER}/1"),
        then=NotInOrder,
        sentence="The fieldwork of newport-2012 does not begin after the fieldwork of newport-2016.",
    ),
    Refuses(
        rule="a recommendation would be superseded by an inspection whose fieldwork began the same day",
        **TO_SUPERSEDE,
        other_inspections={LATER: inspected(LATER, first=FIRST_DAY[NAME])},
        then=NotInOrder,
        sentence="does not begin after the fieldwork of newport-2016.",
    ),
    Refuses(
        rule="a recommendation would be superseded by a recommendation of a later inspection that is superseded itself",
        **TO_SUPERSEDE,
        other_inspections={LATER: inspected(LATER, closed(Closure.SUPERSEDED, number=2, superseded_by="1"))},
        then=TooLate,
        sentence="recommendation newport-2018/2 is itself closed as superseded.",
    ),
    *(
        Refuses(
            rule=f"a recommendation would be superseded by a recommendation that is closed as {closure}",
            **TO_SUPERSEDE,
            other_inspections={LATER: inspected(LATER, closed(closure, number=2))},
            then=TooLate,
            sentence=f"recommendation newport-2018/2 is itself closed as {humanise(closure)}.",
        )
        for closure in (Closure.IMPLEMENTED, Closure.NOT_IMPLEMENTED)
    ),
    *(
        Refuses(
            rule=f"a recommendation that a later inspection continues would be superseded by {what}",
            given=OUT,
            other_inspections={
                LATER: inspected(LATER, CARRYING),
                "newport-2020": inspected("newport-2020", first=IN_2020),
            },
            when=superseding(name),
            then=CarriedElsewhere,
            sentence=f"newport-2016/1 is continued by newport-2018/3, so {name} cannot supersede it.",
        )
        for what, name in (
            ("another of that inspection", f"{LATER}/2"),
            ("one of another inspection", "newport-2020/1"),
            ("one of its own", "2"),
        )
    ),
    Refuses(
        rule="a recommendation would be superseded before the report of its successor was published",
        given=OUT,
        other_inspections={LATER: inspected(LATER, out=OUT_LATER)},
        when=superseding(f"{LATER}/2"),
        then=DateOutOfOrder,
        sentence="cannot be 31 August 2016: the report that holds newport-2018/2 was published on 1 September 2016.",
    ),
    Refuses(
        rule="a recommendation would be superseded by a recommendation that no edition holds yet",
        given=[REOPENED_REPORT, by(ANN, RecommendationMade, day=MONTH_SIX, **{**OUTCOME, "number": 3})],
        when=superseding("3"),
        then=TooSoon,
        sentence="the report that holds it is not published yet.",
    ),
    Refuses(
        rule="a recommendation would be continued before the report that made it was published",
        given=UNDER_WAY,
        other_inspections={EARLIER: inspected(EARLIER)},
        when=by(ANN, MakeRecommendation, on=date(2012, 7, 31), **CARRIES),
        then=DateOutOfOrder,
        sentence="The day cannot be 31 July 2012: the report that holds newport-2012/1 was published on 1 August 2012.",
    ),
    *(
        Refuses(
            rule=f"a recommendation would be superseded by “{name}”",
            given=OUT,
            when=superseding(name),
            then=then,
            sentence=saying,
        )
        for name, then, saying in (
            (f"{NAME}/1", UnknownRecommendation, "There is no recommendation newport-2016/1."),
            ("two", UnknownRecommendation, "There is no recommendation two."),
            ("/7", UnknownRecommendation, "There is no recommendation /7."),
            ("newport/2018/2", UnknownInspection, "There is no inspection newport/2018."),
        )
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


@pytest.mark.parametrize(
    ("name", "found"),
    [("2", (None, "2")), ("newport-2018/2", ("newport-2018", "2")), ("/2", (None, "2")), ("", (None, ""))],
)
def test_a_recommendation_is_named_by_its_number_here_or_by_inspection_and_number(name, found):
    assert place(name) == found


@pytest.mark.parametrize("name", ["3", "newport-2012/", "newport-2012/0", "newport-2012/x", "a b/1", "/1", "a/b/1"])
def test_what_is_carried_on_is_named_by_inspection_and_number(name):
    with pytest.raises(ValueError, match="is not a recommendation of another inspection; write it as newcastle-2016/3"):
        by(ANN, MakeRecommendation, **{**OUTCOME, "carried_from": name})


# However people go about it, no recommendation goes on in itself

LINKS = st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 99)), min_size=5, max_size=30)


@settings(deadline=None)
@given(LINKS)
def test_no_chain_of_recommendations_comes_back_to_where_it_began(links):
    histories = {reference: inspected(reference) for reference in FIRST_DAY}
    known = [f"{reference}/{number}" for reference in FIRST_DAY for number in (1, 2)]
    goes_on_in: dict[str, set[str]] = {}
    for carries, first, second in links:
        old, new = known[first % len(known)], known[second % len(known)]
        if carries:
            where, number = place(new)[0], len(known)
            new = f"{where}/{number}"
            command = by(
                ANN,
                MakeRecommendation,
                day=MONTH_SIX,
                **{**OUTCOME, "inspection": where, "number": number, "carried_from": old},
            )
        else:
            where, number = place(old)
            superseded = {**BY_LATER, "inspection": where, "number": int(number), "superseded_by": new}
            command = by(ANN, CloseRecommendation, day=MONTH_SIX, **superseded)
        elsewhere = {reference: facts for reference, facts in histories.items() if reference != where}
        try:
            histories[where] += Row(
                rule="", given=histories[where], other_inspections=elsewhere, when=command
            ).decided()
        except Refused:
            continue
        known += [new] if carries else []
        goes_on_in.setdefault(old, set()).add(new)
    assert not [start for start in goes_on_in if start in reached_from(start, goes_on_in)]


def reached_from(start, goes_on_in):
    reached, waiting = set(), [start]
    while waiting:
        later = goes_on_in.get(waiting.pop(), set()) - reached
        reached |= later
        waiting += later
    return reached
