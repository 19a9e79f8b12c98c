"""Agreement: how far first and second answers agree, and how often moderators changed answers."""

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
    why_not,
)
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import is_boxed, print_text, show_json, show_table
from domain.agreement_measures import Measure, Undefined
from domain.refusals.inspection import UnknownPerson
from domain.wording import join_list
from projections.agreement import inter_rater, moderation
from projections.agreement.inter_rater import Agreement, AgreementGrouping
from projections.agreement.moderation import Moderation
from projections.agreement.ratings_by_person import Opinions, RatedAnswer, opinions

BY = ("theme", "stage", "pair", "question", "assessor", "moderator")
BRIEFLY = ("theme", "stage", "pair", "assessor", "moderator")
OF_PEOPLE = ("assessor", "moderator")
HOW_TO_READ = (
    "Kappa and alpha say how far answers agree beyond chance: 1 is full agreement, 0 is what chance would give, and "
    "below 0 is less. Kappa takes all first answers as one assessor's and all second ones as another's; alpha does not "
    "ask who gave which. The fewer answers were compared, the less certain both are."
)


@dataclass(frozen=True)
class Chosen:
    """The answers that were asked about: those answered first, and those written, by the assessor if one was named."""

    ratings: Opinions
    first: Sequence[RatedAnswer]
    written: Sequence[RatedAnswer]
    assessor: str | None = None

    @property
    def overall(self) -> tuple[Agreement, Moderation]:
        """How far all of the answers agree, and what moderators made of all of them."""
        return inter_rater.in_all(self.first), moderation.in_all(self.written)

    @property
    def second_answers(self) -> int:
        """How many second answers there are to what was answered first."""
        return sum(len(answer.seconds) for answer in self.first)

    def rows(self, by: str) -> list[AgreementRow]:
        """Return the groups of answers by one of BY: of the questions, those answered twice or looked at."""
        if by == "pair":
            return [
                AgreementRow(by, item.group, item.title, item) for item in inter_rater.by_pair(self.ratings, self.first)
            ]
        if by in OF_PEOPLE:
            return [AgreementRow(by, item.group, item.title, None, item) for item in self._people(by)]
        agreed = inter_rater.by_group(AgreementGrouping(by), self.ratings.adopted, self.first)
        moderated = moderation.by_group(AgreementGrouping(by), self.ratings.adopted, self.written)
        both = zip(agreed, moderated, strict=True)
        return [
            AgreementRow(by, item.group, item.title, item, second)
            for item, second in both
            if by != "question" or item.compared or second.looked_at
        ]

    def _people(self, by: str) -> list[Moderation]:
        if by == "moderator":
            return moderation.by_moderator(self.ratings, self.written)
        # Somebody else may have written an answer of the one who was named, before or after them.
        return [
            item for item in moderation.by_assessor(self.ratings, self.written) if self.assessor in (None, *item.group)
        ]


@read_command(
    "agreement", "agreement", "agreement --by question --theme 1", "agreement --at feedback --csv", table=True
)
@click.option("--by", type=click.Choice(BY), help="Only the table of this grouping.")
@click.option("--theme", help="Only this theme.")
@click.option("--assessor", help="Only this assessor.")
def agreement(ctx: ReadContext, by: str | None, theme: str | None, assessor: str | None) -> None:
    """Show how far assessors agree, and how often moderators changed answers.

    It compares what the assessor first submitted with the blind second assessment. Excluded cases are left out. The
    share of changed answers is of all answers given; for a moderator, of the answers reviewed.
    """
    text = opinions(ctx.events())
    if assessor is not None and assessor not in ctx.handler.inspection(ctx.inspection).team:
        raise UnknownPerson(assessor, ctx.inspection)
    chosen = _chosen(text, theme, assessor)
    left_out = _chosen(text, theme, assessor, excluded=True)
    if ctx.form == "json":
        show_json(_document(ctx, chosen, left_out, theme, by))
    elif is_boxed(ctx.form):
        _print(chosen, by)
        _print_left_out(left_out)
    else:
        rows = [row for item in BY if by in (None, item) for row in chosen.rows(item)]
        overall = [] if by else [AgreementRow("all", (), "all", *chosen.overall)]
        show_table(complete([*overall, *rows]), ctx.form)


def _chosen(ratings: Opinions, theme: str | None, assessor: str | None, *, excluded: bool = False) -> Chosen:
    """Return the answers asked about, of the cases that count or are excluded; refuses a theme that is not there."""
    framework = ratings.adopted
    answers = ratings.answers(excluded=excluded)
    if theme is not None:
        wanted = {question.id for question in framework.theme(theme).questions}
        answers = [answer for answer in answers if answer.question in wanted]
    if assessor is None:
        return Chosen(ratings, answers, answers)
    first = [answer for answer in answers if answer.first and answer.first.by == assessor]
    return Chosen(ratings, first, moderation.of_assessor(assessor, answers), assessor)


# For people


