"""The `agreement` command: agreement between assessors, and changes by moderators."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from cli.audit.agreement_output import (
    NOT_DEFINED,
    AgreementRow,
    agreement_table,
    changes_table,
    complete,
    describe_changes,
    moderation_table,
    percent,
    share_changed,
    two,
    why_not_defined,
)
from cli.audit.sentences import count_of, print_sentence
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import is_boxed, print_text, show_json, show_table
from domain.agreement_measures import Measure, Undefined
from domain.refusals.inspection import UnknownPerson
from domain.wording import join_list
from projections.agreement import inter_rater, moderation
from projections.agreement.inter_rater import Agreement, AgreementGrouping
from projections.agreement.moderation import Moderation
from projections.agreement.ratings_by_person import RatedAnswer, Ratings, ratings_by_person

BY = ("theme", "stage", "pair", "question", "assessor", "moderator")
BY_ON_TERMINAL = ("theme", "stage", "pair", "assessor", "moderator")
OF_PEOPLE = ("assessor", "moderator")
HOW_TO_READ = (
    "Kappa and alpha measure agreement beyond chance: 1 is full agreement, 0 is what chance would give, and below 0 is "
    "less than chance. Kappa treats all first answers as one assessor's and all second answers as another's; alpha "
    "does not distinguish them. The fewer answers are compared, the less certain both are."
)


@dataclass(frozen=True)
class SelectedAnswers:
    """The answers to report on, of a theme or an assessor if named.

    `first` are the answers that the assessor gave first. `written` are all that the assessor wrote.
    """

    ratings: Ratings
    first: Sequence[RatedAnswer]
    written: Sequence[RatedAnswer]
    assessor: str | None = None

    @property
    def overall(self) -> tuple[Agreement, Moderation]:
        """The agreement and the moderation over all of the answers."""
        return inter_rater.overall(self.first), moderation.overall(self.written)

    @property
    def second_answers(self) -> int:
        """The number of second answers."""
        return sum(len(answer.seconds) for answer in self.first)

    def rows(self, by: str) -> list[AgreementRow]:
        """Return the groups of answers by one of BY.

        Questions that were neither answered twice nor reviewed are left out.
        """
        if by == "pair":
            return [
                AgreementRow(by, agreement.group, agreement.title, agreement)
                for agreement in inter_rater.by_pair(self.ratings, self.first)
            ]
        if by in OF_PEOPLE:
            return [AgreementRow(by, counts.group, counts.title, None, counts) for counts in self._people(by)]
        agreements = inter_rater.by_group(AgreementGrouping(by), self.ratings.adopted, self.first)
        moderations = moderation.by_group(AgreementGrouping(by), self.ratings.adopted, self.written)
        return [
            AgreementRow(by, agreement.group, agreement.title, agreement, counts)
            for agreement, counts in zip(agreements, moderations, strict=True)
            if by != "question" or agreement.compared or counts.looked_at
        ]

    def _people(self, by: str) -> list[Moderation]:
        if by == "moderator":
            return moderation.by_moderator(self.ratings, self.written)
        # Another assessor can have written the same answer earlier or later.
        return [
            counts
            for counts in moderation.by_assessor(self.ratings, self.written)
            if self.assessor in (None, *counts.group)
        ]


@read_command(
    "agreement", "agreement", "agreement --by question --theme 1", "agreement --at feedback --csv", table=True
)
@click.option("--by", type=click.Choice(BY), help="Only the table of this grouping.")
@click.option("--theme", help="Only this theme.")
@click.option("--assessor", help="Only this assessor.")
def agreement(ctx: ReadContext, by: str | None, theme: str | None, assessor: str | None) -> None:
    """Show how far assessors agree. Also shows how often moderators changed answers.

    It compares what the assessor first submitted with the blind second assessment. Excluded cases are left out. The
    share of changed answers is of all answers given; for a moderator, of the answers reviewed.
    """
    ratings = ratings_by_person(ctx.events())
    if assessor is not None and assessor not in ctx.handler.inspection(ctx.inspection).team:
        raise UnknownPerson(assessor, ctx.inspection)
    selected = _select(ratings, theme, assessor)
    left_out = _select(ratings, theme, assessor, excluded=True)
    if ctx.form == "json":
        show_json(_document(ctx, selected, left_out, theme, by))
    elif is_boxed(ctx.form):
        _print(selected, by)
        _print_left_out(left_out)
    else:
        rows = [row for grouping in BY if by in (None, grouping) for row in selected.rows(grouping)]
        overall = [] if by else [AgreementRow("all", (), "all", *selected.overall)]
        show_table(complete([*overall, *rows]), ctx.form)


def _select(ratings: Ratings, theme: str | None, assessor: str | None, *, excluded: bool = False) -> SelectedAnswers:
    """Return the answers of a theme and an assessor.

    `excluded` selects the excluded cases instead of those that count. Raise UnknownTheme if the
    framework does not have the theme.
    """
    framework = ratings.adopted
    answers = ratings.answers(excluded=excluded)
    if theme is not None:
        questions = {question.id for question in framework.theme(theme).questions}
        answers = [answer for answer in answers if answer.question in questions]
    if assessor is None:
        return SelectedAnswers(ratings, answers, answers)
    first = [answer for answer in answers if answer.first and answer.first.by == assessor]
    return SelectedAnswers(ratings, first, moderation.of_assessor(assessor, answers), assessor)


# For people


def _print(selected: SelectedAnswers, by: str | None) -> None:
    agreed, moderated = selected.overall
    tables = {grouping: selected.rows(grouping) for grouping in (BY_ON_TERMINAL if by is None else (by,))}
    if by not in OF_PEOPLE:
        _print_agreement(agreed, inter_rater.not_compared(selected.first))
        if agreed.compared:
            _show_agreement({table: rows for table, rows in tables.items() if table not in OF_PEOPLE})
    if by != "pair":
        _print_moderation(moderated)
        if moderated.looked_at:
            print_text("")
            for grouping in OF_PEOPLE if by is None else (by,):
                show_table(moderation_table(grouping, tables[grouping]))
                if moderated.changes:
                    show_table(changes_table(grouping, tables[grouping]))


def _print_left_out(left_out: SelectedAnswers) -> None:
    reviewed = left_out.overall[1].looked_at
    if not (left_out.second_answers or reviewed):
        return
    seconds, answers = count_of(left_out.second_answers, "second answer"), count_of(reviewed, "answer")
    cases = join_list(left_out.ratings.excluded)
    print_sentence(
        f"Not counted, because {cases} {'is' if len(left_out.ratings.excluded) == 1 else 'are'} excluded from the "
        f"score: {seconds}, and {answers} that moderators confirmed or changed."
    )


def _print_agreement(measure: Agreement, not_compared: int) -> None:
    """Print the overall agreement, the disagreements, and how many second answers are not compared."""
    if measure.compared:
        compared = f"{count_of(measure.compared, 'second answer')} in {count_of(measure.cases, 'case')}"
        agree = f"{measure.agreed:,} {'agrees' if measure.agreed == 1 else 'agree'}"
        measures = f"{percent(measure.share)}; kappa {two(measure.kappa)}, alpha {two(measure.alpha)}"
        print_sentence(f"{compared} can be compared with first answers: {agree} ({measures}).")
    else:
        print_sentence("There are no second answers to compare with first answers.")
    if measure.ways:
        print_sentence(f"Disagreements, from first to second answer: {describe_changes(measure.ways)}.")
    if not_compared:
        print_sentence(
            f"{count_of(not_compared, 'second answer')} cannot be compared: there is no first answer by somebody else, "
            f"or it is hidden."
        )


def _show_agreement(tables: dict[str, list[AgreementRow]]) -> None:
    print_text("")
    for by, rows in tables.items():
        show_table(agreement_table(by, rows))
    print_sentence(HOW_TO_READ)
    compared = [row.agreement for rows in tables.values() for row in rows if row.agreement and row.agreement.compared]
    if any(why_not_defined(agreement) for agreement in compared):
        print_sentence(f"{NOT_DEFINED.capitalize()}: {Undefined.ONE_RESPONSE}.")
    print_text("")


def _print_moderation(counts: Moderation) -> None:
    """Print how moderators reviewed all of the answers."""
    if not counts.looked_at:
        print_sentence("Moderators have not confirmed or changed any answer.")
        return
    changed = (
        f"changed {counts.changed:,} of {count_of(counts.answers or 0, 'answer')} ({share_changed(counts)} changed)"
    )
    ways = f": {describe_changes(counts.ways)}" if counts.ways else ""
    print_sentence(f"Moderators confirmed {counts.confirmed:,} and {changed}{ways}.")
    if counts.changes > counts.changed:
        back = f"{count_of(counts.put_back, 'answer')} {'was' if counts.put_back == 1 else 'were'} changed back"
        print_sentence(
            f"Some were changed more than once: there were {counts.changes:,} changes, and {back} to the assessor's "
            f"response."
        )


# For machines


def _document(
    ctx: ReadContext, selected: SelectedAnswers, left_out: SelectedAnswers, theme: str | None, by: str | None
) -> dict[str, object]:
    agreed, moderated = selected.overall
    tables = {
        f"by_{grouping}": [_row(selected, row) for row in selected.rows(grouping)]
        for grouping in BY
        if by in (None, grouping)
    }
    return {
        "inspection": ctx.inspection,
        "on": ctx.instant.day,
        "position": ctx.instant.position,
        "theme": theme,
        "assessor": selected.assessor,
        "agreement": _agreed(agreed),
        "moderation": _moderated(moderated),
        **tables,
        "second_answers_not_compared": inter_rater.not_compared(selected.first),
        "left_out": {
            "excluded_cases": left_out.ratings.excluded,
            "second_answers": left_out.second_answers,
            "looked_at": left_out.overall[1].looked_at,
        },
    }


def _row(selected: SelectedAnswers, row: AgreementRow) -> dict[str, object]:
    """Return a group. For an assessor, include the moderation of each question."""
    fields: dict[str, object] = {"group": row.group, "title": row.title}
    if row.agreement:
        fields["agreement"] = _agreed(row.agreement)
    if row.moderation:
        fields["moderation"] = _moderated(row.moderation)
    if row.by == "assessor":
        written = moderation.of_assessor(row.group[0], selected.written)
        by_question = moderation.by_group(AgreementGrouping.QUESTION, selected.ratings.adopted, written)
        fields["by_question"] = [
            {"group": counts.group, "title": counts.title, "moderation": _moderated(counts)}
            for counts in by_question
            if counts.looked_at
        ]
    return fields


def _agreed(measure: Agreement) -> dict[str, object]:
    counts = {name: getattr(measure, name) for name in ("cases", "compared", "agreed", "raters")}
    measures = {name: _measure(getattr(measure, name)) for name in ("share", "kappa", "alpha")}
    return {**counts, **measures, "ways": measure.ways}


def _measure(measure: Measure) -> dict[str, object]:
    if isinstance(measure, Undefined):
        return {"exact": None, "decimal": None, "not_defined": measure}
    return {"exact": measure, "decimal": float(measure), "not_defined": None}


def _moderated(counts: Moderation) -> dict[str, object]:
    names = ("answers", "looked_at", "confirmed", "changed", "changed_share", "put_back", "changes", "ways")
    return {name: getattr(counts, name) for name in names}
