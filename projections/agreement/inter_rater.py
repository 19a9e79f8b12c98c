"""Measure how far first answers and blind second answers agree.

Only cases that count in the score are compared. The first answer and each second answer make a pair.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec.structs import replace

from domain.agreement_measures import Measure, cohens_kappa, krippendorffs_alpha, percent_agreement
from domain.framework import Framework, Response
from domain.value import Data
from domain.wording import humanise
from projections.agreement.ratings_by_person import GivenResponse, RatedAnswer, Ratings


class AgreementGrouping(StrEnum):
    """What answers are grouped by."""

    THEME = "theme"
    STAGE = "stage"
    QUESTION = "question"


class ResponseChange(Data):
    """A change from one response to another, and how many answers have it."""

    old: Response
    new: Response
    times: int


class Agreement(Data):
    """How far the answers of a group agree. Shares are exact, from 0 to 1.

    `compared` counts pairs of a first and a second answer, and `agreed` the equal pairs. `ways` counts the unequal
    pairs; `old` is the first answer. `raters` counts the people. Kappa treats all first answers as those of one rater
    and all second answers as those of another, which is true only for a single pair of people. Alpha takes all answers
    to a question of a case together, so it also compares second assessors with each other.
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


Pair = tuple[GivenResponse, GivenResponse]


def overall(answers: Sequence[RatedAnswer]) -> Agreement:
    """Return the agreement over all of these answers."""
    return _agreement((), "all", answers)


def by_group(by: AgreementGrouping, framework: Framework, answers: Sequence[RatedAnswer]) -> list[Agreement]:
    """Return the agreement by theme, stage or question, in the order of the framework."""
    return [_agreement((key,), title, members) for key, title, members in grouped(by, framework, answers)]


def by_pair(ratings: Ratings, answers: Sequence[RatedAnswer]) -> list[Agreement]:
    """Return the agreement of each pair of first and second assessor, most comparisons first."""
    pairs: dict[tuple[str, str], list[RatedAnswer]] = {}
    for answer in answers:
        for first, second in pairs_of(answer):
            pairs.setdefault((first.by, second.by), []).append(replace(answer, seconds=(second,)))
    agreements = [
        _agreement(pair, ", then ".join(ratings.names[person] for person in pair), members)
        for pair, members in pairs.items()
    ]
    return sorted(agreements, key=lambda agreement: (-agreement.compared, agreement.group))


def grouped(
    by: AgreementGrouping, framework: Framework, answers: Sequence[RatedAnswer]
) -> list[tuple[str, str, list[RatedAnswer]]]:
    """Return the answers by theme, stage or question, with titles, in the framework's order."""
    groups: dict[str, tuple[str, list[RatedAnswer]]] = {}
    group_of_question: dict[str, str] = {}
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
            group_of_question[question.id] = keys[by]
            groups.setdefault(keys[by], (titles[by], []))
    for answer in answers:
        groups[group_of_question[answer.question]][1].append(answer)
    return [(key, title, members) for key, (title, members) in groups.items()]


def pairs_of(answer: RatedAnswer) -> list[Pair]:
    """Return the first answer paired with each second answer by somebody else."""
    first = answer.first
    return [] if first is None else [(first, second) for second in answer.seconds if second.by != first.by]


def not_compared(answers: Iterable[RatedAnswer]) -> int:
    """Return how many second answers have no first answer by somebody else to compare with."""
    return sum(len(answer.seconds) - len(pairs_of(answer)) for answer in answers)


def response_changes(pairs: Iterable[tuple[Response, Response]]) -> tuple[ResponseChange, ...]:
    """Count the changes from one response to another, the most frequent first."""
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    order = list(Response)
    ranked = sorted(counted, key=lambda pair: (-counted[pair], order.index(pair[0]), order.index(pair[1])))
    return tuple(ResponseChange(old, new, counted[old, new]) for old, new in ranked)


def _agreement(group: tuple[str, ...], title: str, answers: Sequence[RatedAnswer]) -> Agreement:
    compared = [(answer, pairs) for answer in answers if (pairs := pairs_of(answer))]
    all_pairs = [pair for _, pairs in compared for pair in pairs]
    responses = [(first.response, second.response) for first, second in all_pairs]
    units = [[pairs[0][0].response, *(second.response for _, second in pairs)] for _, pairs in compared]
    return Agreement(
        group=group,
        title=title,
        cases=len({answer.case for answer, _ in compared}),
        compared=len(responses),
        agreed=sum(first == second for first, second in responses),
        raters=len({given.by for pair in all_pairs for given in pair}),
        share=percent_agreement(responses),
        kappa=cohens_kappa(responses),
        alpha=krippendorffs_alpha(units),
        ways=response_changes(responses),
    )
