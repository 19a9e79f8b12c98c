"""For any sequence of commands: axes are independent, no claim closes, and overdue is never stored.

The machine has its own model of each recommendation, with the rules written a second time. It predicts whether each
command must be refused.
"""

import json
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from domain.actor import Role
from domain.commands import following_up, reviewing
from domain.dates import london_day
from domain.events.following_up import RecommendationClosed
from domain.events.recommendation_terms import Acceptance, Closure, Progress, Verification
from domain.events.reporting import ReportFinalised, ReportPublished
from domain.refusals.base import Refused
from domain.states.inspection import evolve, fold
from events_store.store import RecordedEvent, inspection_stream
from projections.saved.recommendation_tracker import TRACKER, standings
from tests.fixtures.given_when_then import ANN, BEN, DRAFTED, EVE, FAY, JAN, NAME, ROOT, SERVICE, Given, by, flat

INSIDER = structs.replace(BEN, organisation=SERVICE)
TURNED_INSPECTOR = structs.replace(EVE, role=Role.INSPECTOR, organisation=ANN.organisation)
DAY = timedelta(days=1)

ANYBODY = [EVE, ANN, BEN, JAN, INSIDER, TURNED_INSPECTOR]
# Mostly permitted actors and sensible numbers, days and evidence, so that most commands are accepted.
for_the_owner = st.sampled_from([EVE] * 12 + ANYBODY)
for_the_inspectorate = st.sampled_from([ANN, BEN] * 6 + ANYBODY)
numbers = st.sampled_from([1, 1, 2])
# How many days before today the effective date is.
days_ago = st.sampled_from([0, 0, 0, 0, 1, 7, 30, 100, 400])
days_ahead = st.sampled_from([400, 200, 60, 7, 1, 0, -1, -30, -420])
evidence = st.sampled_from([(), ("E-1",)])


def a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 2, 28)


class Page:
    """The model of one recommendation."""

    def __init__(self, due: date) -> None:
        self.acceptance = self.closure = self.assessed = self.reopened_on = self.requested = None
        # Each with the effective date and its place in the log.
        self.claims: list[tuple[date, int, Progress]] = []
        self.looks: list[tuple[date, int, Verification]] = []
        self.first_due = self.due = due
        self.closed_on = self.assessed_on = self.explained = None
        self.planned: list[date] = []
        self.done: list[bool] = []
        self.action_due: list[date] = []
        self.spoke: set[str] = set()

    @property
    def axes(self):
        claim, verification = (max(entries)[2] if entries else None for entries in (self.claims, self.looks))
        return self.acceptance, claim, verification, self.closure

    @property
    def closed_from(self) -> date:
        """The first day that it can be closed on."""
        days = [day for day, _, _ in (*self.claims, *self.looks)]
        return max([*days, self.reopened_on or date.min])


