"""How often were answers changed in moderation, and which way: by assessor, moderator, theme, stage and question?

Looked at are the answers of the cases that count in the score. Signing a case off looks at no answer in particular.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from domain.framework import Framework
from domain.text import PersonId
from domain.value import Data
from projections.agreement.inter_rater import AgreementGrouping, ResponseChange, grouped, ways
from projections.agreement.ratings_by_person import Look, Opinions, RatedAnswer


class Moderation(Data):
    """What moderators made of the answers of a group.

    `answers` were given; None for a moderator, who gives none. Of these, `looked_at` were confirmed or changed, each
    counted once however often: `confirmed` were never changed, `changed` were at least once. Of the changed, `put_back`
    were last changed back to what the assessor had said. `changes` counts every change, `ways` says from what to what.
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
        """The share of answers that were changed: of those given, for a moderator of those looked at."""
        given = self.looked_at if self.answers is None else self.answers
        return Fraction(self.changed, given) if given else None


def in_all(answers: Sequence[RatedAnswer]) -> Moderation:
    """Return what moderators made of all of these answers."""
    return _moderation((), "all", answers)


def by_group(by: AgreementGrouping, framework: Framework, answers: Sequence[RatedAnswer]) -> list[Moderation]:
    """Return what moderators made of the answers, by theme, stage or question: every one that the framework has."""
    return [_moderation((key,), title, some) for key, title, some in grouped(by, framework, answers)]


def by_assessor(opinions: Opinions, answers: Sequence[RatedAnswer]) -> list[Moderation]:
    """Return what moderators made of each assessor's answers, in the order of their names.

    An answer belongs to whoever had written it when a moderator looked at it, and to whoever wrote it last.
    """
    people = sorted(
        {person for answer in answers for person in _writers(answer)}, key=lambda item: opinions.names[item]
    )
    return [_moderation((person,), opinions.names[person], of_assessor(person, answers)) for person in people]


def by_moderator(ratings: Opinions, answers: Sequence[RatedAnswer]) -> list[Moderation]:
    """Return what each moderator made of the answers they looked at, in the order of their names."""
    people = {look.moderator for answer in answers for look in answer.looks}
    found = []
    for person in sorted(people, key=lambda opinions: ratings.names[opinions]):
        theirs = [_only(answer, [item for item in answer.looks if item.moderator == person]) for answer in answers]
        found.append(replace(_moderation((person,), ratings.names[person], theirs), answers=None))
    return found


def of_assessor(person: PersonId, answers: Sequence[RatedAnswer]) -> list[RatedAnswer]:
    """Return the answers that a person wrote as an assessor, with what moderators made of them as theirs."""
    return [
        _only(answer, [look for look in answer.looks if look.own.by == person])
        for answer in answers
        if person in _writers(answer)
    ]


def _writers(answer: RatedAnswer) -> set[PersonId]:
    return {look.own.by for look in answer.looks} | ({answer.own.by} if answer.own else set())


def _only(answer: RatedAnswer, looks: Sequence[Look]) -> RatedAnswer:
    return replace(answer, looks=tuple(looks))


def _moderation(group: tuple[str, ...], title: str, answers: Sequence[RatedAnswer]) -> Moderation:
    looked_at = [answer.looks for answer in answers if answer.looks]
    changes = [changing for looks in looked_at if (changing := [look for look in looks if look.changed])]
    return Moderation(
        group=group,
        title=title,
        answers=sum(answer.own is not None for answer in answers),
        looked_at=len(looked_at),
        confirmed=len(looked_at) - len(changes),
        changed=len(changes),
        put_back=sum(changing[-1].new == changing[-1].own.response for changing in changes),
        changes=sum(map(len, changes)),
        ways=ways((look.old, look.new) for changing in changes for look in changing),
    )
