"""Breakpoints of a replay, and the reason why it stops at an event.

A breakpoint is `theme 1 < 60`, `judgement`, `judgement 1`, `recommendation`, `recommendation 3`, `case NC-07`,
`question 1.03`, or a kind of event such as `answer-moderated`.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import assert_never

from domain.event_types import EVENT_TYPES
from domain.ids import JudgementId, RecommendationId
from domain.refusals.base import Invalid
from domain.text import QuestionId, ThemeId
from domain.value import Data
from domain.wording import join_list
from projections.engine.effects import effect_of
from projections.replay.steps import ReplayStep
from projections.saved.all_views import Views
from projections.saved.figures import FigureKind
from projections.saved.theme_scores import share_of

KINDS = frozenset(event.kind() for event in EVENT_TYPES)
SIGNS: Mapping[str, tuple[Callable[[Fraction, Fraction], bool], str]] = {
    "<": (operator.lt, "below "),
    "<=": (operator.le, "at or below "),
    ">": (operator.gt, "above "),
    ">=": (operator.ge, "at or above "),
    "=": (operator.eq, ""),
    "!=": (operator.ne, "not "),
}
SCORE = re.compile(r"theme\s+(\S+?)\s*(<=|>=|!=|<|>|=)\s*([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*%?", re.IGNORECASE)
ABOUT = re.compile(r"(judgement|recommendation)(?:\s+(\S+))?|(case|question)\s+(\S+)", re.IGNORECASE)


class BreakpointNotUnderstood(Invalid, code="breakpoint-not-understood"):
    """The text is not a breakpoint."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a breakpoint. Breakpoints are: 'theme 1 < 60' (or <=, >, >=, =, !=; a percentage from 0 "
            f"to 100), judgement, 'judgement 1', recommendation, 'recommendation 3', 'case NC-07', 'question 1.03', or "
            f"a kind of event, such as answer-moderated. Put quotes around a breakpoint with spaces."
        )


class ScoreBecomes(Data):
    """The score of a theme begins to satisfy a comparison with a percentage."""

    theme: ThemeId
    sign: str
    percent: Fraction

    def holds(self, share: Fraction | None) -> bool:
        """Return whether an exact share satisfies the comparison; no score satisfies none."""
        return share is not None and SIGNS[self.sign][0](share * 100, self.percent)


class JudgementChanges(Data):
    """A judgement of the theme, or of any theme, is made or revised."""

    theme: ThemeId | None = None


class RecommendationChanges(Data):
    """An event is about the recommendation, or any recommendation, or changes its figures."""

    number: int | None = None


class CaseAffected(Data):
    """An event is about the case."""

    case: str


class QuestionAffected(Data):
    """An event is about the answers to the question."""

    question: QuestionId


class KindIs(Data):
    """An event has this kind."""

    kind: str


Breakpoint = ScoreBecomes | JudgementChanges | RecommendationChanges | CaseAffected | QuestionAffected | KindIs


def parse(text: str) -> Breakpoint:
    """Parse a breakpoint; refuse a text that is not one."""
    stripped = text.strip()
    if stripped.lower() in KINDS:
        return KindIs(stripped.lower())
    if (match := SCORE.fullmatch(stripped)) and (percent := Fraction(match[3])) <= 100:
        return ScoreBecomes(match[1], match[2], percent)
    if match := ABOUT.fullmatch(stripped):
        return _about(text, (match[1] or match[3]).lower(), match[2] or match[4])
    raise BreakpointNotUnderstood(text)


def _about(text: str, noun: str, name: str | None) -> Breakpoint:
    if noun == "judgement":
        return JudgementChanges(name)
    if noun == "recommendation":
        if name is not None and not re.fullmatch(r"[1-9][0-9]{0,3}", name):
            raise BreakpointNotUnderstood(text)
        return RecommendationChanges(None if name is None else int(name))
    return CaseAffected(str(name)) if noun == "case" else QuestionAffected(str(name))


def reached(breakpoint_: Breakpoint, before: Views, step: ReplayStep) -> str | None:
    """Return in words why a replay stops at an event; None if it does not stop.

    `before` are the views just before the event. A condition on a score stops the replay when it becomes true, by the
    exact score, not while it stays true.
    """
    match breakpoint_:
        case ScoreBecomes():
            return _crossed(breakpoint_, before, step.views)
        case JudgementChanges():
            return _judged(breakpoint_, step)
        case RecommendationChanges():
            numbers = sorted(number for number in _affected(step) if breakpoint_.number in (None, number))
            return f"about recommendation {join_list(numbers)}" if numbers else None
        case CaseAffected():
            return f"about case {breakpoint_.case}" if step.entry.case == breakpoint_.case else None
        case QuestionAffected():
            return f"about question {breakpoint_.question}" if step.entry.question == breakpoint_.question else None
        case KindIs():
            return breakpoint_.kind if step.entry.kind == breakpoint_.kind else None
        case _:
            assert_never(breakpoint_)


def _judged(breakpoint_: JudgementChanges, step: ReplayStep) -> str | None:
    subject = effect_of(step.recorded).subject
    if not isinstance(subject, JudgementId) or breakpoint_.theme not in (None, subject.theme):
        return None
    [rating] = step.entry.changes
    if rating.old != rating.new and rating.old is not None:
        return f"the judgement of theme {subject.theme} is revised: {rating.old} → {rating.new}"
    return f"theme {subject.theme} is judged {rating.new}"


def _affected(step: ReplayStep) -> set[int]:
    numbers = {
        subject.number for subject in effect_of(step.recorded).subject.chain if isinstance(subject, RecommendationId)
    }
    return numbers | {
        int(change.figure.of) for change in step.changes if change.figure.kind is FigureKind.RECOMMENDATION
    }


def _crossed(breakpoint_: ScoreBecomes, before: Views, after: Views) -> str | None:
    if before.scores is after.scores:
        return None
    old, new = _share(before, breakpoint_.theme), _share(after, breakpoint_.theme)
    if breakpoint_.holds(old) or not breakpoint_.holds(new):
        return None
    limit = f"{SIGNS[breakpoint_.sign][1]}{_format_percent(breakpoint_.percent)}%"
    return f"theme {breakpoint_.theme} is {limit}: {_old_and_new(breakpoint_, old, new)}"


def _share(views: Views, theme: ThemeId) -> Fraction | None:
    return None if views.scores.framework is None else share_of(views.scores, theme)


def _old_and_new(breakpoint_: ScoreBecomes, old: Fraction | None, new: Fraction | None) -> str:
    """Format both scores with enough decimals to show that the limit was crossed."""
    decimals = 1
    while breakpoint_.holds(_rounded(old, decimals)) or not breakpoint_.holds(_rounded(new, decimals)):
        decimals += 1
    return f"{_percentage(old, decimals)} → {_percentage(new, decimals)}"


def _rounded(share: Fraction | None, decimals: int) -> Fraction | None:
    """Round a share half up, to a number of decimals of its percentage."""
    scale = 100 * 10**decimals
    return None if share is None else Fraction(math.floor(share * scale + Fraction(1, 2)), scale)


def _percentage(share: Fraction | None, decimals: int) -> str:
    rounded = _rounded(share, decimals)
    return "no score" if rounded is None else f"{float(rounded * 100):.{decimals}f}%"


def _format_percent(percent: Fraction) -> str:
    return f"{float(percent):.6f}".rstrip("0").rstrip(".")