class FollowUp(RuleBasedStateMachine):
    @initialize(published=st.dates(date(2016, 1, 12), date(2017, 6, 30)) | st.just(date(2016, 2, 29)))
    def publish(self, published):
        self.published = self.today = published
        self.review_due = a_year_after(published)
        out = {"edition": 1, "published_on": published, "due_on": self.review_due, **ROOT}
        finalised = by(ANN, ReportFinalised, day=published)
        self.log = [*flat(DRAFTED), finalised, by(FAY, ReportPublished, day=published, **out)]
        self.inspection = fold(self.log)
        self.book = {number: Page(self.review_due) for number in (1, 2)}
        self.reviewed = False

    def give(self, when, *, forbidden):
        """Give a command, and check the prediction. Return whether it was recorded."""
        try:
            facts = when.decided(Given({NAME: self.inspection}, {}))
        except Refused:
            assert forbidden, when
            return False
        assert not forbidden, when
        assert {fact.origin for fact in facts} == {when.origin}
        for fact in facts:
            self.inspection = evolve(self.inspection, fact)
            self.log.append(fact)
            if when.origin.actor.organisation == SERVICE and hasattr(fact, "number"):
                self.book[fact.number].spoke.add(when.origin.actor.id)
        return True

    def command(self, who, kind, ago, **fields):
        return by(who, kind, day=self.today, on=self.today - ago * DAY if ago else None, **fields)

    def not_for(self, who, number, ago):
        """Return whether the owner, and whether the inspectorate, must be refused."""
        early = self.today - ago * DAY < self.published
        own = who.organisation == SERVICE
        inspects = who.role is not Role.INSPECTED_BODY
        owner = own and not inspects
        return early or not owner, early or own or not inspects or who.id in self.book[number].spoke

    def assesses(self, who, number, ago, seen, why):
        page = self.book[number]
        fields = {"number": number, "progress": seen, "narrative": "Seen.", "reason": why}
        command = self.command(who, reviewing.AssessRecommendation, ago, **fields)
        early = self.today - ago * DAY < self.review_due
        backwards = page.assessed_on is not None and self.today - ago * DAY < page.assessed_on
        unexplained = page.assessed is not None and why is None
        forbidden = self.not_for(who, number, ago)[1] or early or unexplained or backwards or self.reviewed
        if self.give(command, forbidden=forbidden):
            page.assessed, page.assessed_on = seen, self.today - ago * DAY
            page.looks.append((page.assessed_on, len(self.log), seen))

    @rule(days=st.integers(1, 100))
    def time_passes(self, days):
        self.today += days * DAY

    @rule()
    def the_review_falls_due(self):
        self.today = max(self.today, self.review_due)

    @rule(
        who=for_the_owner,
        number=numbers,
        ago=days_ago,
        acceptance=st.sampled_from(Acceptance),
        why=st.sampled_from([None, "So."]),
    )
    def answer(self, who, number, ago, acceptance, why):
        page = self.book[number]
        command = self.command(
            who, following_up.AnswerRecommendation, ago, number=number, acceptance=acceptance, explanation=why
        )
        again = (page.acceptance, page.explained) == (acceptance, why)
        unexplained = acceptance is not Acceptance.AGREED and why is None
        forbidden = self.not_for(who, number, ago)[0] or page.closure or again or unexplained
        if self.give(command, forbidden=forbidden):
            page.acceptance, page.explained = acceptance, why

    @rule(who=for_the_owner, number=numbers, ago=days_ago, ahead=days_ahead)
    def plan(self, who, number, ago, ahead):
        page, due_on = self.book[number], self.today + ahead * DAY
        step = {"number": number, "step": "Train all.", "responsible": "Manager", "due_on": due_on}
        command = self.command(who, following_up.PlanAction, ago, **step)
        planned = self.today - ago * DAY
        if self.give(
            command,
            forbidden=self.not_for(who, number, ago)[0] or page.closure or due_on < planned,
        ):
            page.planned.append(planned)
            page.action_due.append(due_on)
            page.done.append(False)

    @rule(who=for_the_owner, number=numbers, ago=days_ago, action=st.integers(1, 3), done=st.booleans())
    def revise(self, who, number, ago, action, done):
        page = self.book[number]
        fields = {"number": number, "action": action, "done": done, "reason": "So it is."}
        command = self.command(who, following_up.ReviseAction, ago, **fields)
        planned = action <= len(page.planned)
        senseless = not planned or page.done[action - 1] is done or self.today - ago * DAY < page.planned[action - 1]
        if self.give(
            command,
            forbidden=self.not_for(who, number, ago)[0] or page.closure or senseless,
        ):
            page.done[action - 1] = done

    @rule(who=for_the_owner, number=numbers, ago=days_ago, progress=st.sampled_from(Progress), shown=evidence)
    def claim(self, who, number, ago, progress, shown):
        page = self.book[number]
        fields = {"number": number, "progress": progress, "narrative": "We are.", "evidence": shown}
        command = self.command(who, following_up.ReportProgress, ago, **fields)
        before = (page.closure, page.due)
        if self.give(command, forbidden=self.not_for(who, number, ago)[0] or page.closure):
            page.claims.append((self.today - ago * DAY, len(self.log), progress))
            kept = self.inspection.recommendation(number)
            assert before == (kept.closed, kept.due_on)

    @rule(who=for_the_inspectorate, number=numbers, ago=days_ago, seen=st.sampled_from(Verification))
    def verify(self, who, number, ago, seen):
        page = self.book[number]
        command = self.command(
            who, following_up.VerifyProgress, ago, number=number, verification=seen, narrative="We saw."
        )
        forbidden = self.not_for(who, number, ago)[1] or page.closure
        if self.give(command, forbidden=forbidden):
            page.looks.append((self.today - ago * DAY, len(self.log), seen))

    @rule(who=for_the_inspectorate, number=numbers, ago=days_ago, ahead=days_ahead, notice_ago=st.integers(-2, 400))
    def extend(self, who, number, ago, ahead, notice_ago):
        page, due_on, told_on = self.book[number], self.today + ahead * DAY, self.today - notice_ago * DAY
        fields = {"number": number, "due_on": due_on, "told_on": told_on, "reason": "It takes longer."}
        command = self.command(who, following_up.ReviseDueDate, ago, **fields)
        stranger = who is JAN or self.today - ago * DAY < self.published
        by_owner, current = who.role is Role.INSPECTED_BODY, page.requested or page.due
        moved = (current if by_owner else page.due) if due_on != page.due else current
        nothing = due_on == current if by_owner or page.requested is None else False
        senseless = nothing or due_on < self.published or not self.published <= told_on <= self.today - ago * DAY
        if self.give(command, forbidden=stranger or page.closure or senseless):
            assert (self.log[-1].old, self.log[-1].told_on) == (moved, told_on)
            page.requested = due_on if by_owner and due_on != page.due else None
            page.due = page.due if by_owner else due_on

    @rule(who=for_the_inspectorate, number=numbers, ago=days_ago, how=st.sampled_from(Closure), shown=evidence)
    def close(self, who, number, ago, how, shown):
        page, successor_page = self.book[number], self.book[3 - number]
        successor = str(3 - number) if how is Closure.SUPERSEDED else None
        fields = {"number": number, "closure": how, "reason": "Seen.", "evidence": shown, "superseded_by": successor}
        command = self.command(who, following_up.CloseRecommendation, ago, **fields)
        on_a_claim_alone = how is Closure.IMPLEMENTED and not shown
        by_what_is_closed = how is Closure.SUPERSEDED and successor_page.closure is not None
        early = self.today - ago * DAY < page.closed_from
        forbidden = self.not_for(who, number, ago)[1] or page.closure or on_a_claim_alone or by_what_is_closed or early
        if self.give(command, forbidden=forbidden):
            page.closure, page.closed_on = how, self.today - ago * DAY

    @rule(who=for_the_inspectorate, number=numbers, ago=days_ago)
    def reopen(self, who, number, ago):
        page = self.book[number]
        command = self.command(who, following_up.ReopenRecommendation, ago, number=number, reason="It stopped.")
        senseless = page.closure is None or self.today - ago * DAY < page.closed_on
        if self.give(command, forbidden=self.not_for(who, number, ago)[1] or senseless):
            page.closure, page.closed_on, page.reopened_on = None, None, self.today - ago * DAY

    @precondition(lambda self: self.today >= self.review_due - 30 * DAY)
    @rule(
        who=for_the_inspectorate,
        number=numbers,
        ago=days_ago,
        seen=st.sampled_from(Verification),
        why=st.sampled_from([None, "New."]),
    )
    def assess(self, who, number, ago, seen, why):
        self.assesses(who, number, ago, seen, why)

    @precondition(lambda self: self.today >= self.review_due)
    @rule(who=st.sampled_from([ANN, BEN]))
    def assess_all(self, who):
        for number in self.book:
            self.assesses(who, number, 0, Verification.GOOD, "Seen again.")

    @precondition(lambda self: self.today >= self.review_due - 30 * DAY)
    @rule(who=for_the_inspectorate, ago=st.sampled_from([0, 0, 0, 1, 30]))
    def complete(self, who, ago):
        command = self.command(who, reviewing.ReviewFollowUp, ago, summary="So it stands.")
        day = self.today - ago * DAY
        outsider = not any(self.not_for(who, number, ago)[1] for number in (1, 2))
        complete = all(page.assessed is not None and page.assessed_on <= day for page in self.book.values())
        forbidden = not outsider or day < self.review_due or not complete or self.reviewed
        if self.give(command, forbidden=forbidden):
            self.reviewed = True

    # After each step

    @invariant()
    def each_axis_changes_only_by_its_own_commands(self):
        for number, page in getattr(self, "book", {}).items():
            kept = self.inspection.recommendation(number)
            assert (kept.answered or (None,))[0] == page.acceptance
            assert (kept.closed, kept.due_on, kept.reviewed) == (page.closure, page.due, page.assessed)

    @invariant()
    def closing_as_implemented_has_evidence_and_an_outside_actor(self):
        for fact in getattr(self, "log", ()):
            if isinstance(fact, RecommendationClosed) and fact.closure is Closure.IMPLEMENTED:
                assert fact.evidence
                assert fact.origin.actor.organisation != SERVICE

    @invariant()
    def overdue_is_computed_from_the_day_and_never_stored(self):
        if not hasattr(self, "log"):
            return
        log = [
            RecordedEvent(place, inspection_stream(NAME), place, NAME, fact)
            for place, fact in enumerate(self.log, start=1)
        ]
        tracker = TRACKER.replay(log)
        assert "overdue" not in json.dumps(TRACKER.dump(tracker).decode())
        for page, shown in zip(self.book.values(), standings(tracker, self.today), strict=True):
            tracked = shown.tracked
            assert (tracked.acceptance, tracked.progress, tracked.verification, tracked.closure) == page.axes
            assert (tracked.original_due_on, tracked.due_on) == (page.first_due, page.due)
            assert tracked.asked_due_on == page.requested
            assert shown.overdue == (page.closure is None and page.due < self.today)
            late = [due < self.today and not done for due, done in zip(page.action_due, page.done, strict=True)]
            assert (shown.actions_done, shown.actions_late) == (sum(page.done), sum(late))

    @invariant()
    def no_effective_date_is_in_the_future_or_before_publication(self):
        for fact in getattr(self, "log", ())[len(flat(DRAFTED)) :]:
            assert self.published <= fact.origin.day <= london_day(fact.origin.recorded_at) <= self.today


TestFollowUp = FollowUp.TestCase
TestFollowUp.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
