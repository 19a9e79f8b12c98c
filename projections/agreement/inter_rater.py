"""How far do first and second, blind answers agree: in all, by theme, stage, question and pair of assessors?

Compared are the answers of the cases that count in the score; the first answer and each second answer make a pair.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec.structs import replace

from domain.agreement_measures import Measure, cohens_kappa, krippendorffs_alpha, percent_agreement
from domain.framework import Framework, Response
from domain.value import Data
from domain.wording import humanise
from projections.agreement.ratings_by_person import Given, Opinions, RatedAnswer


class AgreementGrouping(StrEnum):
    """What answers are put together by."""

    THEME = "theme"
    STAGE = "stage"
    QUESTION = "question"


class ResponseChange(Data):
    """Answers that were one thing and then another, and how many."""

    old: Response
    new: Response
    times: int


class Agreement(Data):
    """How far the answers of a group agree; shares are exact, from 0 to 1.

    `compared` counts pairs of a first and a second answer, `agreed` those that are alike, `ways` those that are not,
    the first answer being `old`. `raters` are the people who gave either. Kappa takes all first answers as one rater's
    and all second ones as the other's, which they are in a group of one pair of people. Alpha takes all answers to a
    question of a case together, so it also compares second assessors with each other.
    """

    group: tuple[str, ...]
    title: str
    cases: int
    compared: int
    agreed: int
    raters: int
    share: Measure
    kappa: Measure
    alpha: Measure
    ways: tuple[ResponseChange, ...]


Pair = tuple[Given, Given]


def in_all(answers: Sequence[RatedAnswer]) -> Agreement:
    """Return how far all of these answers agree."""
    return _agreement((), "all", answers)


def by_group(by: AgreementGrouping, framework: Framework, answers: Sequence[RatedAnswer]) -> list[Agreement]:
    """Return how far answers agree by theme, stage or question: every one that the framework has, in its order."""
    return [_agreement((key,), title, some) for key, title, some in grouped(by, framework, answers)]


def by_pair(opinions: Opinions, answers: Sequence[RatedAnswer]) -> list[Agreement]:
    """Return how far the answers of each first and second assessor agree: those of most comparisons first."""
    pairs: dict[tuple[str, str], list[RatedAnswer]] = {}
    for answer in answers:
        for first, second in pairs_of(answer):
            pairs.setdefault((first.by, second.by), []).append(replace(answer, seconds=(second,)))
    found = [
        _agreement(pair, ", then ".join(opinions.names[item] for item in pair), some) for pair, some in pairs.items()
    ]
    return sorted(found, key=lambda item: (-item.compared, item.group))


def grouped(
    by: AgreementGrouping, framework: Framework, answers: Sequence[RatedAnswer]
) -> list[tuple[str, str, list[RatedAnswer]]]:
    """Return the answers by theme, stage or question, with the title of each, in the framework's order."""
    groups: dict[str, tuple[str, list[RatedAnswer]]] = {}
    of_question: dict[str, str] = {}
    for theme in framework.themes:
        for question in theme.questions:
            keys = {
                AgreementGrouping.THEME: theme.id,
                AgreementGrouping.STAGE: question.stage,
                AgreementGrouping.QUESTION: question.id,
            }
            titles = {
                AgreementGrouping.THEME: theme.title,
                AgreementGrouping.STAGE: humanise(question.stage),
                AgreementGrouping.QUESTION: question.text,
            }
            of_question[question.id] = keys[by]
            groups.setdefault(keys[by], (titles[by], []))
    for answer in answers:
        groups[of_question[answer.question]][1].append(answer)
    return [(key, title, some) for key, (title, some) in groups.items()]


def pairs_of(answer: RatedAnswer) -> list[Pair]:
    """Return the first answer beside each second one. What one person said twice compares nobody, and is left out."""
    first = answer.first
    return [] if first is None else [(first, second) for second in answer.seconds if second.by != first.by]


def not_compared(answers: Iterable[RatedAnswer]) -> int:
    """Return how many second answers there are that no first answer can be compared with."""
    return sum(len(answer.seconds) - len(pairs_of(answer)) for answer in answers)


def ways(turns: Iterable[tuple[Response, Response]]) -> tuple[ResponseChange, ...]:
    """Count the turns from one response to another: the most frequent first, then in the order of responses."""
    counted = Counter(turn for turn in turns if turn[0] != turn[1])
    order = list(Response)
    found = sorted(counted, key=lambda turn: (-counted[turn], order.index(turn[0]), order.index(turn[1])))
    return tuple(ResponseChange(old, new, counted[old, new]) for old, new in found)


def _agreement(group: tuple[str, ...], title: str, answers: Sequence[RatedAnswer]) -> Agreement:
    compared = [(answer, pairs) for answer in answers if (pairs := pairs_of(answer))]
    people = [pair for _, pairs in compared for pair in pairs]
    text = [(first.response, second.response) for first, second in people]
    units = [[pairs[0][0].response, *(second.response for _, second in pairs)] for _, pairs in compared]
    return Agreement(
        group=group,
        title=title,
        cases=len({answer.case for answer, _ in compared}),
        compared=len(text),
        agreed=sum(first == second for first, second in text),
        raters=len({given.by for pair in people for given in pair}),
        share=percent_agreement(text),
        kappa=cohens_kappa(text),
        alpha=krippendorffs_alpha(units),
        ways=ways(text),
    )
