"""Count how often moderators changed answers, by assessor, moderator, theme, stage and question.

Only cases that count in the score are included. Signing off a case reviews no answer in particular.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from domain.framework import Framework
from domain.text import PersonId
from domain.value import Data
from projections.agreement.inter_rater import AgreementGrouping, ResponseChange, grouped, response_changes
from projections.agreement.ratings_by_person import ModeratorReview, RatedAnswer, Ratings


class Moderation(Data):
    """How moderators reviewed the answers of a group.

    `answers` counts the answers given. It is None for a moderator, who gives none. `looked_at` counts the answers that
    were reviewed, each once: `confirmed` were never changed, and `changed` were changed at least once. `put_back`
    counts the changed answers whose last change restored the assessor's answer. `changes` counts every change, and
    `ways` groups the changes by old and new response.
    """

    group: tuple[str, ...]
    title: str
    answers: int | None
    looked_at: int
    confirmed: int
    changed: int
    put_back: int
    changes: int
    ways: tuple[ResponseChange, ...]

    @property
    def changed_share(self) -> Fraction | None:
        """The share of answers that were changed.

        It is of the answers given. For a moderator, it is of the answers reviewed.
        """
        total = self.looked_at if self.answers is None else self.answers
        return Fraction(self.changed, total) if total else None


def overall(answers: Sequence[RatedAnswer]) -> Moderation:
    """Return how moderators reviewed all of these answers."""
    return _moderation((), "all", answers)


def by_group(by: AgreementGrouping, framework: Framework, answers: Sequence[RatedAnswer]) -> list[Moderation]:
    """Return the moderation by theme, stage or question, for every group of the framework."""
    return [_moderation((key,), title, members) for key, title, members in grouped(by, framework, answers)]


def by_assessor(ratings: Ratings, answers: Sequence[RatedAnswer]) -> list[Moderation]:
    """Return the moderation of each assessor's answers, by name.

    A review belongs to the author of the answer at that moment. The answer itself belongs to its last author.
    """
    people = {person for answer in answers for person in _authors(answer)}
    by_name = sorted(people, key=lambda person: ratings.names[person])
    return [_moderation((person,), ratings.names[person], of_assessor(person, answers)) for person in by_name]


def by_moderator(ratings: Ratings, answers: Sequence[RatedAnswer]) -> list[Moderation]:
    """Return how each moderator reviewed answers, by name."""
    people = {review.moderator for answer in answers for review in answer.reviews}
    moderations = []
    for person in sorted(people, key=lambda person: ratings.names[person]):
        reviewed = [
            _with_reviews(answer, [review for review in answer.reviews if review.moderator == person])
            for answer in answers
        ]
        moderations.append(replace(_moderation((person,), ratings.names[person], reviewed), answers=None))
    return moderations


def of_assessor(person: PersonId, answers: Sequence[RatedAnswer]) -> list[RatedAnswer]:
    """Return the answers that a person wrote, with the reviews of their versions."""
    return [
        _with_reviews(answer, [review for review in answer.reviews if review.own.by == person])
        for answer in answers
        if person in _authors(answer)
    ]


def _authors(answer: RatedAnswer) -> set[PersonId]:
    return {review.own.by for review in answer.reviews} | ({answer.own.by} if answer.own else set())


def _with_reviews(answer: RatedAnswer, reviews: Sequence[ModeratorReview]) -> RatedAnswer:
    return replace(answer, reviews=tuple(reviews))


def _moderation(group: tuple[str, ...], title: str, answers: Sequence[RatedAnswer]) -> Moderation:
    reviewed = [answer.reviews for answer in answers if answer.reviews]
    changes = [changing for reviews in reviewed if (changing := [review for review in reviews if review.changed])]
    return Moderation(
        group=group,
        title=title,
        answers=sum(answer.own is not None for answer in answers),
        looked_at=len(reviewed),
        confirmed=len(reviewed) - len(changes),
        changed=len(changes),
        put_back=sum(changing[-1].new == changing[-1].own.response for changing in changes),
        changes=sum(map(len, changes)),
        ways=response_changes((review.old, review.new) for changing in changes for review in changing),
    )
