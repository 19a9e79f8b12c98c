"""Check that all contenders compute the same theme scores from their stored data."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path

from benchmarks.changes import Change, changes
from benchmarks.contenders import history, limit, vanilla
from benchmarks.generator import named
from benchmarks.setting import HISTORY, LIMIT, OURS, VANILLA, Setting
from cli.examples.newcastle.data import FRAMEWORK
from cli.files.framework_files import load
from domain.framework import Framework, Response
from domain.scoring import Tally, groups, score, tally
from events_store.store_url import open_store
from projections.saved.theme_scores import THEME_SCORES, share_of

Scores = dict[str, Fraction | None]

CONTENDERS = {LIMIT: limit, VANILLA: vanilla, HISTORY: history}


def agree(setting: Setting) -> dict[str, Scores]:
    """Return the scores of the first inspections by contender; raises if they differ."""
    names = [named(index) for index in range(setting.sizes.inspections[0])]
    store = setting.store(len(names))
    with closing(open_store(str(store))) as opened:
        changes_kept = list(changes(opened, opened.head()))
    scores_by_contender = {OURS: by(OURS, store, names)}
    for name, contender in CONTENDERS.items():
        with setting.fresh() as path:
            contender.save_together(path, changes_kept)
            scores_by_contender[name] = by(name, path, names)
    if any(change != scores_by_contender[OURS] for change in scores_by_contender.values()):
        raise RuntimeError(f"The contenders do not agree: {scores_by_contender}")
    return scores_by_contender


def check_scores(contender: str, path: Path, changes_kept: Sequence[Change]) -> None:
    """Raise if a contender's stored data and the given answers lead to different scores."""
    names = list(dict.fromkeys(change.inspection for change in changes_kept))
    answers = {
        name: {(change.case, change.question): change.response for change in changes_kept if change.inspection == name}
        for name in names
    }
    scores_by_contender = by(contender, path, names)
    if scores_by_contender != (due := _named({name: scores(load(FRAMEWORK), answers[name]) for name in names})):
        raise RuntimeError(f"{contender} comes to {scores_by_contender}, and it should be {due}")


def by(contender: str, path: Path, names: Sequence[str]) -> Scores:
    """Return the scores of inspections from a contender's stored data."""
    if contender != OURS:
        kept = {name: CONTENDERS[contender].answers(path, name) for name in names}
        return _named({name: scores(load(FRAMEWORK), answers) for name, answers in kept.items()})
    with closing(open_store(str(path))) as opened:
        views = {name: THEME_SCORES.replay(opened.follow(inspection=name)) for name in names}
    themes = [theme.id for theme in load(FRAMEWORK).themes]
    return _named({name: {theme: share_of(view, theme) for theme in themes} for name, view in views.items()})


def scores(framework: Framework, answers: Mapping[tuple[str, str], str]) -> Scores:
    """Return the score of every theme from the current answers."""
    by_question: dict[str, list[Response]] = {}
    for (_, question), response in answers.items():
        by_question.setdefault(question, []).append(Response(response))
    scores_by_contender: Scores = {}
    for theme in framework.themes:
        keys = {question.id: question.key_question or "" for question in theme.questions}
        tallies: dict[str, Tally] = {question: tally(by_question.get(question, [])) for question in keys}
        scores_by_contender[theme.id] = score(framework.rule, groups(framework.rule, tallies, keys))
    return scores_by_contender


def _named(of: Mapping[str, Scores]) -> Scores:
    return {
        f"{name} {theme}": share
        for name, scores_by_contender in of.items()
        for theme, share in scores_by_contender.items()
    }