def _print(chosen: Chosen, by: str | None) -> None:
    agreed, moderated = chosen.overall
    tables = {item: chosen.rows(item) for item in (BRIEFLY if by is None else (by,))}
    if by not in OF_PEOPLE:
        _print_agreement(agreed, inter_rater.not_compared(chosen.first))
        if agreed.compared:
            _show_agreement({table: rows for table, rows in tables.items() if table not in OF_PEOPLE})
    if by != "pair":
        _print_moderation(moderated)
        if moderated.looked_at:
            print_text("")
            for found in OF_PEOPLE if by is None else (by,):
                show_table(moderation_table(found, tables[found]))
                if moderated.changes:
                    show_table(changes_table(found, tables[found]))


def _print_left_out(left_out: Chosen) -> None:
    looked_at = left_out.overall[1].looked_at
    if not (left_out.second_answers or looked_at):
        return
    seconds, looks = _number(left_out.second_answers, "second answer"), _number(looked_at, "answer")
    cases = join_list(left_out.ratings.excluded)
    print_text(f"Left out with {cases}, out of the score: {seconds}, and {looks} that moderators confirmed or changed.")


def _print_agreement(measure: Agreement, waiting: int) -> None:
    """Say how far all answers agree, which way they do not, and which second answers have nothing to agree with."""
    if measure.compared:
        second = f"{_number(measure.compared, 'second answer')} in {_number(measure.cases, 'case')}"
        agree = f"{measure.agreed:,} {'agrees' if measure.agreed == 1 else 'agree'}"
        measures = f"{percent(measure.share)}; kappa {two(measure.kappa)}, alpha {two(measure.alpha)}"
        print_text(f"{second} can be compared with the first: {agree} ({measures}).")
    else:
        print_text("There is no second answer to compare with a first one.")
    if measure.ways:
        print_text(f"What differs, from the first answer to the second: {describe_changes(measure.ways)}.")
    if waiting:
        print_text(
            f"{_number(waiting, 'second answer')} cannot be compared: no first answer by somebody else is there to see."
        )


def _show_agreement(tables: dict[str, list[AgreementRow]]) -> None:
    print_text("")
    for by, rows in tables.items():
        show_table(agreement_table(by, rows))
    print_text(HOW_TO_READ)
    compared = [row.agreement for rows in tables.values() for row in rows if row.agreement and row.agreement.compared]
    if any(why_not(item) for item in compared):
        print_text(f"{NOT_DEFINED.capitalize()}: {Undefined.ONE_RESPONSE}.")
    print_text("")


def _print_moderation(counts: Moderation) -> None:
    """Say what moderators made of all answers."""
    if not counts.looked_at:
        print_text("No answer has been confirmed or changed in moderation.")
        return
    changed = (
        f"changed {counts.changed:,} of {_number(counts.answers or 0, 'answer')} ({share_changed(counts)} changed)"
    )
    ways = f": {describe_changes(counts.ways)}" if counts.ways else ""
    print_text(f"Moderators confirmed {counts.confirmed:,} and {changed}{ways}.")
    if counts.changes > counts.changed:
        back = f"{counts.put_back:,} {'was' if counts.put_back == 1 else 'were'} put back to what the assessor had said"
        print_text(f"Some were changed more than once: there were {counts.changes:,} changes, and {back}.")


def _number(count: int, entity: str) -> str:
    return f"{count:,} {entity}" if count == 1 else f"{count:,} {entity}s"


# For machines


def _document(
    ctx: ReadContext, chosen: Chosen, left_out: Chosen, theme: str | None, by: str | None
) -> dict[str, object]:
    agreed, moderated = chosen.overall
    tables = {f"by_{item}": [_row(chosen, row) for row in chosen.rows(item)] for item in BY if by in (None, item)}
    return {
        "inspection": ctx.inspection,
        "on": ctx.instant.day,
        "position": ctx.instant.position,
        "theme": theme,
        "assessor": chosen.assessor,
        "agreement": _agreed(agreed),
        "moderation": _moderated(moderated),
        **tables,
        "second_answers_not_compared": inter_rater.not_compared(chosen.first),
        "left_out": {
            "excluded_cases": left_out.ratings.excluded,
            "second_answers": left_out.second_answers,
            "looked_at": left_out.overall[1].looked_at,
        },
    }


def _row(chosen: Chosen, row: AgreementRow) -> dict[str, object]:
    """Return a group; of an assessor also what moderators made of their answers to each question."""
    fields: dict[str, object] = {"group": row.group, "title": row.title}
    if row.agreement:
        fields["agreement"] = _agreed(row.agreement)
    if row.moderation:
        fields["moderation"] = _moderated(row.moderation)
    if row.by == "assessor":
        written = moderation.of_assessor(row.group[0], chosen.written)
        by_question = moderation.by_group(AgreementGrouping.QUESTION, chosen.ratings.adopted, written)
        fields["by_question"] = [
            {"group": item.group, "title": item.title, "moderation": _moderated(item)}
            for item in by_question
            if item.looked_at
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
