"""Commands for cases and the sample: add, import, assign, exclude, list and show."""

from collections.abc import Sequence
from pathlib import Path

import click
from pydantic import ValidationError

from cli.commands import group, read_command
from cli.contexts import ReadContext
from cli.files.input_files import LARGEST_TABLE, FileFault, csv_rows, numbered_lines
from cli.main import faults
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from cli.record.arguments import CASE, PERSON, PSEUDONYM
from cli.record.case_output import case_table, cases_as_data
from cli.write_commands import WriteContext, write_command
from domain.case.sampling import SETTINGS
from domain.commands.sampling import AssignAssessor, ExcludeCase, ReinstateCase, SampleCase
from domain.events.sampling import Characteristic
from domain.refusals.base import Invalid, NotFound, Refused
from domain.refusals.case import UnknownCase
from domain.refusals.inspection import ReferenceTaken
from domain.wording import humanise
from events_store.batch_commands import decide, record
from events_store.command_handler import Outcome
from events_store.store import RecordedEvent
from projections.audit.case_file import case_file
from projections.saved.status import STATUS

case = group("case", "Cases: add, assign, exclude, list and show them.")
sample = group("sample", "The sample: import it from a file.")


@write_command(
    "add",
    "case add NC-07 --pseudonym Robin --setting community --psr --condition review_due "
    "--characteristic sex=female --as ann",
    into=case,
)
@CASE
@PSEUDONYM
@click.option(
    "--setting", type=click.Choice(["community", "custody"]), required=True, help="Where the sentence is served."
)
@click.option("--psr", is_flag=True, help="A pre-sentence report was written.")
@click.option("--condition", "conditions", multiple=True, help="A condition of the framework that applies to the case.")
@click.option(
    "--characteristic", "characteristics", multiple=True, help="A characteristic of the sample, as name=value."
)
def add(
    ctx: WriteContext,
    case: str,
    pseudonym: str,
    setting: str,
    psr: bool,
    conditions: tuple[str, ...],
    characteristics: tuple[str, ...],
) -> SampleCase:
    """Add a case to the sample."""
    all_conditions = (setting, *(["psr_written"] if psr else []), *conditions)
    return ctx.command(
        SampleCase,
        case=case,
        pseudonym=pseudonym,
        conditions=all_conditions,
        characteristics=tuple(map(_characteristic, characteristics)),
    )


@write_command("assign", "case assign NC-07 ben --as ann", into=case)
@CASE
@PERSON
@click.option("--reason", help="Why, if the case had another assessor.")
def assign(ctx: WriteContext, case: str, person: str, reason: str | None) -> AssignAssessor:
    """Assign a case to an assessor."""
    return ctx.command(AssignAssessor, case=case, assessor=person, reason=reason)


@write_command("exclude", 'case exclude NC-07 --reason "The order ended before the sample window" --as ann', into=case)
@CASE
@click.option("--reason", required=True, help="Why the case is excluded.")
def exclude(ctx: WriteContext, case: str, reason: str) -> ExcludeCase:
    """Exclude a case from the scores. Its answers stay on record."""
    return ctx.command(ExcludeCase, case=case, reason=reason)


@write_command("reinstate", 'case reinstate NC-07 --reason "The dates were read wrongly" --as ann', into=case)
@CASE
@click.option("--reason", required=True, help="Why the case is reinstated.")
def reinstate(ctx: WriteContext, case: str, reason: str) -> ReinstateCase:
    """Reinstate an excluded case in the scores."""
    return ctx.command(ReinstateCase, case=case, reason=reason)


@read_command("list", "case list", "case list --at feedback --csv", into=case, table=True)
def list_(ctx: ReadContext) -> None:
    """List the cases and their stage."""
    status = ctx.view(STATUS)
    if ctx.form == "json":
        show_json(cases_as_data(ctx, status))
    else:
        show_table(case_table(ctx, status), ctx.form)


@read_command("show", "case show NC-07", "case show NC-07 --at feedback --json", into=case, table=True)
@CASE
def show(ctx: ReadContext, case: str) -> None:
    """Show a case question by question. Also shows the version that a moderator signs off."""
    file = case_file([recorded for recorded in ctx.events() if recorded.case == case])
    if not file.version:
        raise UnknownCase(case, ctx.inspection)
    framework = ctx.view(STATUS).framework
    questions = framework.applicable_questions(frozenset(file.conditions)) if framework else ()
    if ctx.form == "json":
        unanswered = [question.id for question in questions if question.id not in file.answers]
        hidden = case in ctx.hidden
        show_json({**file.as_fields(), "unanswered": [] if hidden else unanswered, "first_answers_hidden": hidden})
        return
    if is_boxed(ctx.form):
        print_text(
            f"{file.reference} ({file.pseudonym}), version {file.version}, assessor {file.assessor or 'nobody yet'}"
        )
        described = [*file.conditions, *(f"{name} {value}" for name, value in file.characteristics.items())]
        print_text(humanise(", ".join(described)))
    rows: list[list[Cell]] = []
    for question in questions:
        filed = file.answers.get(question.id)
        if filed is None:
            answer = "hidden" if case in ctx.hidden else "unanswered"
            rows.append([question.id, question.text, answer, None, None, None])
        else:
            query = None if filed.query is None else f"{filed.query} / {filed.reply or 'no reply yet'}"
            rows.append([question.id, question.text, humanise(filed.response), filed.evidence, query, filed.last_word])
    headings = ["question", "text", "answer", "evidence", "query", "last word"]
    show_table(Table(headings, rows, wide=["text", "evidence", "query", "last word"]), ctx.form)


