"""The values of figures in words, computed from the views."""

from fractions import Fraction

from domain.scoring import Tally, one_decimal
from domain.text import QuestionId, ThemeId
from domain.value import Data
from domain.wording import humanise
from projections.saved.all_views import Views
from projections.saved.findings import StandingFinding
from projections.saved.recommendation_tracker import Tracked
from projections.saved.theme_scores import question_shares, share_of


class FigureValue(Data):
    """A figure's value in words, and its exact share if it is one."""

    text: str
    share: Fraction | None = None


def score_value(views: Views, theme: ThemeId) -> FigureValue | None:
    """Return the score of a theme; None if it has none."""
    share = None if views.scores.framework is None else share_of(views.scores, theme)
    if share is None:
        return None
    tally = sum((question.tally for question in question_shares(views.scores, theme)), Tally())
    return _share_value(share, tally)


def question_value(views: Views, question: QuestionId) -> FigureValue | None:
    """Return the share of a question over all cases that are not excluded; None without answers."""
    tally = Tally()
    for case in views.scores.cases.values():
        answer = case.answers.get(question)
        if answer is not None and not case.excluded:
            tally += Tally(answer.response == "sufficient", answer.response == "insufficient")
    return None if tally.share is None else _share_value(tally.share, tally)


def _share_value(share: Fraction, tally: Tally) -> FigureValue:
    return FigureValue(f"{one_decimal(share)} ({tally.sufficient} of {tally.answered})", share)


def judgement_value(views: Views, theme: ThemeId) -> FigureValue | None:
    """Return the judgement of a theme; None if it is not judged."""
    status = views.status.themes.get(theme)
    return FigureValue(humanise(status.judgement)) if status and status.judgement else None


def case_value(views: Views, reference: str) -> FigureValue | None:
    """Return the stage of a case; None if it is not in the sample."""
    case = views.status.cases.get(reference)
    return None if case is None else FigureValue(case.stage)


def answer_value(views: Views, reference: str, question: QuestionId) -> FigureValue | None:
    """Return the current answer to a question in a case; None if there is none."""
    case = views.scores.cases.get(reference)
    answer = case.answers.get(question) if case else None
    return FigureValue(humanise(answer.response)) if answer else None


def finding_value(finding: StandingFinding | None) -> FigureValue | None:
    """Return the text, direction and citations of a finding."""
    if finding is None:
        return None
    withdrawn = "withdrawn: " if finding.withdrawn else ""
    return FigureValue(f"{withdrawn}{finding.statement} ({finding.direction}; cites {finding.citations})")


def recommendation_value(tracked: Tracked | None, axis: str) -> FigureValue | None:
    """Return the value of one axis of a recommendation; None if the axis has none."""
    if tracked is None:
        return None
    closure = humanise(tracked.closure) if tracked.closure else None
    values = {
        "statement": f"{tracked.statement} ({tracked.owner})",
        "answer": humanise(tracked.acceptance) if tracked.acceptance else None,
        "claim": humanise(tracked.progress) if tracked.progress else None,
        "verification": f"{humanise(tracked.verification)} progress" if tracked.verification else None,
        "closure": f"{closure} by {tracked.superseded_by}" if tracked.superseded_by else closure,
        "review": f"{humanise(tracked.reviewed)} progress" if tracked.reviewed else None,
        "due date": str(tracked.due_on) if tracked.due_on else None,
        "requested due date": str(tracked.asked_due_on) if tracked.asked_due_on else None,
        "actions": _actions(tracked),
    }
    value = values[axis]
    return None if value is None else FigureValue(value)


def _actions(tracked: Tracked) -> str | None:
    done = sum(action.done for action in tracked.actions)
    return f"{done} of {len(tracked.actions)} done" if tracked.actions else None
