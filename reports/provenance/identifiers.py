"""Name the entities of an inspection, the same in every export and every store.

A name is the kind of entity and its references, from general to specific: `answer/NC-07/1.04`, `judgement/1`,
`recommendation/3`. References contain no slash, so names are unique.
"""

from collections.abc import Mapping

from domain.case_ids import SecondAnswerId
from domain.ids import ExampleId, Id
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
    """Return the entity that an id in the effect of an event identifies."""
    match id_:
        case ExampleId():
            return (id_.NOUN, id_.theme, str(recorded.version))
        case SecondAnswerId():
            return (id_.NOUN, id_.case, id_.assessor, id_.question)
        case _:
            return (id_.NOUN, *(str(getattr(id_, name)) for name in id_.__struct_fields__))


def name_of(entity: EntityPath) -> str:
    """Return the name of an entity within its inspection."""
    return "/".join(entity)


def title_of(entity: EntityPath) -> str:
    """Return the title of an entity, such as “Answer to question 1.04 in NC-07”."""
    return TITLES[entity[0]].format(*entity[1:])


def source_of(inspection: str) -> str:
    """Return the URI of an inspection: the source of its events and the prefix of its names."""
    return f"{WORDS}inspection:{inspection}"


def event_of(recorded: RecordedEvent) -> str:
    """Return an id that is unique in the inspection: the stream and version of the event."""
    stream = INSPECTION if recorded.case is None else ("case", recorded.case)
    return name_of((*stream, str(recorded.version)))
