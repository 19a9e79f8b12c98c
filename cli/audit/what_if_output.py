"""Render the effects of a hypothetical change: for terminals, as rows, and as JSON."""

from collections.abc import Sequence
from typing import assert_never

from cli.audit.sentences import TO_NEXT_BAND, describe_flips, print_sentence
from cli.contexts import ReadContext
from cli.output import Cell, Table, show_json, show_table
from domain.events.judging import ScoreBasis
from domain.framework import Rating
from domain.scoring import one_decimal
from domain.wording import humanise, join_list
from events_store.store import RecordedEvent
from projections.audit.what_if import (
    AlternativeBands,
    AlternativeRule,
    Change,
    RulesOf,
    WithoutCase,
    WithoutEvent,
    WithoutModerationsOf,
    WithoutModerator,
    left_out,
    name_of,
    overtaken,
)
from projections.audit.what_if_effects import JudgementBasis, ThemeDifference, share
from projections.saved.audit_trail import sentence as describe_event
from projections.saved.theme_scores import THEME_SCORES, ThemeScore, adopted

NOTHING_RECORDED = "This is hypothetical: nothing was recorded."

# How many overtaken events are listed one by one.
MOST_SHOWN = 5


def render(
    log: Sequence[RecordedEvent],
    supposed: Sequence[RecordedEvent],
    changes: Sequence[Change],
    shown: Sequence[ThemeDifference],
    theme: str | None,
) -> None:
    """Print the change and its effects on a terminal."""
    omitted = len(left_out(log, supposed))
    number = f"{omitted:,} of {len(log):,} events" if omitted else "No event"
    description = "; ".join(dict.fromkeys(_describe_change(change, log) for change in changes))
    print_sentence(f"What if: {description}? {number} {'are' if omitted > 1 else 'is'} left out.")
    for sentence in _overtaken(log, supposed):
        print_sentence(sentence)
    if shown:
        show_table(_compact(shown))
    for difference in shown:
        if difference.judgement_basis is not None:
            print_sentence(_describe_basis(difference, difference.judgement_basis))
    print_sentence(" ".join([*_unchanged_themes(log, shown, theme), NOTHING_RECORDED]))


def _describe_change(change: Change, log: Sequence[RecordedEvent]) -> str:
    match change:
        case WithoutEvent(position):
            recorded = next(event for event in log if event.position == position)
            return f"without #{position}, in which {recorded.fact.origin.actor.name} {describe_event(recorded)}"
        case WithoutModerationsOf(assessor):
            return f"without the moderations of answers by {name_of(log, assessor)}"
        case WithoutModerator(moderator):
            return f"without the changes by {name_of(log, moderator)}"
        case WithoutCase(case):
            return f"without {case}"
        case AlternativeRule(rule):
            return f"with the scoring rule “{humanise(rule)}”"
        case AlternativeBands(cuts):
            return f"with bands that start at {join_list(f'{cut}%' for cut in cuts)}"
        case RulesOf(framework):
            return f"with the scoring rule (“{humanise(framework.rule)}”) and rating scale of {framework.reference}"
        case _:
            assert_never(change)


def _overtaken(log: Sequence[RecordedEvent], supposed: Sequence[RecordedEvent]) -> list[str]:
    """Return a sentence for each left-out event that a later event overtakes."""
    pairs = overtaken(log, supposed)
    sentences = [
        f"Without #{pair.left_out.position} the final result is the same, because #{pair.later.position} came later: "
        f"{pair.later.fact.origin.actor.name} {describe_event(pair.later)}."
        for pair in pairs[:MOST_SHOWN]
    ]
    more = pairs[MOST_SHOWN:]
    return [*sentences, *([f"The same is true of {len(more)} more."] if more else [])]


def _compact(shown: Sequence[ThemeDifference]) -> Table:
    """Return the differences as a table for a terminal, with arrows between values."""
    headings = ["theme", "title", "score", "band", "sufficient", TO_NEXT_BAND]
    rows: list[list[Cell]] = [
        [
            difference.theme,
            difference.title,
            _arrow(_score(difference.now), _score(difference.would_be)),
            _arrow(_band(difference.now.band), _band(difference.would_be.band)),
            _arrow(_counts(difference.now), _counts(difference.would_be)),
            _arrow(describe_flips(difference.now.flips), describe_flips(difference.would_be.flips)),
        ]
        for difference in shown
    ]
    return Table(headings, rows, wide=["title", "sufficient", TO_NEXT_BAND, "band"])


def complete(shown: Sequence[ThemeDifference]) -> Table:
    """Return the differences as a table for a spreadsheet."""
    columns = ["score", "exact score", "band", "rule", "sufficient", "answered", "up", "down"]
    headings = ["theme", "title", *columns, *(f"would be: {column}" for column in columns), "judgement"]
    basis_columns = ["based on", "band of basis"]
    bases = [*basis_columns, *(f"would be: {column}" for column in basis_columns)]
    rows = [
        [
            difference.theme,
            difference.title,
            *_columns(difference.now),
            *_columns(difference.would_be),
            *_basis_cells(difference.judgement_basis),
        ]
        for difference in shown
    ]
    return Table([*headings, *bases], rows)


