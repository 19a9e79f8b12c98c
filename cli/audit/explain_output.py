"""Render an explanation for a terminal: sentences, a waterfall and sums."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cli.audit.sentences import print_sentence
from cli.audit.waterfall import POINTS, Bar, draw, signed
from cli.output import Cell, Table, show_table
from domain.scoring import one_decimal
from domain.wording import format_day, humanise
from projections.audit.score_changes import Contribution, ContributionGrouping, Explanation, Group, ScoreAtInstant
from projections.saved.instants import Instant

# How many groups are shown below the waterfall. With --by, all are shown.
LARGEST = 8


@dataclass(frozen=True)
class End:
    """One of the two instants: as typed, and resolved. None is the beginning.

    `dated` says whether to show its day. With --effective the day is the same for both instants, so it is not shown.
    """

    typed: str | None
    instant: Instant | None
    dated: bool

    @property
    def position(self) -> int:
        """The last position that counts."""
        return self.instant.position if self.instant else 0

    def title(self) -> str:
        """Return the instant with its position and day: “at feedback (#2704, 13 May 2016)”."""
        if self.instant is None:
            return self.named()
        parts = [f"#{self.position}", *([format_day(self.instant.day)] if self.dated else [])]
        details = ", ".join(part for part in parts if part not in self.named())
        return f"{self.named()} ({details})" if details else self.named()

    def named(self) -> str:
        """Return the instant in words: “at feedback”, “on 13 May 2016”, “now”."""
        if self.instant is None:
            return "at the beginning"
        if self.typed is None:
            return "now"
        day = _day(self.typed)
        return f"on {format_day(day)}" if day else f"at {self.typed}"


def render(
    explanation: Explanation, begin: End, end: End, by: ContributionGrouping | None, effective_on: date | None
) -> None:
    """Print why the score changed: events, exact sum, and sums by group.

    With `by`, print only the sums of that grouping.
    """
    print_sentence(_heading(explanation, begin, end))
    print_sentence(_counts(explanation, effective_on))
    if explanation.changing and by is None:
        draw([_at(begin, explanation.before), *map(_bar, explanation.changing), _at(end, explanation.after)])
    elif explanation.changing and by is not None:
        show_table(_largest(explanation, by, len(explanation.changing)))
    for sentence in _sum_up(explanation):
        print_sentence(sentence)
    if explanation.changing and by is None:
        for grouping in ContributionGrouping:
            show_table(_largest(explanation, grouping, LARGEST))


def _heading(explanation: Explanation, begin: End, end: End) -> str:
    theme = f"Theme {explanation.theme}, {explanation.title}"
    before, after = (_percent(score.share) for score in (explanation.before, explanation.after))
    if explanation.before.share == explanation.after.share:
        return f"{theme}: {before} {begin.title()} and {end.title()}, no change."
    change = f"a change of {signed(explanation.change)} percentage points"
    if None in (explanation.before.share, explanation.after.share):
        change += " (no score counts as 0 in the sum)"
    return f"{theme}: {before} {begin.title()} → {after} {end.title()}, {change}."


def _percent(share: Fraction | None) -> str:
    return "no score" if share is None else one_decimal(share)


def _counts(explanation: Explanation, effective_on: date | None) -> str:
    counts = [f"{score.sufficient} of {score.answered}" for score in (explanation.before, explanation.after)]
    clock = f" It counts events effective by {format_day(effective_on)}." if effective_on else ""
    return (
        f"Answers sufficient: {counts[0]}, then {counts[1]}. Scoring rule: {humanise(explanation.rule)}, "
        f"{explanation.framework} ({explanation.digest[:12]}).{clock}"
    )


def _at(end: End, score: ScoreAtInstant) -> Bar:
    return Bar(end.position or None, "", end.named(), score.share, score.share)


def _bar(contribution: Contribution) -> Bar:
    sentences = [f"{contribution.name} {contribution.what}"]
    if contribution.why:
        sentences.append(f"Why: {contribution.why}")
    if contribution.before is None:
        sentences.append("This gives the first score")
    if contribution.after is None:
        sentences.append("This leaves no score")
    text = " ".join(sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in sentences)
    return Bar(
        contribution.position, str(contribution.on), text, contribution.before, contribution.after, contribution.points
    )


def _sum_up(explanation: Explanation) -> list[str]:
    changing, unchanging = len(explanation.changing), len(explanation.contributions) - len(explanation.changing)
    if not explanation.contributions:
        return ["Nothing that affects its score was recorded in between."]
    sentences = []
    if changing and explanation.before.share == explanation.after.share:
        sentences.append(f"{changing} events changed the score and cancel out exactly. The figures shown are rounded.")
    elif changing:
        events = "1 event accounts" if changing == 1 else f"{changing} events together account"
        exactly = f"exactly {explanation.change} percentage points"
        sentences.append(f"{events} for {exactly}, all of the change. The figures shown are rounded.")
    if unchanging:
        about, them = ("1 event is", "it") if unchanging == 1 else (f"{unchanging} events are", "them")
        sentences.append(f"{about} about this theme but did not change its score. To see {them}, use --json or --csv.")
    return sentences


def _largest(explanation: Explanation, by: ContributionGrouping, most: int) -> Table:
    """Return the groups with the largest effects, and all other groups in one row."""
    groups = explanation.grouped(by)
    largest, smaller = groups[:most], groups[most:]
    rows = [(_named(group, by), len(group.events), group.points) for group in largest]
    if smaller:
        events = sum(len(group.events) for group in smaller)
        points = sum((group.points for group in smaller), Fraction(0))
        rows.append((f"{len(smaller)} more: see --by {by}", events, points))
    shown = [signed(points) for *_, points in rows]
    width = max(map(len, (*shown, POINTS)))
    cells: list[list[Cell]] = [
        [name, number, shown_points.rjust(width)] for (name, number, _), shown_points in zip(rows, shown, strict=True)
    ]
    return Table([f"by {by}", "events", POINTS.rjust(width)], cells, wide=[f"by {by}"])


def _named(group: Group, by: ContributionGrouping) -> str:
    return f"{group.key} {group.title}" if by is ContributionGrouping.QUESTION and group.key else group.title


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
