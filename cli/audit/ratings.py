"""The `ratings` commands: check published ratings against the rule for the overall rating."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from cli.audit.sentences import count_of, print_sentence
from cli.commands import group, session_of
from cli.files.framework_files import load
from cli.files.output_files import write
from cli.files.ratings_file import COLUMNS, RatingsFile, read
from cli.options import CSV, JSON, TSV
from cli.output import Cell, Table, harmless, is_boxed, show_json, show_table, visible
from domain.dates import london_day
from domain.framework import Framework
from domain.wording import join_list
from projections.published_ratings.check import Accepted, CheckResult, RowFault, checked

EXAMPLES = (
    "ratings check published.csv --framework hmip-youth-2018",
    "ratings check published.csv --framework hmip-youth-2018 --clean agreed.csv",
    'ratings check published.csv --framework hmip-youth-2018 --column "points=Sum of ratings"',
)

ratings = group("ratings", "Check published ratings against the rating rule.")


@ratings.command("check", epilog="\b\nExamples:\n" + "\n".join(f"  inspectrail {example}" for example in EXAMPLES))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--framework",
    "name",
    required=True,
    metavar="FRAMEWORK",
    help="The framework with the rule: one that ships, or a file.",
)
@click.option(
    "--column", "named", multiple=True, metavar="COLUMN=HEADING", help=f"Which heading is {', '.join(COLUMNS)}."
)
@click.option(
    "--clean",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows that agree with the rule to this file.",
)
@click.option("--overwrite", is_flag=True, help="Let --clean replace an existing file.")
@JSON
@CSV
@TSV
@click.pass_context
def check(
    ctx: click.Context,
    /,
    file: Path,
    name: str,
    named: tuple[str, ...],
    clean: Path | None,
    overwrite: bool,
    as_json: bool,
    form: str | None,
) -> int:
    """Check published ratings in a CSV file. Exits with status 1 if a row contradicts the rule."""
    if clean is not None and clean.exists() and clean.samefile(file):
        raise click.UsageError("--clean would replace the file that is checked. Name another file.")
    framework = load(name)
    table = read(file, _columns(named))
    result = checked(table.rows, framework, london_day(session_of(ctx).clock()))
    if clean is not None:
        write({clean: _clean(result).encode()}, overwrite=overwrite)
    if as_json:
        show_json(_document(file, framework, table, result))
    else:
        _print(file, framework, table, result, form or "")
        if clean is not None:
            click.echo(visible(f"Wrote {count_of(len(result.accepted), 'row')} to {clean}."), err=True)
    return 1 if result.faults else 0


def _columns(named: tuple[str, ...]) -> dict[str, str]:
    headings: dict[str, str] = {}
    for assignment in named:
        column, equals, heading = assignment.partition("=")
        if column not in COLUMNS or not equals or not heading.strip():
            raise click.UsageError(
                f"“{assignment}” is not of the form COLUMN=HEADING. The columns are {join_list(COLUMNS)}."
            )
        if column in headings or heading in headings.values():
            raise click.UsageError(f"--column {assignment} names a column or a heading a second time.")
        headings[column] = heading
    return headings


def _print(file: Path, framework: Framework, table: RatingsFile, result: CheckResult, form: str) -> None:
    rows: list[list[Cell]]
    if not is_boxed(form):
        rows = [[fault.line, fault.name, fault.what.value, fault.value, fault.why] for fault in result.faults]
        show_table(Table(["line", "name", "what", "value", "why"], rows), form)
        return
    for sentence in _summary(file, framework, table, result):
        print_sentence(sentence)
    if result.faults:
        # The fault and the text of the cell share a column, to leave room for the reason.
        rows = [[fault.line, fault.name, _fault(fault), fault.why] for fault in result.faults]
        show_table(Table(["line", "name", "fault", "reason"], rows, wide=["name", "fault", "reason"]))


def _fault(fault: RowFault) -> str:
    return f"{fault.what}: {fault.value}" if fault.value and fault.value != fault.name else fault.what.value


def _summary(file: Path, framework: Framework, table: RatingsFile, result: CheckResult) -> list[str]:
    wrong = len({fault.line for fault in result.faults})
    columns = ", ".join(f"{column} “{heading}”" for column, heading in table.columns.items())
    sentences = [
        f"{file} against {framework.reference}: {len(result.accepted)} of {count_of(result.rows, 'row')} agree, "
        f"{wrong} {'does' if wrong == 1 else 'do'} not.",
        f"Columns: {columns}.",
    ]
    noted = [accepted for accepted in result.accepted if accepted.note]
    sentences += [f"Line {accepted.line} ({accepted.name}) agrees {accepted.note}." for accepted in noted]
    counted = Counter(fault.what.value for fault in result.faults)
    if not counted:
        return sentences
    several = " (a row can have several)" if counted.total() > wrong else ""
    return [*sentences, f"Faults{several}: {', '.join(f'{times} {what}' for what, times in counted.items())}."]


def _document(file: Path, framework: Framework, table: RatingsFile, result: CheckResult) -> Mapping[str, object]:
    return {
        "file": str(file),
        "framework": framework.reference,
        "digest": framework.digest,
        "columns": table.columns,
        "rows": result.rows,
        "agree": len(result.accepted),
        "contradict": len({fault.line for fault in result.faults}),
        "found": Counter(fault.what.value for fault in result.faults),
        "faults": result.faults,
        "accepted": [_accepted(accepted) for accepted in result.accepted],
    }


def _accepted(accepted: Accepted) -> dict[str, object]:
    return {
        "line": accepted.line,
        "name": accepted.name,
        "date": accepted.published_on,
        "scores": accepted.scores,
        "totals": [
            {"points": total.points, "out_of": total.most, "rated": total.rated, "share": total.share}
            for total in accepted.totals
        ],
        "rating": accepted.rating.key,
        "note": accepted.note,
    }


def _clean(result: CheckResult) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["name", "date", "score", "rating", "points", "out of", "standards rated", "note"])
    for accepted in result.accepted:
        # If several totals fit the score, the columns of the total stay empty.
        total = [accepted.total.points, accepted.total.most, accepted.total.rated] if accepted.total else [None] * 3
        row = [
            accepted.name,
            accepted.published_on.isoformat(),
            ", ".join(accepted.scores),
            accepted.rating.title,
            *total,
            accepted.note,
        ]
        writer.writerow([harmless(visible(cell) if isinstance(cell, str) else cell) for cell in row])
    return buffer.getvalue()
