"""The cases of an inspection as a table and as JSON."""

from msgspec import structs

from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed
from projections.saved.status import Status

# The stage of a case for its blind second assessor.
BLIND = "assessed blind"


def cases_as_data(ctx: ReadContext, status: Status) -> list[dict[str, object]]:
    """Return the cases as JSON data, without what is hidden from their blind assessor."""
    hidden_values = {"stage": BLIND, "answered": None, "moderated": None, "open_queries": None, "signed_off": None}
    return [
        {**structs.asdict(case), "stage": case.stage, **(hidden_values if case.reference in ctx.hidden else {})}
        for case in status.cases.values()
    ]


def case_table(ctx: ReadContext, status: Status) -> Table:
    """Return the cases as a table. On a terminal the column `asked` is called questions."""
    questions = "questions" if is_boxed(ctx.form) else "asked"
    headings = ["case", "pseudonym", "assessor", "answered", questions, "second", "moderated", "stage"]
    rows: list[list[Cell]] = [
        [
            case.reference,
            case.pseudonym,
            case.assessor,
            None if case.reference in ctx.hidden else len(case.answered),
            case.asked,
            case.second_answers,
            None if case.reference in ctx.hidden else case.moderated,
            BLIND if case.reference in ctx.hidden else case.stage,
        ]
        for case in status.cases.values()
    ]
    return Table(headings, rows, title="Cases")
