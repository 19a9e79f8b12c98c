"""Render a trace for a terminal."""

from collections import Counter
from collections.abc import Sequence

from cli.audit.sentences import count_of, print_sentence
from cli.output import Cell, Table, london, print_text, show_table
from domain.effect import EventRole
from domain.framework import Rule
from domain.wording import humanise, join_list
from projections.audit.trace_event import AffectedFigure, EventTrace
from projections.audit.trace_figure import AppliedRule, Basis, Scoring, Trace, Traced
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import FigureKind

# Rows of each role, and of each kind of figure.
FEW = 5
RULES = {
    Rule.POOLED: "pooled: the sufficient share of all sufficient and insufficient answers of the theme",
    Rule.MEAN_OF_QUESTIONS: "mean of questions: the mean of the sufficient shares of the theme's questions",
    Rule.LOWEST_KEY_QUESTION: "lowest key question: the lowest of the sufficient shares of the theme's key questions",
}
# The rules for figures that the framework's scoring rule does not decide.
ALTERNATIVE_RULES = {
    FigureKind.JUDGEMENT: "decided by people on the rating scale, never computed from the score",
    FigureKind.QUESTION: "the sufficient share of all its sufficient and insufficient answers",
    FigureKind.FINDING: "the last event about it decides",
    FigureKind.RECOMMENDATION: "the last event on each aspect decides",
    FigureKind.CASE: "the last event about it decides",
    FigureKind.ANSWER: "the last answer, revision or moderation decides",
}
CHANGED = {"answer-revised": "revised", "answer-moderated": "moderated"}
PLURAL = {
    FigureKind.SCORE: "scores",
    FigureKind.JUDGEMENT: "judgements",
    FigureKind.QUESTION: "question shares",
    FigureKind.FINDING: "findings",
    FigureKind.RECOMMENDATION: "recommendations",
    FigureKind.CASE: "cases",
    FigureKind.ANSWER: "answers",
}
MORE = "show them with --all, --csv or --json"


def render(trace: Trace, *, show_all: bool) -> None:
    """Print a figure, its rule, and the events behind it by role."""
    title = trace.figure.title[0].upper() + trace.figure.title[1:]
    print_sentence(f"{title}: {trace.subject}")
    _field("Value", trace.value)
    rule = ALTERNATIVE_RULES.get(trace.figure.kind) or (RULES[trace.ruled.rule] if trace.ruled.rule else "")
    _field("Rule", rule)
    _applied_rule(trace.ruled)
    if trace.scoring is not None:
        _field("Counted", _counts(trace.scoring))
    if trace.basis is not None:
        _field("Based on", _basis(trace.basis))
    if trace.figure.kind is FigureKind.ANSWER:
        _field("Moderated", _moderators(trace.events))
    positions = {traced.event.position for traced in trace.events}
    _field("Events", f"{len(positions):,}, listed by role")
    print_text("")
    for role, events in _sections(trace).items():
        _section(role, events, show_all=show_all)


def render_event(trace: EventTrace, *, show_all: bool) -> None:
    """Print an event, whether it is current, and which figures it affects."""
    event = trace.event
    print_sentence(f"#{event.position} {event.name} {event.what}")
    _field("Recorded", f"{london(event.at)} by {event.name}, {humanise(event.role)}, {event.organisation}")
    if event.on:
        _field("Effective", event.on.isoformat())
    if event.why:
        _field("Why", event.why)
    later = trace.replaced_by
    _field("Current", "yes" if later is None else f"no, replaced by {_brief(later)}")
    if trace.excluded_by is not None:
        _field("Excluded", f"its case does not count in scores since {_brief(trace.excluded_by)}")
    _applied_rule(trace.ruled)
    current = [affected for affected in trace.affected_figures if affected.current]
    former = [affected for affected in trace.affected_figures if not affected.current]
    if not trace.affected_figures:
        print_sentence("It affects no figure: no answer, case, score, finding, judgement or recommendation.")
    if current:
        _figures(f"It affects {count_of(len(current), 'figure')}", current, show_all=show_all)
    if former:
        _figures(f"It affected {count_of(len(former), 'figure')}, but no longer does", former, show_all=show_all)


