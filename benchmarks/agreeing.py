"""Do all contenders come to the same theme scores from what they have kept?"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path

from benchmarks import history, limit, vanilla
from benchmarks.changes import Change, changes
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
    """Return the scores of the first inspections by each contender; raises where they are not the same."""
    names = [named(index) for index in range(setting.sizes.inspections[0])]
    store = setting.store(len(names))
    with closing(open_store(str(store))) as opened:
        told = list(changes(opened, opened.head()))
    found = {OURS: by(OURS, store, names)}
    for name, contender in CONTENDERS.items():
        with setting.fresh() as path:
            contender.save_together(path, told)
            found[name] = by(name, path, names)
    if any(one != found[OURS] for one in found.values()):
        raise RuntimeError(f"The contenders do not agree: {found}")
    return found


def hold(contender: str, path: Path, told: Sequence[Change]) -> None:
    """Raise where what a contender has kept leads to other scores than the answers that it was given."""
    names = list(dict.fromkeys(one.inspection for one in told))
    answers = {
        name: {(one.case, one.question): one.response for one in told if one.inspection == name} for name in names
    }
    found = by(contender, path, names)
    if found != (due := _named({name: scores(load(FRAMEWORK), answers[name]) for name in names})):
        raise RuntimeError(f"{contender} comes to {found}, and it should be {due}")


def by(contender: str, path: Path, names: Sequence[str]) -> Scores:
    """Return the scores of inspections by what a contender has kept."""
    if contender != OURS:
        kept = {name: CONTENDERS[contender].answers(path, name) for name in names}
        return _named({name: scores(load(FRAMEWORK), answers) for name, answers in kept.items()})
    with closing(open_store(str(path))) as opened:
        views = {name: THEME_SCORES.replay(opened.follow(inspection=name)) for name in names}
    themes = [theme.id for theme in load(FRAMEWORK).themes]
    return _named({name: {theme: share_of(view, theme) for theme in themes} for name, view in views.items()})


def scores(framework: Framework, answers: Mapping[tuple[str, str], str]) -> Scores:
    """Return the score of every theme from the answers that stand."""
    by_question: dict[str, list[Response]] = {}
    for (_, question), response in answers.items():
        by_question.setdefault(question, []).append(Response(response))
    found: Scores = {}
    for theme in framework.themes:
        keys = {question.id: question.key_question or "" for question in theme.questions}
        tallies: dict[str, Tally] = {question: tally(by_question.get(question, [])) for question in keys}
        found[theme.id] = score(framework.rule, groups(framework.rule, tallies, keys))
    return found


def _named(of: Mapping[str, Scores]) -> Scores:
    return {f"{name} {theme}": share for name, found in of.items() for theme, share in found.items()}
