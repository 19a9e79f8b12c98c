"""The trail as W3C PROV: it is read back whole, every name leads somewhere, and it says what happened."""

import json
import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from msgspec import structs
from prov.model import (
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvDelegation,
    ProvDerivation,
    ProvDocument,
    ProvEntity,
    ProvGeneration,
    ProvInvalidation,
    ProvUsage,
)

from docs.pages import ROOT
from domain.actor import Actor, Role
from domain.commands import fieldwork, judging, setting_up
from domain.event_types import EVENT_TYPES
from domain.events.assessing import AnswerRecorded
from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingList
from domain.events.following_up import DueDateRequested
from domain.events.moderating import AnswerModerated
from domain.framework import Response
from domain.value import validated_json
from events_store.store import RecordedEvent, case_stream
from projections.engine.fold import live
from projections.saved.theme_scores import THEME_SCORES, theme_score
from reports.provenance.cloud_events import cloud_events
from reports.provenance.identifiers import TITLES, name_of, title_of
from reports.provenance.prov import provenance
from reports.provenance.prov_derivations import derivation_of
from tests.fixtures import follow_ups
from tests.fixtures.follow_ups import extended, made
from tests.fixtures.inspections import (
    ANN,
    GUS,
    NAME,
    announced,
    assessed,
    deeds,
    followed_up,
    judge,
    moderate,
    played,
    signed_off,
)
from tests.fixtures.report_logs import log_of, one_of_each

HAL = Actor(id="hal", name="Hal Hope", role=Role.PARTNER_INSPECTOR, organisation="Police Inspectorate")
FOLLOWED_UP = log_of(followed_up())
EACH = one_of_each()


def local(name) -> str:
    return name.localpart


def of(document, kind):
    return list(document.get_records(kind))


def pairs(document, kind):
    """The two things that each relation of a kind is between, as names; whatever else it has is left out."""
    return [tuple(map(local, (record.args[0], record.args[1]))) for record in of(document, kind)]


def revisions(document):
    return [
        tuple(map(local, (record.args[0], record.args[1])))
        for record in of(document, ProvDerivation)
        if any(local(kind) == "Revision" for kind in record.get_asserted_types())
    ]


def derived(document):
    return set(pairs(document, ProvDerivation)) - set(revisions(document))


def value(document, name):
    [record] = document.get_record(f"inspection:{name}")
    return next(iter(record.value))


def check(document):
    """Check PROV's own constraints, and those of our documents."""
    entities, activities, agents = (
        [local(record.identifier) for record in of(document, kind)] for kind in (ProvEntity, ProvActivity, ProvAgent)
    )
    for names in (entities, activities, agents):
        assert len(names) == len(set(names))
    assert set(entities).isdisjoint(activities)
    known = {ProvEntity: set(entities), ProvActivity: set(activities), ProvAgent: set(agents)}
    for kind, of_first, of_second in (
        (ProvGeneration, ProvEntity, ProvActivity),
        (ProvUsage, ProvActivity, ProvEntity),
        (ProvInvalidation, ProvEntity, ProvActivity),
        (ProvDerivation, ProvEntity, ProvEntity),
        (ProvAssociation, ProvActivity, ProvAgent),
        (ProvDelegation, ProvAgent, ProvAgent),
    ):
        for first, second in pairs(document, kind):
            assert first in known[of_first]
            assert second in known[of_second]
    check_work(document, activities)
    check_derivations(document)


def check_work(document, activities):
    """Check that an activity has one agent, role and organisation, and changes one entity."""
    assert Counter(activity for activity, _ in pairs(document, ProvAssociation)) == Counter(activities)
    assert Counter(local(record.args[2]) for record in of(document, ProvDelegation)) == Counter(activities)
    done = [pair[1] for kind in (ProvGeneration, ProvInvalidation) for pair in pairs(document, kind)]
    assert Counter(done) == Counter(activities)
    for association in of(document, ProvAssociation):
        assert len(association.get_attribute("prov:role")) == 1
    for activity in of(document, ProvActivity):
        assert activity.get_startTime() <= activity.get_endTime()
    generated = [entity for entity, _ in pairs(document, ProvGeneration)]
    assert len(generated) == len(set(generated))