def _sections(trace: Trace) -> dict[str, list[Traced]]:
    """Return the events by role. The events of an answer stay together, as its history."""
    sections: dict[str, dict[int, Traced]] = {}
    for traced in trace.events:
        role = "history" if trace.figure.kind is FigureKind.ANSWER else traced.role
        # An event in one role through several figures is listed once.
        sections.setdefault(role, {}).setdefault(traced.event.position, traced)
    return {
        role: sorted(events.values(), key=lambda traced: traced.event.position) for role, events in sections.items()
    }


def _section(role: str, events: Sequence[Traced], *, show_all: bool) -> None:
    shown = events if show_all or len(events) <= FEW + 1 else events[:FEW]
    with_why = any(traced.event.why for traced in shown)
    rows: list[list[Cell]] = [
        [
            traced.event.position,
            london(traced.event.at),
            traced.event.name,
            _what(traced),
            *([traced.event.why] if with_why else []),
        ]
        for traced in shown
    ]
    headings = ["#", "recorded", "who", "what", *(["why"] if with_why else [])]
    print_sentence(f"{role[0].upper()}{role[1:]}: {_count_events(events)}")
    show_table(Table(headings, rows, wide=["what", "why"]))
    if len(shown) < len(events):
        print_text(f"and {len(events) - len(shown):,} more: {MORE}\n")


def _count_events(events: Sequence[Traced]) -> str:
    """Return the number of events. For answers, add how many revised or moderated an answer."""
    kinds = Counter(traced.event.kind for traced in events)
    changed = [f"{kinds[kind]:,} {verb}" for kind, verb in CHANGED.items() if kinds[kind] and len(kinds) > 1]
    return ", ".join([f"{len(events):,}", *(["of which " + join_list(changed)] if changed else [])])


def _what(traced: Traced) -> str:
    return f"{traced.event.what} (replaced by #{traced.replaced_by})" if traced.replaced_by else traced.event.what


def _figures(title: str, figures: Sequence[AffectedFigure], *, show_all: bool) -> None:
    shown, omitted = [], []
    for kind in FigureKind:
        of_kind = [affected for affected in figures if affected.figure.kind is kind]
        limit = len(of_kind) if show_all or len(of_kind) <= FEW + 1 else FEW
        shown += of_kind[:limit]
        if limit < len(of_kind):
            omitted.append(f"{len(of_kind) - limit:,} more {PLURAL[kind]}")
    with_roles = any(affected.roles for affected in shown)
    rows: list[list[Cell]] = [
        [affected.figure.title, affected.value, *([_roles(affected)] if with_roles else [])] for affected in shown
    ]
    headings = ["figure", "value now", *(["role of the event"] if with_roles else [])]
    print_text(f"\n{title}:")
    show_table(Table(headings, rows, wide=["value now", "role of the event"]))
    if omitted:
        print_text(f"and {join_list(omitted)}: {MORE}\n")


def _roles(affected: AffectedFigure) -> str:
    through = [figure.title for figure in affected.through]
    return ", ".join([*affected.roles, *([f"through {join_list(through)}"] if through else [])])


def _applied_rule(ruled: AppliedRule) -> None:
    if ruled.framework:
        _field("Framework", f"{ruled.framework} {ruled.version}, digest {str(ruled.digest)[:16]}")
    _field("Position", f"#{ruled.position:d}, the last event that counts")


def _counts(scoring: Scoring) -> str:
    counts = scoring.counts
    not_counted = (
        f"{counts.not_applicable} not applicable, {counts.not_asked} not asked, {counts.unanswered} unanswered"
    )
    return (
        f"{counts.sufficient} sufficient and {counts.insufficient} insufficient answers, in "
        f"{count_of(scoring.cases, 'case')}; left out: {not_counted}, {count_of(scoring.excluded, 'excluded case')}"
    )


def _basis(basis: Basis) -> str:
    since = f"the score has changed since: it is {basis.now}" if basis.moved else "the score has not changed since"
    return f"{basis.rested_on} (scoring rule: {humanise(basis.rested_on.rule)}); {since}"


def _moderators(events: Sequence[Traced]) -> str:
    moderated = [traced.event for traced in events if traced.role is EventRole.MODERATED]
    names = [f"{event.name} (#{event.position})" for event in moderated]
    return f"by {', '.join(names)}" if names else "no, it is the assessor's own answer"


def _brief(entry: TrailEntry) -> str:
    return f"#{entry.position} {entry.name} {entry.what}"


def _field(name: str, text: str) -> None:
    print_sentence(f"{name + ':':<11}{text}", indent=11)
