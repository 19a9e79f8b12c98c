"""The `compare` command: the differences between two instants, and the events behind them."""

from collections import Counter
from collections.abc import Sequence

import click

from cli.audit.sentences import count_of, print_sentence
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, london, print_text, show_json, show_table
from projections.audit.compare import Difference, FigureFilter
from projections.audit.compare import compare as compared
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import FigureKind
from projections.saved.instants import Instant

SECTIONS = {
    FigureKind.SCORE: "Scores",
    FigureKind.JUDGEMENT: "Judgements",
    FigureKind.QUESTION: "Question shares",
    FigureKind.FINDING: "Findings",
    FigureKind.RECOMMENDATION: "Recommendations",
    FigureKind.CASE: "Cases",
    FigureKind.ANSWER: "Answers",
}
# Rows of each section on a terminal. Pipes, --csv and --json have all rows.
AT_MOST = 20


@read_command(
    "compare",
    "compare feedback published",
    "compare feedback published --theme 1",
    "compare '#2400' 2016-05-13 --case NC-07 --csv",
    table=True,
)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--theme", help="Only this theme.")
@click.option("--case", help="Only this case.")
@click.option("--all", "show_all", is_flag=True, help="Show all differences, however many.")
def compare(ctx: ReadContext, first: str, second: str, theme: str | None, case: str | None, show_all: bool) -> None:
    """Compare two instants, and show what made the difference.

    A and B are instants as for --at. It compares answers, cases, findings, judgements, scores and recommendations. If B
    is before A, the differences read backwards.
    """
    instants = ctx.instant_of(first), ctx.instant_of(second)
    inspection = ctx.handler.inspection(ctx.inspection)
    if theme is not None:
        inspection.adopted_framework("compare").theme(theme)
    if case is not None:
        ctx.handler.case(ctx.inspection, case)
    log_a, log_b = (ctx.events(instant) for instant in instants)
    differences = compared(log_a, log_b, FigureFilter(theme, case))
    if ctx.form == "json":
        _json(instants, differences)
    elif is_boxed(ctx.form):
        between = f"{_named(first, instants[0])} and {_named(second, instants[1])}"
        if differences:
            _print_differences(between, differences, show_all=show_all, backwards=_backwards(instants))
            _print_events(differences, show_all=show_all)
        else:
            print_text(f"Nothing differs between {between}.")
    else:
        show_table(_table(differences), ctx.form)


def _json(instants: tuple[Instant, Instant], differences: Sequence[Difference]) -> None:
    show_json(
        {
            "a": instants[0],
            "b": instants[1],
            "backwards": _backwards(instants),
            "differences": [
                {
                    "kind": difference.figure.kind,
                    "figure": str(difference.figure),
                    "axis": difference.figure.axis,
                    "a": difference.before,
                    "b": difference.after,
                    "points": difference.points,
                    "events": difference.events,
                }
                for difference in differences
            ],
        }
    )


def _print_differences(between: str, differences: Sequence[Difference], *, show_all: bool, backwards: bool) -> None:
    counts = Counter(difference.figure.kind for difference in differences)
    kinds = [kind for kind in SECTIONS if counts[kind]]
    summary = ", ".join(count_of(counts[kind], SECTIONS[kind].lower().removesuffix("s")) for kind in kinds)
    print_sentence(f"Differences between {between}: {summary}.")
    print_text("")
    if backwards:
        print_sentence("B is before A, so the differences read backwards: the events came after B and led to A.")
        print_text("")
    for kind in kinds:
        section = [difference for difference in differences if difference.figure.kind is kind]
        shown = section if show_all else section[:AT_MOST]
        show_table(_boxed(SECTIONS[kind], shown))
        _left_out(len(section) - len(shown), "--all, or with --csv")


def _print_events(differences: Sequence[Difference], *, show_all: bool) -> None:
    """Print each event behind the differences once."""
    by_position = {entry.position: entry for difference in differences for entry in difference.events}
    events = [by_position[position] for position in sorted(by_position)]
    shown = events if show_all else events[:AT_MOST]
    rows: list[list[Cell]] = [[entry.position, london(entry.at), entry.name, entry.what, entry.why] for entry in shown]
    print_text(f"Events that made these differences: {len(events):,}")
    show_table(Table(["#", "recorded", "who", "what", "why"], rows, wide=["what", "why"]))
    _left_out(len(events) - len(shown), "--all, or with --json")


def _left_out(number: int, how: str) -> None:
    if number:
        print_text(f"and {number:,} more: show them with {how}\n")


def _boxed(title: str, section: Sequence[Difference]) -> Table:
    headings = [title.lower(), "A", "B", "changed by"]
    rows: list[list[Cell]] = [
        [difference.figure.title, difference.before or "none", _after(difference), _by(difference.events)]
        for difference in section
    ]
    return Table(headings, rows, wide=["A", "B", "changed by"])


def _after(difference: Difference) -> str:
    points = (
        ""
        if difference.points is None or None in (difference.before, difference.after)
        else f", {float(difference.points):+.2f} points"
    )
    return f"{difference.after or 'none'}{points}"


def _by(events: Sequence[TrailEntry]) -> str:
    last = [f"#{entry.position} {entry.name}" for entry in events[-2:]]
    return "; ".join([*last, *([f"and {len(events) - 2} earlier"] if len(events) > 2 else [])])


def _table(differences: Sequence[Difference]) -> Table:
    headings = ["kind", "figure", "axis", "a", "b", "points", "events"]
    rows: list[list[Cell]] = [
        [
            difference.figure.kind,
            str(difference.figure),
            difference.figure.axis,
            difference.before,
            difference.after,
            None if difference.points is None else f"{float(difference.points):.4f}",
            " ".join(f"#{entry.position}" for entry in difference.events),
        ]
        for difference in differences
    ]
    return Table(headings, rows)


def _backwards(instants: tuple[Instant, Instant]) -> bool:
    return instants[1].position < instants[0].position


def _named(text: str, instant: Instant) -> str:
    return text if text.startswith("#") else f"{text} (#{instant.position})"
