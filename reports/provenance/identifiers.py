"""What is each thing of an inspection called, in every export of the trail and in every store?

A thing is named by what it is and its references, from the whole to the part: `answer/NC-07/1.04`, `judgement/1`,
`recommendation/3`. References have no slash in them, so two things never share a name.
"""

from collections.abc import Mapping

from domain.ids import ExampleId, Id, SecondAnswerId
from events_store.store import RecordedEvent

EntityPath = tuple[str, ...]

WORDS = "urn:inspectrail:"
INSPECTION: EntityPath = ("inspection",)

TITLES: Mapping[str, str] = {
    "accuracy-challenge": "Accuracy challenge {0}",
    "action": "Action {1} for recommendation {0}",
    "answer": "Answer to question {1} in {0}",
    "case": "Case {0}",
    "confirmation": "Confirmation of question {1} in {0}",
    "draft-report": "Draft report",
    "evidence": "Evidence item {0}",
    "feedback": "Feedback",
    "final-report": "Final report",
    "finding": "Finding {0}/{1}/{2}",
    "follow-up-review": "Month-12 review",
    "framework": "Framework",
    "inspection": "Inspection",
    "judgement": "Judgement of theme {0}",
    "practice-example": "Practice example in theme {0}",
    "progress-claim": "Claim of progress on recommendation {0}",
    "proposed-judgement": "Judgement of theme {0} proposed by {1}",
    "published-edition": "Published edition {0} of the report",
    "query": "Query on question {1} in {0}",
    "recommendation": "Recommendation {0}",
    "reply": "Reply about question {1} in {0}",
    "requested-due-date": "Due date requested for recommendation {0}",
    "response": "Response to recommendation {0}",
    "review-assessment": "Assessment of recommendation {0} for the month-12 review",
    "score": "Score of theme {0} at #{1}",
    "second-answer": "Second answer of {1} to question {2} in {0}",
    "second-assessment": "Second assessment of {0} by {1}",
    "team-member": "Place of {0} in the team",
    "unlock-request": "Request to unlock the report",
    "verification": "Verification of recommendation {0}",
}


def entity_of(id_: Id, recorded: RecordedEvent) -> EntityPath:
    """Return the thing that an id of an event's effect is of; what is said of a case or a recommendation is of it."""
    match id_:
        case ExampleId():
            return (id_.NOUN, id_.theme, str(recorded.version))
        case SecondAnswerId():
            return (id_.NOUN, id_.case, id_.assessor, id_.question)
        case _:
            return (id_.NOUN, *(str(getattr(id_, name)) for name in id_.__struct_fields__))


def name_of(entity: EntityPath) -> str:
    """Return the name of a thing within its inspection."""
    return "/".join(entity)


def title_of(entity: EntityPath) -> str:
    """Return what people call a thing: “Answer to question 1.04 in NC-07”."""
    return TITLES[entity[0]].format(*entity[1:])


def source_of(inspection: str) -> str:
    """Return the name of an inspection as a URI: where its events come from, and what its names begin with."""
    return f"{WORDS}inspection:{inspection}"


def event_of(recorded: RecordedEvent) -> str:
    """Return what tells an event from all others of its inspection: its stream and its version there."""
    stream = INSPECTION if recorded.case is None else ("case", recorded.case)
    return name_of((*stream, str(recorded.version)))
