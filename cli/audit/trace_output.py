"""How a trace is told to a person at a terminal: its figure or event, its grounds, and tables of what it leads to."""

import shutil
import textwrap
from collections import Counter
from collections.abc import Sequence

from cli.output import Cell, Table, london, print_text, show_table
from domain.effect import EventRole
from domain.framework import Rule
from domain.wording import humanise, join_list
from projections.audit.trace_event import Bearing, EventTrace
from projections.audit.trace_figure import Basis, Ruled, Scoring, Trace, Traced
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import FigureKind

# Of each role, and of each kind of figure.
FEW = 5
RULES = {
    Rule.POOLED: "pooled, the sufficient share of all answers of the theme that are sufficient or insufficient",
    Rule.MEAN_OF_QUESTIONS: "mean of questions, the mean of the sufficient shares of the theme's questions",
    Rule.LOWEST_KEY_QUESTION: "lowest key question, the lowest of the sufficient shares of the theme's key questions",
}
# Where it is not the framework's scoring rule that makes a figure what it is.
DECIDED = {
    FigureKind.JUDGEMENT: "decided by people on the rating scale, never computed from the score",
    FigureKind.QUESTION: "the sufficient share of all answers to it that are sufficient or insufficient",
    FigureKind.FINDING: "what was last said of it stands",
    FigureKind.RECOMMENDATION: "what was last said on each axis stands",
    FigureKind.CASE: "what was last done with it stands",
    FigureKind.ANSWER: "what was last answered or moderated stands",
}
CHANGED = {"answer-revised": "by revising", "answer-moderated": "by moderating"}
PLURAL = {
    FigureKind.SCORE: "scores",
    FigureKind.JUDGEMENT: "judgements",
    FigureKind.QUESTION: "shares of questions",
    FigureKind.FINDING: "findings",
    FigureKind.RECOMMENDATION: "recommendations",
    FigureKind.CASE: "cases",
    FigureKind.ANSWER: "answers",
}
MORE = "show them with --all, --csv or --json"


def render(trace: Trace, *, show_all: bool) -> None:
    """Tell a figure: what it is, by which rule, and the events that it rests on, by role."""
    title = trace.figure.title[0].upper() + trace.figure.title[1:]
    _print(f"{title}: {trace.subject}")
    _field("Value", trace.value)
    rule = DECIDED.get(trace.figure.kind) or (RULES[trace.ruled.rule] if trace.ruled.rule else "")
    _field("Rule", rule)
    _ruled(trace.ruled)
    if trace.scoring is not None:
        _field("Counted", _counts(trace.scoring))
    if trace.basis is not None:
        _field("Rested on", _rested_on(trace.basis))
    if trace.figure.kind is FigureKind.ANSWER:
        _field("Moderated", _moderators(trace.events))
    positions = {traced.event.position for traced in trace.events}
    _field("Events", f"{len(positions):,}, listed by their role")
    print_text("")
    for role, events in _sections(trace).items():
        _section(role, events, show_all=show_all)


def render_event(trace: EventTrace, *, show_all: bool) -> None:
    """Tell an event: whether it still stands, and which figures it bears on."""
    event = trace.event
    _print(f"#{event.position} {event.name} {event.what}")
    _field("Recorded", f"{london(event.at)} by {event.name}, {humanise(event.role)}, {event.organisation}")
    if event.on:
        _field("True of", event.on.isoformat())
    if event.why:
        _field("Why", event.why)
    later = trace.replaced_by
    _field("Stands", "yes" if later is None else f"no, since {_brief(later)}")
    if trace.excluded_by is not None:
        _field("Left out", f"its case counts in no score since {_brief(trace.excluded_by)}")
    _ruled(trace.ruled)
    standing = [bearing for bearing in trace.bearings if bearing.standing]
    once = [bearing for bearing in trace.bearings if not bearing.standing]
    if not trace.bearings:
        _print("It bears on no figure: on no answer, case, score, finding, judgement or recommendation.")
    if standing:
        _figures(f"It bears on {_number(len(standing), 'figure')}", standing, show_all=show_all)
    if once:
        _figures(f"It bore on {_number(len(once), 'figure')} and no longer does", once, show_all=show_all)