def check_derivations(document):
    """Check that a version revises only the one before, and that its sources were used."""
    revised = dict(revisions(document))
    assert len(revised) == len(revisions(document))
    for new, old in revised.items():
        (entity, number), (before, count) = new.rsplit("/", 1), old.rsplit("/", 1)
        assert (entity, int(number)) == (before, int(count) + 1)
    used = set(pairs(document, ProvUsage))
    for record in of(document, ProvDerivation):
        if record.args[2] is not None:
            assert (local(record.args[2]), local(record.args[1])) in used
    when = {local(record.args[0]): record.args[2] for record in of(document, ProvGeneration)}
    for record in of(document, ProvUsage):
        assert when.get(local(record.args[1]), record.args[2]) <= record.args[2]


# Every document


@given(deeds)
def test_every_reference_is_described_and_every_version_is_generated_once(done):
    document = provenance(log_of(played(done)))
    check(document)


def test_a_complete_inspection_keeps_the_rules():
    check(provenance(FOLLOWED_UP))


@pytest.mark.parametrize("log", [FOLLOWED_UP, EACH, ()], ids=["inspection", "one of each", "nothing"])
def test_the_document_survives_a_round_trip(log):
    document = provenance(log)
    written = document.serialize(format="json")
    read = ProvDocument.deserialize(content=written, format="json")
    assert read == document
    assert read.unified() == document.unified() == document
    assert json.loads(written)["prefix"]["inspectrail"] == "urn:inspectrail:"
    assert written.isascii()


def test_the_document_is_written_as_prov_n_too_and_read_back():
    document = provenance(EACH)
    assert ProvDocument.deserialize(content=document.get_provn(strict=True), format="provn") == document


def test_every_event_is_an_activity_at_the_time_it_was_recorded_with_its_position_reason_and_day():
    document = provenance(EACH)
    assert len(of(document, ProvActivity)) == len(EACH) == len(EVENT_TYPES)
    [moderated] = document.get_record("inspection:event/case/NC-07/15")
    assert moderated.get_startTime() == moderated.get_endTime() == EACH[14].recorded_at
    assert str(moderated.label) == "#15 Cat Carter moderated question 1.01 in NC-07 from insufficient to sufficient"
    assert moderated.get_attribute("inspectrail:position") == {15}
    assert moderated.get_attribute("inspectrail:reason") == {"The analysis of 2015 is in the annex"}
    assert moderated.get_attribute("inspectrail:trueOn") == set()
    [answered] = document.get_record("inspection:event/case/NC-07/5")
    assert {str(day.value) for day in answered.get_attribute("inspectrail:trueOn")} == {"2015-10-05"}


def test_people_are_agents_in_their_role_and_act_for_their_organisation():
    document = provenance(EACH)
    names = {str(agent.label) for agent in of(document, ProvAgent)}
    assert {"Gus Gray", "Gateshead Youth Offending Team", "Newcastle City Council"} <= names
    assert ("person/eve", "organisation/Newcastle%20City%20Council") in pairs(document, ProvDelegation)
    roles = {local(record.args[1]): record.get_attribute("prov:role") for record in of(document, ProvAssociation)}
    assert {local(role) for role in roles["person/cat"]} == {"moderator"}


# What each event makes


@pytest.mark.parametrize("recorded", EACH, ids=[recorded.fact.TYPE for recorded in EACH])
def test_each_event_changes_an_entity_with_a_name_and_a_title(recorded):
    entity = derivation_of(recorded).entity
    assert name_of(entity) == "/".join(entity)
    assert "{" not in title_of(entity)


def test_every_title_is_of_something_that_an_event_makes_or_that_a_judgement_rested_on():
    assert {derivation_of(recorded).entity[0] for recorded in EACH} | {"score"} == set(TITLES)


# What came from what


def test_a_moderated_answer_is_a_revision_of_the_answer_that_it_changed():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    document = provenance(log_of(story))
    assert revisions(document).count(("answer/A-1/1.1/2", "answer/A-1/1.1/1")) == 1
    assert (value(document, "answer/A-1/1.1/1"), value(document, "answer/A-1/1.1/2")) == ("sufficient", "insufficient")
    [answer] = document.get_record("inspection:answer/A-1/1.1/2")
    assert str(answer.label) == "Answer to question 1.1 in A-1, version 2: insufficient"


