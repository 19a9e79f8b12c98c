"""Do all contenders come to the same theme scores from what they have kept?"""

from collections.abc import Mapping
from contextlib import closing
from fractions import Fraction

from benchmarks import history, limit, vanilla
from benchmarks.changes import changes
from benchmarks.generator import named
from benchmarks.setting import HISTORY, LIMIT, OURS, VANILLA, Setting
from domain.framework import Framework, Response
from domain.scoring import Tally, groups, score, tally
from events_store.addresses import open_store
from projections.theme_scores import THEME_SCORES, adopted, share_of

Scores = dict[str, Fraction | None]


def agree(setting: Setting) -> dict[str, Scores]:
    """Return the scores of the first inspections by each contender; raises where they are not the same."""
    names = [named(index) for index in range(setting.sizes.inspections[0])]
    with closing(open_store(str(setting.store(len(names))))) as opened:
        views = {name: THEME_SCORES.over(opened.follow(inspection=name)) for name in names}
        told = list(changes(opened, opened.head()))
    framework = adopted(views[names[0]])
    found: dict[str, Scores] = {
        OURS: {
            f"{name} {theme.id}": share_of(view, theme.id) for name, view in views.items() for theme in framework.themes
        }
    }
    for name, contender in {LIMIT: limit, VANILLA: vanilla, HISTORY: history}.items():
        with setting.fresh() as path:
            save = limit.insert_together if contender is limit else contender.save_together  # type: ignore[attr-defined]
            save(path, told)
            found[name] = {
                f"{of} {theme}": share
                for of in names
                for theme, share in scores(framework, contender.answers(path, of)).items()
            }
    if any(one != found[OURS] for one in found.values()):
        raise RuntimeError(f"The contenders do not agree: {found}")
    return found


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
