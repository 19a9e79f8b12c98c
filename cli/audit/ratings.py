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
from cli.output import Cell, Table, harmless, is_boxed, print_text, show_json, show_table, visible
from domain.dates import london_day
from domain.framework import Framework
from domain.wording import join_list
from projections.published_ratings.check import Accepted, CheckedRating, FoundRating, checked

EXAMPLES = (
    "ratings check published.csv --framework hmip-youth-2018",
    "ratings check published.csv --framework hmip-youth-2018 --clean agreed.csv",
    'ratings check published.csv --framework hmip-youth-2018 --column "points=Sum of ratings"',
)

ratings = group("ratings", "Published ratings: check them against the rating rule.")


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
    found = read(file, _named(named))
    result = checked(found.rows, framework, london_day(session_of(ctx).clock()))
    if clean is not None:
        write({clean: _clean(result).encode()}, overwrite=overwrite)
    if as_json:
        show_json(_document(file, framework, found, result))
    else:
        _print(file, framework, found, result, form or "")
        if clean is not None:
            click.echo(visible(f"Wrote {_count(len(result.accepted), 'row')} to {clean}."), err=True)
    return 1 if result.faults else 0


def _named(named: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in named:
        column, equals, heading = text.partition("=")
        if column not in COLUMNS or not equals or not heading.strip():
            raise click.UsageError(
                f"“{text}” does not say which heading is which. Write COLUMN=HEADING; columns are {join_list(COLUMNS)}."
            )
        if column in found or heading in found.values():
            raise click.UsageError(f"--column {text} names a column or a heading a second time.")
        found[column] = heading
    return found


def _print(file: Path, framework: Framework, found: RatingsFile, checked: CheckedRating, form: str) -> None:
    rows: list[list[Cell]]
    if not is_boxed(form):
        rows = [[rating.line, rating.name, rating.what.value, rating.sentence, rating.why] for rating in checked.faults]
        show_table(Table(["line", "name", "what", "says", "why"], rows), form)
        return
    for line in _summary(file, framework, found, checked):
        print_text(line)
    if checked.faults:
        # Side by side, what a cell says and what is wrong with it would leave too little room for the reason.
        rows = [[rating.line, rating.name, _what(rating), rating.why] for rating in checked.faults]
        show_table(Table(["line", "name", "what", "why"], rows, wide=["name", "what", "why"]))


def _what(rating: FoundRating) -> str:
    return (
        f"{rating.what}: {rating.sentence}" if rating.sentence and rating.sentence != rating.name else rating.what.value
    )


def _summary(file: Path, framework: Framework, found: RatingsFile, checked: CheckedRating) -> list[str]:
    wrong = len({rating.line for rating in checked.faults})
    columns = ", ".join(f"{column} “{heading}”" for column, heading in found.columns.items())
    lines = [
        f"{file} against {framework.reference}: {len(checked.accepted)} of {_count(checked.rows, 'row')} agree, "
        f"{wrong} {'does' if wrong == 1 else 'do'} not.",
        f"Columns: {columns}.",
    ]
    noted = [accepted for accepted in checked.accepted if accepted.note]
    lines += [f"Line {accepted.line} ({accepted.name}) agrees {accepted.note}." for accepted in noted]
    counted = Counter(rating.what.value for rating in checked.faults)
    if not counted:
        return lines
    several = " (a row can have several)" if counted.total() > wrong else ""
    return [*lines, f"Found{several}: {', '.join(f'{what} {times}' for what, times in counted.items())}."]


def _document(file: Path, framework: Framework, found: RatingsFile, checked: CheckedRating) -> Mapping[str, object]:
    return {
        "file": str(file),
        "framework": framework.reference,
        "digest": framework.digest,
        "columns": found.columns,
        "rows": checked.rows,
        "agree": len(checked.accepted),
        "contradict": len({rating.line for rating in checked.faults}),
        "found": Counter(rating.what.value for rating in checked.faults),
        "faults": checked.faults,
        "accepted": [_agreed(accepted) for accepted in checked.accepted],
    }


def _agreed(accepted: Accepted) -> dict[str, object]:
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


def _clean(checked: CheckedRating) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["name", "date", "score", "rating", "points", "out of", "standards rated", "note"])
    for accepted in checked.accepted:
        # Where several totals have the score, none of them is put down as the one.
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


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