@write_command("import", "sample import sample.csv --as ann", into=sample)
@click.argument("file", type=click.Path(path_type=Path))
def import_(ctx: WriteContext, file: Path) -> Outcome:
    """Add all cases of a CSV file, or none if one is refused.

    Columns: case, pseudonym, setting, psr (yes or no) and conditions (separated by spaces). Any other column is kept
    as a characteristic of the sample.
    """
    ctx.request  # noqa: B018 - refuse the person or the day here, as they belong to no line
    rows = [(line, _sampled(ctx, file, line, row)) for line, row in _rows(file)]
    commands = [row for _, row in rows if isinstance(row, SampleCase)]
    recorded: Sequence[RecordedEvent] = ()
    if len(commands) < len(rows):
        decided, _ = decide(ctx.handler, commands)
    else:
        decided, recorded = record(ctx.handler, commands)
    refusals = iter(decided)
    for line, row in rows:
        _refuse(file, line, row if isinstance(row, SampleBroken) else next(refusals).refused)
    before = decided[0].before
    return Outcome(before or recorded, again=bool(before))


def _refuse(file: Path, line: int, refused: Refused | None) -> None:
    """Raise the refusal of a line, with its number if it is about the line."""
    if isinstance(refused, Invalid | ReferenceTaken) and not isinstance(refused, SampleBroken):
        raise SampleBroken(file, line, str(refused).rstrip("."))
    if refused is not None:
        raise refused


COLUMNS = ("case", "pseudonym", "setting", "psr", "conditions")


class SampleBroken(Invalid, code="sample-broken"):
    """A line of the file cannot be used."""

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f"{file}, line {line}: {why}. Nothing was recorded.")


class NoSampleFile(NotFound, code="no-sample-file"):
    """The file of the sample does not exist."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"There is no file {file}. Name the CSV file of the sample.")


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    if not file.is_file():
        raise NoSampleFile(file)
    try:
        with file.open("rb") as opened:
            read = [(line, cells) for line, cells in csv_rows(numbered_lines(opened, LARGEST_TABLE)) if cells]
    except FileFault as fault:
        raise SampleBroken(file, fault.line, fault.why) from None
    (_, columns), *lines = read or [(1, [])]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise SampleBroken(file, 1, f"it has no column {', '.join(missing)}")
    if len(columns) != len(set(columns)):
        raise SampleBroken(file, 1, "a column appears twice")
    for line, cells in lines:
        if len(cells) != len(columns):
            raise SampleBroken(file, line, "it has more or fewer columns than the first line")
    if not lines:
        raise SampleBroken(file, 1, "it has no cases")
    rows = [(line, dict(zip(columns, cells, strict=True))) for line, cells in lines]
    cases = set()
    for line, row in rows:
        if row["case"] in cases:
            raise SampleBroken(file, line, f"the case {row['case']} appears twice")
        if row["psr"] not in ("yes", "no"):
            raise SampleBroken(file, line, "psr must be yes or no")
        if row["setting"] not in SETTINGS:
            raise SampleBroken(file, line, f"setting must be {' or '.join(SETTINGS)}")
        cases.add(row["case"])
    return rows


def _sampled(ctx: WriteContext, file: Path, line: int, row: dict[str, str]) -> "SampleCase | SampleBroken":
    try:
        return ctx.command(
            SampleCase,
            case=row["case"],
            pseudonym=row["pseudonym"],
            conditions=(row["setting"], *(["psr_written"] if row["psr"] == "yes" else []), *row["conditions"].split()),
            characteristics=tuple(
                Characteristic(name=name, value=value) for name, value in row.items() if name not in COLUMNS and value
            ),
        )
    except ValidationError as error:
        return SampleBroken(file, line, " ".join(faults(error)).rstrip("."))


def _characteristic(pair: str) -> Characteristic:
    name, equals, value = pair.partition("=")
    if not equals:
        raise click.UsageError(f"“{pair}” is not a characteristic. Write it as name=value, such as sex=female.")
    return Characteristic(name=name, value=value)
