"""Where does a replay stop, and why there?

A breakpoint is written in plain words: `theme 1 < 60`, `judgement`, `judgement 1`, `recommendation`,
`recommendation 3`, `case NC-07`, `question 1.03`, or a kind of event such as `answer-moderated`.
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
    """What was typed says no place to stop at."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” says no place to stop at. Use 'theme 1 < 60' (or <=, >, >=, =, !=; a percentage from 0 to 100), "
            f"judgement, 'judgement 1', recommendation, 'recommendation 3', 'case NC-07', 'question 1.03', or a kind "
            f"of event, such as answer-moderated. Put quotes around what has spaces."
        )


class ScoreBecomes(Data):
    """The score of a theme comes to be below, at or above so many percent."""

    theme: ThemeId
    sign: str
    percent: Fraction

    def holds(self, share: Fraction | None) -> bool:
        """Whether it is so of an exact share. Of a theme without a score nothing is."""
        return share is not None and SIGNS[self.sign][0](share * 100, self.percent)


class Judged(Data):
    """A theme, or any, is judged or its judgement is revised."""

    theme: ThemeId | None = None


class RecommendationMoves(Data):
    """A recommendation, or any, is told of, or something that is shown of it changes."""

    number: int | None = None


class CaseMet(Data):
    """Something happens to a case."""

    case: str


class QuestionMet(Data):
    """Something happens to the answers to a question."""

    question: QuestionId


class KindMet(Data):
    """An event of this kind happens."""

    kind: str


Breakpoint = ScoreBecomes | Judged | RecommendationMoves | CaseMet | QuestionMet | KindMet


def parse(text: str) -> Breakpoint:
    """Return the breakpoint that is written; refuses what is none."""
    written = text.strip()
    if written.lower() in KINDS:
        return KindMet(written.lower())
    if (match := SCORE.fullmatch(written)) and (percent := Fraction(match[3])) <= 100:
        return ScoreBecomes(match[1], match[2], percent)
    if match := ABOUT.fullmatch(written):
        return _about(text, (match[1] or match[3]).lower(), match[2] or match[4])
    raise BreakpointNotUnderstood(text)


def _about(text: str, what: str, name: str | None) -> Breakpoint:
    if what == "judgement":
        return Judged(name)
    if what == "recommendation":
        if name is not None and not re.fullmatch(r"[1-9][0-9]{0,3}", name):
            raise BreakpointNotUnderstood(text)
        return RecommendationMoves(None if name is None else int(name))
    return CaseMet(str(name)) if what == "case" else QuestionMet(str(name))


def reached(breakpoint_: Breakpoint, before: Views, step: ReplayStep) -> str | None:
    """Return in words why a replay stops at an event; None where it goes on. `before` is everything just before it.

    A condition on a score stops it where the condition becomes true, by the exact score, not while it stays true.
    """
    match breakpoint_:
        case ScoreBecomes():
            return _crossed(breakpoint_, before, step.views)
        case Judged():
            return _judged(breakpoint_, step)
        case RecommendationMoves():
            met = sorted(number for number in _moved(step) if breakpoint_.number in (None, number))
            return f"about recommendation {join_list(met)}" if met else None
        case CaseMet():
            return f"about case {breakpoint_.case}" if step.entry.case == breakpoint_.case else None
        case QuestionMet():
            return f"about question {breakpoint_.question}" if step.entry.question == breakpoint_.question else None
        case KindMet():
            return breakpoint_.kind if step.entry.kind == breakpoint_.kind else None
        case _:
            assert_never(breakpoint_)


def _judged(breakpoint_: Judged, step: ReplayStep) -> str | None:
    subject = effect_of(step.recorded).subject
    if not isinstance(subject, JudgementId) or breakpoint_.theme not in (None, subject.theme):
        return None
    [rating] = step.entry.changes
    if rating.old != rating.new and rating.old is not None:
        return f"the judgement of theme {subject.theme} is revised: {rating.old} → {rating.new}"
    return f"theme {subject.theme} is judged {rating.new}"


def _moved(step: ReplayStep) -> set[int]:
    text = {
        subject.number for subject in effect_of(step.recorded).subject.chain if isinstance(subject, RecommendationId)
    }
    return text | {int(change.figure.of) for change in step.changes if change.figure.kind is FigureKind.RECOMMENDATION}


def _crossed(breakpoint_: ScoreBecomes, before: Views, after: Views) -> str | None:
    if before.scores is after.scores:
        return None
    was, is_now = _share(before, breakpoint_.theme), _share(after, breakpoint_.theme)
    if breakpoint_.holds(was) or not breakpoint_.holds(is_now):
        return None
    limit = f"{SIGNS[breakpoint_.sign][1]}{_plain(breakpoint_.percent)}%"
    return f"theme {breakpoint_.theme} is {limit}: {_shown(breakpoint_, was, is_now)}"


def _share(views: Views, theme: ThemeId) -> Fraction | None:
    return None if views.scores.framework is None else share_of(views.scores, theme)


def _shown(breakpoint_: ScoreBecomes, was: Fraction | None, is_now: Fraction | None) -> str:
    """Return both scores with as many decimals, from one, as it takes to see that the one crossed and how."""
    decimals = 1
    while breakpoint_.holds(_rounded(was, decimals)) or not breakpoint_.holds(_rounded(is_now, decimals)):
        decimals += 1
    return f"{_percentage(was, decimals)} → {_percentage(is_now, decimals)}"


def _rounded(share: Fraction | None, decimals: int) -> Fraction | None:
    """Round a share half up, to so many decimals of its percentage."""
    scale = 100 * 10**decimals
    return None if share is None else Fraction(math.floor(share * scale + Fraction(1, 2)), scale)


def _percentage(share: Fraction | None, decimals: int) -> str:
    rounded = _rounded(share, decimals)
    return "no score" if rounded is None else f"{float(rounded * 100):.{decimals}f}%"


def _plain(percent: Fraction) -> str:
    return f"{float(percent):.6f}".rstrip("0").rstrip(".")