@given(deeds)
def test_the_last_version_of_each_answer_is_the_answer_that_counts(done):
    story = played(done)
    document = provenance(log_of(story))
    last = {}
    for record in of(document, ProvEntity):
        kind, *entity = local(record.identifier).split("/")
        if kind == "answer":
            last[entity[0], entity[1]] = next(iter(record.value))
    scores = live(THEME_SCORES, story.store, NAME)
    assert last == {
        (case, question): answer.response.value.replace("_", " ")
        for case, scored in scores.cases.items()
        for question, answer in scored.answers.items()
    }


def test_a_judgement_used_the_score_it_rested_on_and_that_the_answers_that_counted_then():
    story = signed_off()
    before = theme_score(live(THEME_SCORES, story.store, NAME), "1")
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    judge(story, "1", "fair")
    document = provenance(log_of(story))
    judgements = [record for record in story.store.follow(inspection=NAME) if record.fact.TYPE == "judgement-made.v1"]
    first, second = (f"score/1/{judgements[index].fact.rested_on.position}" for index in (0, 3))
    assert value(document, first) == "3 of 5 sufficient"
    assert value(document, second) == "2 of 5 sufficient"
    assert {("judgement/1/1", first), ("judgement/1/2", second)} <= derived(document)
    assert ("judgement/1/2", "judgement/1/1") in revisions(document)
    assert (f"event/inspection/{judgements[3].version}", second) in pairs(document, ProvUsage)
    answers = [answer for score, answer in derived(document) if score == first]
    assert len(answers) == len(before.events) == 5
    assert "answer/A-1/1.1/1" in answers
    assert (second, "answer/A-1/1.1/2") in derived(document)
    assert ("judgement/3/1", "framework/1") in derived(document)


def with_findings():
    story = assessed()
    finding = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
    cited = Citations(cases=("A-2",), answers=(CitedAnswer(case="A-1", question="1.1"),) * 2)
    content = {"statement": "reviews were late", "direction": Direction.DEFICIT}
    story.does(ANN, fieldwork.RecordFinding, **finding, **content, citations=cited)
    story.does(ANN, fieldwork.WithdrawFinding, **finding, reason="said twice")
    return story


def test_a_finding_is_derived_from_what_it_cites_and_a_recommendation_from_its_findings():
    assert {("recommendation/1/1", "finding/2/key_finding/1/1"), ("finding/2/key_finding/1/1", "evidence/E-1/1")} <= (
        derived(provenance(FOLLOWED_UP))
    )
    document = provenance(log_of(with_findings()))
    check(document)
    cited = [old for new, old in pairs(document, ProvDerivation) if new == "finding/1/key_finding/1/1"]
    assert sorted(cited) == ["answer/A-1/1.1/1", "case/A-2/3"]


def test_a_withdrawn_finding_is_taken_back_and_no_version_of_it_is_made():
    document = provenance(log_of(with_findings()))
    [(finding, _)] = pairs(document, ProvInvalidation)
    assert finding == "finding/1/key_finding/1/1"
    assert [new for new, _ in pairs(document, ProvGeneration) if new.startswith("finding/")] == [finding]


def test_who_comes_back_into_the_team_has_a_new_place_that_is_no_revision_of_the_one_they_left():
    story = announced()
    story.does(ANN, setting_up.ReleaseTeamMember, person="gus", reason="called")
    joined = {"person": GUS.id, "name": GUS.name, "role": GUS.role, "organisation": GUS.organisation}
    story.does(ANN, setting_up.AssignTeamMember, **joined)
    document = provenance(log_of(story))
    check(document)
    assert [place for place, _ in pairs(document, ProvInvalidation)] == ["team-member/gus/1"]
    assert "team-member/gus/2" in [place for place, _ in pairs(document, ProvGeneration)]
    assert not [new for new, _ in revisions(document) if new.startswith("team-member/")]


def test_an_edition_is_derived_from_the_final_report_and_that_from_its_findings_judgements_and_recommendations():
    known = derived(provenance(FOLLOWED_UP))
    assert ("published-edition/1/1", "final-report/1") in known
    assert {old for new, old in known if new == "final-report/1"} == {
        "finding/2/key_finding/1/1", "judgement/1/1", "judgement/2/1", "judgement/3/1", "recommendation/1/1",
        "recommendation/2/1",
    }  # fmt: skip


