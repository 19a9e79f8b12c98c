"""How an explanation is told to a person at a terminal: its sentences, its waterfall, its sums."""

import shutil
import textwrap
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cli.audit.waterfall import Bar, draw, signed
from cli.output import Cell, Table, print_text, show_table
from domain.scoring import one_decimal
from domain.wording import humanise
from projections.audit.score_changes import Contribution, ContributionGrouping, Explanation, Group, ScoreStanding
from projections.saved.instants import Instant

# How many groups are shown below the waterfall; --by shows all.
LARGEST = 8


@dataclass(frozen=True)
class End:
    """One of the two instants: what was typed, and where that is. No instant is the beginning.

    It is dated where its day says when it was; with --effective it is the day that is asked about, the same at both.
    """

    typed: str | None
    instant: Instant | None
    dated: bool

    @property
    def position(self) -> int:
        """The last position that counts."""
        return self.instant.position if self.instant else 0

    def title(self) -> str:
        """Return where it is, as a sentence says it: “at feedback (#2704, 13 May 2016)”."""
        if self.instant is None:
            return self.named()
        parts = [f"#{self.position}", *([_written(self.instant.day)] if self.dated else [])]
        text = ", ".join(part for part in parts if part not in self.named())
        return f"{self.named()} ({text})" if text else self.named()

    def named(self) -> str:
        """Return what it is called: “at feedback”, “on 13 May 2016”, “now”, “at the beginning”."""
        if self.instant is None:
            return "at the beginning"
        if self.typed is None:
            return "now"
        day = _day(self.typed)
        return f"on {_written(day)}" if day else f"at {self.typed}"


def render(
    explanation: Explanation, begin: End, end: End, by: ContributionGrouping | None, effective_on: date | None
) -> None:
    """Tell why the score changed: the change, event by event, the exact sum, the sums by what is in common.

    Where it is said by what, only those sums are told.
    """
    _print(_heading(explanation, begin, end))
    _print(_grounds(explanation, effective_on))
    if explanation.changing and by is None:
        draw([_at(begin, explanation.before), *map(_bar, explanation.changing), _at(end, explanation.after)])
    elif explanation.changing and by is not None:
        show_table(_largest(explanation, by, len(explanation.changing)))
    for sentence in _sum_up(explanation):
        _print(sentence)
    if explanation.changing and by is None:
        for each in ContributionGrouping:
            show_table(_largest(explanation, each, LARGEST))


def _print(sentence: str) -> None:
    """Say a sentence that may be longer than a line."""
    print_text(textwrap.fill(sentence, shutil.get_terminal_size().columns, break_on_hyphens=False))


def _heading(explanation: Explanation, begin: End, end: End) -> str:
    theme = f"Theme {explanation.theme}, {explanation.title}"
    before, after = (_figure(item.share) for item in (explanation.before, explanation.after))
    if explanation.before.share == explanation.after.share:
        return f"{theme}: {before} {begin.title()} and {end.title()}, no change."
    change = f"a change of {signed(explanation.change)} percentage points"
    if None in (explanation.before.share, explanation.after.share):
        change += " (no score counts as 0 in the sum)"
    return f"{theme}: {before} {begin.title()} → {after} {end.title()}, {change}."


def _figure(share: Fraction | None) -> str:
    return "no score" if share is None else one_decimal(share)


def _grounds(explanation: Explanation, effective_on: date | None) -> str:
    counts = [f"{item.sufficient} of {item.answered}" for item in (explanation.before, explanation.after)]
    clock = f" It counts events effective by {_written(effective_on)}." if effective_on else ""
    return (
        f"Answers sufficient: {counts[0]}, then {counts[1]}. Scoring rule: {humanise(explanation.rule)}, "
        f"{explanation.framework} ({explanation.digest[:12]}).{clock}"
    )


def _at(end: End, standing: ScoreStanding) -> Bar:
    return Bar(end.position or None, "", end.named(), standing.share, standing.share)


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
    changing, silent = len(explanation.changing), len(explanation.contributions) - len(explanation.changing)
    if not explanation.contributions:
        return ["Nothing that bears on its score was recorded in between."]
    text = []
    if changing and explanation.before.share == explanation.after.share:
        text.append(f"{changing} events changed the score and cancel out exactly. The figures shown are rounded.")
    elif changing:
        total = "1 event accounts" if changing == 1 else f"{changing} events together account"
        exactly = f"exactly {explanation.change} percentage points"
        text.append(f"{total} for {exactly}, all of the change. The figures shown are rounded.")
    if silent:
        events = "1 event bears" if silent == 1 else f"{silent} events bear"
        text.append(f"{events} on the score and changed nothing; --json and --csv have them too.")
    return text


def _largest(explanation: Explanation, by: ContributionGrouping, most: int) -> Table:
    """Return the groups with the largest effects, and all others in one row, so that the sum holds."""
    groups = explanation.grouped(by)
    largest, found = groups[:most], groups[most:]
    rows = [(_named(group, by), len(group.events), group.points) for group in largest]
    if found:
        events = sum(len(group.events) for group in found)
        rest = sum((group.points for group in found), Fraction(0))
        rows.append((f"{len(found)} more: see --by {by}", events, rest))
    shown = [signed(points) for *_, points in rows]
    width = max(map(len, (*shown, "points")))
    cells: list[list[Cell]] = [
        [name, number, points.rjust(width)] for (name, number, _), points in zip(rows, shown, strict=True)
    ]
    return Table([f"by {by}", "events", "points".rjust(width)], cells, wide=[f"by {by}"])


def _named(group: Group, by: ContributionGrouping) -> str:
    return f"{group.key} {group.title}" if by is ContributionGrouping.QUESTION and group.key else group.title


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
