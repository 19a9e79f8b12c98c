"""Published ratings: do they agree with the framework's rule for the overall rating?"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from cli.commands import group, session_of
from cli.files.framework_files import load
from cli.files.output_files import write
from cli.files.ratings_file import COLUMNS, RatingsFile, read
from cli.options import CSV, JSON, TSV
from cli.output import Cell, Table, harmless, is_boxed, say, show_json, show_table, visible
from domain.dates import london_day
from domain.framework import Framework
from domain.wording import listed
from projections.published_ratings.check import Accepted, CheckedRating, FoundRating, checked

EXAMPLES = (
    "ratings check published.csv --framework hmip-youth-2018",
    "ratings check published.csv --framework hmip-youth-2018 --clean agreed.csv",
    'ratings check published.csv --framework hmip-youth-2018 --column "points=Sum of ratings"',
)

ratings = group("ratings", "Published ratings: check them against the rule for the overall rating.")


@ratings.command("check", epilog="\b\nExamples:\n" + "\n".join(f"  inspectrail {example}" for example in EXAMPLES))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--framework", "name", required=True, metavar="FRAMEWORK", help="Whose rule: one that ships, or a file.")
@click.option(
    "--column", "named", multiple=True, metavar="COLUMN=HEADING", help=f"Which heading is {', '.join(COLUMNS)}."
)
@click.option(
    "--clean", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows that agree to this file."
)
@click.option("--overwrite", is_flag=True, help="Let --clean replace a file that is there.")
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
    """Check published inspections, a CSV of name, score, rating and date. Leaves with 1 where a row contradicts."""
    if clean is not None and clean.exists() and clean.samefile(file):
        raise click.UsageError("--clean would replace the file that is checked. Name another file.")
    framework = load(name)
    found = read(file, _named(named))
    result = checked(found.rows, framework, london_day(session_of(ctx).clock()))
    if clean is not None:
        write({clean: _clean(result).encode()}, overwrite=overwrite)
    if as_json:
        show_json(_document(file, framework, found, result))
    else:
        _told(file, framework, found, result, form or "")
        if clean is not None:
            click.echo(visible(f"Wrote {_count(len(result.accepted), 'row')} to {clean}."), err=True)
    return 1 if result.faults else 0


def _named(named: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in named:
        column, equals, heading = text.partition("=")
        if column not in COLUMNS or not equals or not heading.strip():
            raise click.UsageError(
                f"“{text}” does not say which heading is which. Write COLUMN=HEADING; columns are {listed(COLUMNS)}."
            )
        if column in found or heading in found.values():
            raise click.UsageError(f"--column {text} names a column or a heading a second time.")
        found[column] = heading
    return found


def _told(file: Path, framework: Framework, found: RatingsFile, result: CheckedRating, form: str) -> None:
    rows: list[list[Cell]]
    if not is_boxed(form):
        rows = [[one.line, one.name, one.what.value, one.says, one.why] for one in result.faults]
        show_table(Table(["line", "name", "what", "says", "why"], rows), form)
        return
    for line in _summary(file, framework, found, result):
        say(line)
    if result.faults:
        # Side by side, what a cell says and what is wrong with it would leave too little room for the reason.
        rows = [[one.line, one.name, _what(one), one.why] for one in result.faults]
        show_table(Table(["line", "name", "what", "why"], rows, wide=["name", "what", "why"]))


def _what(one: FoundRating) -> str:
    return f"{one.what}: {one.says}" if one.says and one.says != one.name else one.what.value


def _summary(file: Path, framework: Framework, found: RatingsFile, result: CheckedRating) -> list[str]:
    wrong = len({one.line for one in result.faults})
    columns = ", ".join(f"{column} “{heading}”" for column, heading in found.columns.items())
    lines = [
        f"{file} against {framework.reference}: {len(result.accepted)} of {_count(result.rows, 'row')} agree, {wrong} "
        f"{'does' if wrong == 1 else 'do'} not.",
        f"Columns: {columns}.",
    ]
    noted = [one for one in result.accepted if one.note]
    lines += [f"Line {one.line} ({one.name}) agrees {one.note}." for one in noted]
    counted = Counter(one.what.value for one in result.faults)
    if not counted:
        return lines
    several = " (a row can have several)" if counted.total() > wrong else ""
    return [*lines, f"Found{several}: {', '.join(f'{what} {times}' for what, times in counted.items())}."]


def _document(file: Path, framework: Framework, found: RatingsFile, result: CheckedRating) -> Mapping[str, object]:
    return {
        "file": str(file),
        "framework": framework.reference,
        "digest": framework.digest,
        "columns": found.columns,
        "rows": result.rows,
        "agree": len(result.accepted),
        "contradict": len({one.line for one in result.faults}),
        "found": Counter(one.what.value for one in result.faults),
        "faults": result.faults,
        "accepted": [_agreed(one) for one in result.accepted],
    }


def _agreed(one: Accepted) -> dict[str, object]:
    return {
        "line": one.line,
        "name": one.name,
        "date": one.published_on,
        "scores": one.scores,
        "totals": [
            {"points": total.points, "out_of": total.most, "rated": total.rated, "share": total.share}
            for total in one.totals
        ],
        "rating": one.rating.key,
        "note": one.note,
    }


def _clean(result: CheckedRating) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["name", "date", "score", "rating", "points", "out of", "standards rated", "note"])
    for one in result.accepted:
        # Where several totals have the score, none of them is put down as the one.
        total = [one.total.points, one.total.most, one.total.rated] if one.total else [None] * 3
        row = [one.name, one.published_on.isoformat(), ", ".join(one.scores), one.rating.title, *total, one.note]
        writer.writerow([harmless(visible(cell) if isinstance(cell, str) else cell) for cell in row])
    return buffer.getvalue()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