def test_a_sign_off_looked_at_every_answer_of_its_case():
    document = provenance(log_of(signed_off()))
    generated_by = dict(pairs(document, ProvGeneration))
    looked_at = {entity for activity, entity in pairs(document, ProvUsage) if activity == generated_by["case/A-2/4"]}
    assert looked_at == {"case/A-2/3", "answer/A-2/1.1/1", "answer/A-2/1.2/1", "answer/A-2/2.1/1"}


def test_an_answer_that_the_reader_does_not_see_is_named_without_a_version():
    log = [recorded for recorded in log_of(with_findings()) if recorded.case != "A-1"]
    document = provenance(log)
    check(document)
    [answer] = document.get_record("inspection:answer/A-1/1.1")
    assert str(answer.label) == "Answer to question 1.1 in A-1"
    assert answer.value == set()


# Only some events


def test_only_the_requested_events_are_exported_and_every_reference_is_described():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    log = log_of(story)
    document = provenance(log, {log[-1].position})
    check(document)
    assert [str(record.label) for record in of(document, ProvActivity)] == [
        f"#{log[-1].position} Cat Carter moderated question 1.1 in A-1 from sufficient to insufficient"
    ]
    assert sorted(local(record.identifier) for record in of(document, ProvEntity)) == [
        "answer/A-1/1.1/1",
        "answer/A-1/1.1/2",
    ]
    assert revisions(document) == [("answer/A-1/1.1/2", "answer/A-1/1.1/1")]


@given(deeds)
def test_any_part_of_a_log_keeps_the_rules(done):
    log = log_of(played(done))
    check(provenance(log, {recorded.position for recorded in log[::3]}))


def test_a_proposal_is_its_proposers_and_their_second_revises_their_first():
    story = assessed()
    joined = {"person": HAL.id, "name": HAL.name, "role": HAL.role, "organisation": HAL.organisation}
    story.does(ANN, setting_up.AssignTeamMember, **joined)
    proposal = {"theme": "1", "rating": "fair", "rationale": "most of it", "rested_on": story.basis("1")}
    for actor in (HAL, ANN, HAL):
        story.does(actor, judging.ProposeJudgement, **proposal)
    document = provenance(log_of(story))
    check(document)
    assert [pair for pair in revisions(document) if "judgement" in pair[0]] == [
        ("proposed-judgement/1/hal/2", "proposed-judgement/1/hal/1")
    ]


# The page about it


def test_the_examples_of_the_how_to_page_are_one_event_as_it_is_exported():
    page = (ROOT / "docs" / "how-to" / "export-the-trail.md").read_text(encoding="utf-8")
    [event] = [json.loads(text) for text in re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)]
    [written] = re.findall(r"^```text\n(document\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    moderated = validated_json(AnswerModerated, json.dumps(event["data"]))
    answer = {"question": moderated.question, "response": moderated.old, "evidence": "seen"}
    stream = case_stream("newcastle-2016", event["case"])
    log = [
        RecordedEvent(2, stream, 10, "newcastle-2016", AnswerRecorded(origin=moderated.origin, **answer)),
        RecordedEvent(event["position"], stream, int(event["id"].rpartition("/")[2]), "newcastle-2016", moderated),
    ]
    assert json.loads(next(cloud_events(log[1:]))) == event
    assert ProvDocument.deserialize(content=written, format="provn") == provenance(log, {event["position"]})


def test_a_decision_uses_and_ends_the_request_for_a_due_date_that_it_answers():
    decided = extended(1, date(2016, 9, 2), date(2017, 10, 1))
    fields = {**decided.as_fields(), "origin": structs.replace(decided.origin, actor=follow_ups.EVE)}
    history = follow_ups.log(made(1), follow_ups.published(), DueDateRequested(**fields), decided)
    document = provenance(history)
    request, decision = "requested-due-date/1/1", f"event/inspection/{history[-1].version}"
    assert (request, decision) in pairs(document, ProvInvalidation)
    assert (decision, request) in pairs(document, ProvUsage)
    [moved] = document.get_record("inspection:recommendation/1/2")
    assert moved.get_attribute("prov:value") == {"due on: 1 October 2017"}
