"""The effect of an event: its subject, the fields it sets, and what it settles or reopens."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.ids import Id
from domain.value import Data


class EventRole(StrEnum):
    """The role of an event in a history and in a figure."""

    FRAMEWORK = "framework"
    EXCLUDED = "excluded case"
    REINSTATED = "reinstated case"
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
    ACCEPTANCE = "owner's response"
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
    """The subject of an event, and what the event changes.

    `sets` maps each field of the subject to its new value, or to None if it is cleared. `also` does so for further
    subjects. `settles` lists the subjects that this event decides until a later event settles or reopens them.
    `rests_on` lists what the event was derived from. The subject, everything in `rests_on` and all their parents must
    exist before the event.
    """

    subject: Id
    sets: Mapping[str, Any]
    also: Mapping[Id, Mapping[str, Any]] = {}
    settles: tuple[Id, ...] = ()
    reopens: tuple[Id, ...] = ()
    rests_on: tuple[Id, ...] = ()

    @property
    def touches(self) -> tuple[Id, ...]:
        """Every subject that the event can change."""
        return tuple(dict.fromkeys((self.subject, *self.settles, *self.reopens)))

    @property
    def needs(self) -> frozenset[Id]:
        """The entities that must exist before the event, apart from the inspection and its framework."""
        return frozenset(link for subject in (self.subject, *self.rests_on) for link in subject.chain if link.ENTITY)
