"""Each finding has its current text and citations, and the positions of its events."""

from domain.commands import fieldwork
from domain.events.fieldwork import Direction, FindingList
from projections.saved.findings import FINDINGS, Findings
from tests.fixtures.inspections import ANN, NAME, announced, published

KEY_FINDING = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}


def recorded():
    story = announced()
    story.does(ANN, fieldwork.RecordFinding, **KEY_FINDING, statement="Late.", direction=Direction.DEFICIT)
    return story


def findings_of(story) -> Findings:
    return FINDINGS.replay(story.store.follow(inspection=NAME))


def test_a_finding_is_named_by_theme_list_and_number():
    assert list(findings_of(published()).by_name) == ["2/key_finding/1"]


def test_a_recorded_finding_has_its_text_direction_and_event():
    story = recorded()
    finding = findings_of(story).by_name["1/key_finding/1"]
    assert (finding.theme, finding.statement, finding.direction) == ("1", "Late.", Direction.DEFICIT)
    assert (finding.events, finding.withdrawn) == ((story.position(),), False)


def test_a_revised_finding_has_its_new_text_and_both_events():
    story = recorded()
    story.does(ANN, fieldwork.ReviseFinding, **KEY_FINDING, statement="Often late.", reason="more exact")
    finding = findings_of(story).by_name["1/key_finding/1"]
    assert (finding.statement, finding.direction, finding.withdrawn) == ("Often late.", Direction.DEFICIT, False)
    assert finding.events == (story.position() - 1, story.position())


def test_a_withdrawn_finding_keeps_its_text_and_all_its_events():
    story = recorded()
    story.does(ANN, fieldwork.ReviseFinding, **KEY_FINDING, statement="Often late.", reason="more exact")
    story.does(ANN, fieldwork.WithdrawFinding, **KEY_FINDING, reason="it was not")
    finding = findings_of(story).by_name["1/key_finding/1"]
    head = story.position()
    assert (finding.statement, finding.withdrawn) == ("Often late.", True)
    assert finding.events == (head - 2, head - 1, head)


def test_findings_are_decoded_as_they_were_encoded():
    findings = findings_of(published())
    assert FINDINGS.load(FINDINGS.dump(findings)) == findings
