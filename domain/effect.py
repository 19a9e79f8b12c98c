"""What an event says that it is about, what it changes, what stands by it, and what no longer stands."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.ids import Id
from domain.value import Data


class EventRole(StrEnum):
    """What an event is in the history of what it is about, and to a figure that rests on it."""

    FRAMEWORK = "framework"
    EXCLUDED = "excluded case"
    REINSTATED = "case put back"
    COUNTED = "counted answer"
    NOT_APPLICABLE = "not applicable answer"
    SAMPLED = "sampled case"
    PROPOSAL = "proposal"
    JUDGEMENT = "judgement"
    FINDING = "finding"
    CITED_ANSWER = "cited answer"
    CITED_CASE = "cited case"
    EVIDENCE = "evidence"
    ASSIGNED = "assignment"
    ANSWERED = "answer"
    REVISED = "revised answer"
    QUERY = "query"
    REPLY = "reply"
    MODERATED = "moderated answer"
    CONFIRMED = "confirmed answer"
    SUBMITTED = "submission"
    SIGNED_OFF = "sign-off"
    REOPENED = "reopening"
    SECOND = "second assessment"
    RECOMMENDED = "recommendation"
    PUBLISHED = "publication"
    ACCEPTANCE = "owner's answer"
    ACTION = "action"
    CLAIM = "claim"
    VERIFICATION = "verification"
    REVIEW = "review"
    DUE_DATE = "due date"
    REQUESTED_DUE_DATE = "requested due date"
    CLOSURE = "closure"
    ANNOUNCED = "announcement"
    TEAM = "team"
    FIELDWORK = "fieldwork"
    EXAMPLE = "example of practice"
    FEEDBACK = "feedback"
    DRAFT = "draft report"
    CHALLENGE = "factual accuracy challenge"
    FINALISED = "final report"
    UNLOCK_REQUEST = "request to unlock"
    UNLOCKED = "unlocking"
    FOLLOW_UP = "month-12 review"


class Effect(Data, kw_only=True):
    """What an event is about, and what it does.

    `sets` maps each field of the subject to its new value, None where it is taken back; `also` does so for others.
    `settles` names what stands by this event until another settles or reopens it. `rests_on` is what it was derived
    from: with the subject, that and all that they are part of must have begun.
    """

    subject: Id
    sets: Mapping[str, Any]
    also: Mapping[Id, Mapping[str, Any]] = {}
    settles: tuple[Id, ...] = ()
    reopens: tuple[Id, ...] = ()
    rests_on: tuple[Id, ...] = ()

    @property
    def touches(self) -> tuple[Id, ...]:
        """All that it can change."""
        return tuple(dict.fromkeys((self.subject, *self.settles, *self.reopens)))

    @property
    def needs(self) -> frozenset[Id]:
        """What must have begun for it to happen, beside the inspection and its framework."""
        return frozenset(link for subject in (self.subject, *self.rests_on) for link in subject.chain if link.ENTITY)