def _columns(score: ThemeScore) -> list[Cell]:
    exact = None if score.share is None else str(score.share)
    figures = (score.counts.sufficient, score.answered, score.flips.up, score.flips.down)
    return [_score(score), exact, _band(score.band), score.rule, *figures]


def _basis_cells(basis: JudgementBasis | None) -> list[Cell]:
    if basis is None:
        return ["not judged", None, None, None, None]
    now = (_basis(basis.rested_on), _band(basis.band))
    return [basis.rating.key, *now, _basis(basis.would_rest_on), _band(basis.would_band)]


def _describe_basis(difference: ThemeDifference, basis: JudgementBasis) -> str:
    """Return the actual and the hypothetical basis of a judgement in words.

    It never says how the theme would have been judged, because people judge.
    """
    rules = basis.rested_on.rule != basis.would_rest_on.rule
    was = _basis(basis.rested_on, rule=rules) + _in_band(basis.band)
    judged = f"Theme {difference.theme} was judged {humanise(basis.rating.key)} (#{basis.position}), based on {was}"
    if not basis.differs:
        return f"{judged}. It would have been based on the same."
    would = _basis(basis.would_rest_on, rule=rules)
    if basis.band_differs:
        return f"{judged}. It would have been based on {would}{_in_band(basis.would_band)}."
    return f"{judged}. It would have been based on {would}{', in the same band' if basis.band else ''}."


def _basis(basis: ScoreBasis, *, rule: bool = False) -> str:
    by = f", {humanise(basis.rule)}" if rule else ""
    return f"{one_decimal(share(basis))} ({basis.sufficient} of {basis.answered}{by})"


def _unchanged_themes(log: Sequence[RecordedEvent], shown: Sequence[ThemeDifference], theme: str | None) -> list[str]:
    """Return which themes would not differ, and which have no score."""
    themes = [judged for judged in adopted(THEME_SCORES.replay(log)).themes if theme in (None, judged.id)]
    differing = {difference.theme for difference in shown}
    same = [judged.id for judged in themes if judged.scored and judged.id not in differing]
    unscored = [judged.id for judged in themes if not judged.scored]
    sentences = [f"{_themes(same)} would not differ."] if same else []
    if unscored:
        sentences.append(f"{_themes(unscored)} {'is' if len(unscored) == 1 else 'are'} judged without a score.")
    return sentences


def _themes(ids: Sequence[str]) -> str:
    return f"{'Theme' if len(ids) == 1 else 'Themes'} {join_list(ids)}"


def show_as_json(
    ctx: ReadContext,
    log: Sequence[RecordedEvent],
    supposed: Sequence[RecordedEvent],
    changes: Sequence[Change],
    shown: Sequence[ThemeDifference],
) -> None:
    """Print the changes, the events left out and the themes as JSON."""
    show_json(
        {
            "inspection": ctx.inspection,
            "on": ctx.instant.day,
            "position": ctx.instant.position,
            "supposed": [_describe_change(change, log) for change in changes],
            "events": len(log),
            "left_out": [event.position for event in left_out(log, supposed)],
            "overtaken": [
                {"left_out": pair.left_out.position, "stands": pair.later.position} for pair in overtaken(log, supposed)
            ],
            "themes": [
                {
                    "theme": difference.theme,
                    "title": difference.title,
                    "now": _figures(difference.now),
                    "would_be": _figures(difference.would_be),
                    "judgement": None
                    if difference.judgement_basis is None
                    else _basis_json(difference.judgement_basis),
                }
                for difference in shown
            ],
            "recorded": False,
        }
    )


def _figures(score: ThemeScore) -> dict[str, object]:
    return {
        "rule": score.rule,
        "framework_digest": score.digest,
        "percent": score.percent,
        "share": score.share,
        "band": score.band.key if score.band else None,
        "counts": score.counts,
        "cases": score.cases,
        "flips": score.flips,
    }


def _basis_json(basis: JudgementBasis) -> dict[str, object]:
    return {
        "rating": basis.rating.key,
        "position": basis.position,
        "rested_on": basis.rested_on,
        "band": basis.band.key if basis.band else None,
        "would_rest_on": basis.would_rest_on,
        "would_band": basis.would_band.key if basis.would_band else None,
        "differs": basis.differs,
        "band_differs": basis.band_differs,
    }


def _arrow(now: str, would_be: str) -> str:
    return now if now == would_be else f"{now or 'none'} → {would_be or 'none'}"


def _score(score: ThemeScore) -> str:
    return one_decimal(score.share) if score.share is not None else "no score"


def _band(rating: Rating | None) -> str:
    return rating.title if rating else ""


def _in_band(rating: Rating | None) -> str:
    return f", in the band {rating.title}" if rating else ""


def _counts(score: ThemeScore) -> str:
    return f"{score.counts.sufficient} of {score.answered}"