def _sections(trace: Trace) -> dict[str, list[Traced]]:
    """Return the events by role; those of an answer together, because they are its history."""
    found: dict[str, dict[int, Traced]] = {}
    for traced in trace.events:
        role = "history" if trace.figure.kind is FigureKind.ANSWER else traced.role
        # One that bears in one role through several figures is told once.
        found.setdefault(role, {}).setdefault(traced.event.position, traced)
    return {role: sorted(events.values(), key=lambda item: item.event.position) for role, events in found.items()}


def _section(role: str, events: Sequence[Traced], *, show_all: bool) -> None:
    some = events if show_all or len(events) <= FEW + 1 else events[:FEW]
    with_why = any(item.event.why for item in some)
    rows: list[list[Cell]] = [
        [
            traced.event.position,
            london(traced.event.at),
            traced.event.name,
            _what(traced),
            *([traced.event.why] if with_why else []),
        ]
        for traced in some
    ]
    headings = ["#", "recorded", "who", "what", *(["why"] if with_why else [])]
    _print(f"{role[0].upper()}{role[1:]}: {_many(events)}")
    show_table(Table(headings, rows, wide=["what", "why"]))
    if len(some) < len(events):
        print_text(f"and {len(events) - len(some):,} more: {MORE}\n")


def _many(events: Sequence[Traced]) -> str:
    """Return how many events there are, and of answers how many of them changed one."""
    kinds = Counter(traced.event.kind for traced in events)
    changed = [f"{kinds[kind]:,} {text}" for kind, text in CHANGED.items() if kinds[kind] and len(kinds) > 1]
    return ", ".join([f"{len(events):,}", *(["of which " + join_list(changed)] if changed else [])])


def _what(traced: Traced) -> str:
    return f"{traced.event.what} (replaced by #{traced.replaced_by})" if traced.replaced_by else traced.event.what


def _figures(title: str, bearings: Sequence[Bearing], *, show_all: bool) -> None:
    some, left = [], []
    for kind in FigureKind:
        of_kind = [bearing for bearing in bearings if bearing.figure.kind is kind]
        most = len(of_kind) if show_all or len(of_kind) <= FEW + 1 else FEW
        some += of_kind[:most]
        if most < len(of_kind):
            left.append(f"{len(of_kind) - most:,} more {PLURAL[kind]}")
    how = any(item.roles for item in some)
    rows: list[list[Cell]] = [[item.figure.title, item.value, *([_how(item)] if how else [])] for item in some]
    headings = ["figure", "value now", *(["as"] if how else [])]
    print_text(f"\n{title}:")
    show_table(Table(headings, rows, wide=["value now", "as"]))
    if left:
        print_text(f"and {join_list(left)}: {MORE}\n")


def _how(bearing: Bearing) -> str:
    through = [figure.title for figure in bearing.through]
    return ", ".join([*bearing.roles, *([f"through {join_list(through)}"] if through else [])])


def _ruled(ruled: Ruled) -> None:
    if ruled.framework:
        _field("Framework", f"{ruled.framework} {ruled.version}, digest {str(ruled.digest)[:16]}")
    _field("Position", f"#{ruled.position:d}, the last event that counts")


def _counts(scoring: Scoring) -> str:
    counts = scoring.counts
    left = f"{counts.not_applicable} not applicable, {counts.not_asked} not asked, {counts.unanswered} unanswered"
    return (
        f"{counts.sufficient} sufficient and {counts.insufficient} insufficient answers, in "
        f"{_number(scoring.cases, 'case')}; left out: {left}, {_number(scoring.excluded, 'excluded case')}"
    )


def _rested_on(basis: Basis) -> str:
    since = f"the score has moved since: it is {basis.now}" if basis.moved else "the score has not moved since"
    return f"{basis.rested_on}, by the rule {humanise(basis.rested_on.rule)}; {since}"


def _moderators(events: Sequence[Traced]) -> str:
    by = [f"{traced.event.name} (#{traced.event.position})" for traced in events if traced.role is EventRole.MODERATED]
    return f"by {', '.join(by)}" if by else "no, it stands as its assessor gave it"


def _brief(entry: TrailEntry) -> str:
    return f"#{entry.position} {entry.name} {entry.what}"


def _number(number: int, entity: str) -> str:
    return f"{number:,} {entity}" if number == 1 else f"{number:,} {entity}s"


def _field(name: str, text: str) -> None:
    _print(f"{name + ':':<11}{text}", indent=11)


def _print(sentence: str, indent: int = 0) -> None:
    width = shutil.get_terminal_size().columns
    print_text(textwrap.fill(sentence, width, subsequent_indent=" " * indent, break_on_hyphens=False))
