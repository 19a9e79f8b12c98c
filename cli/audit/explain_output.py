"""How an explanation is told to a person at a terminal: its sentences, its waterfall, its sums."""

import shutil
import textwrap
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cli.audit.waterfall import Bar, draw, signed
from cli.output import Cell, Table, say, show_table
from domain.scoring import one_decimal
from domain.wording import spoken
from projections.audit.score_changes import Contribution, ContributionGrouping, Explanation, Group, ScoreStanding
from projections.saved.instants import Instant

# How many groups are shown below the waterfall; --by shows all.
LARGEST = 8


@dataclass(frozen=True)
class End:
    """One of the two instants: what was typed, and where that is. No instant is the beginning.

    It is dated where its day says when it was; with --true-on it is the day that is asked about, the same at both.
    """

    typed: str | None
    instant: Instant | None
    dated: bool

    @property
    def position(self) -> int:
        """The last position that counts."""
        return self.instant.position if self.instant else 0

    def told(self) -> str:
        """Return where it is, as a sentence says it: “at feedback (#2704, 13 May 2016)”."""
        if self.instant is None:
            return self.named()
        parts = [f"#{self.position}", *([_written(self.instant.day)] if self.dated else [])]
        told = ", ".join(part for part in parts if part not in self.named())
        return f"{self.named()} ({told})" if told else self.named()

    def named(self) -> str:
        """Return what it is called: “at feedback”, “on 13 May 2016”, “now”, “at the beginning”."""
        if self.instant is None:
            return "at the beginning"
        if self.typed is None:
            return "now"
        day = _day(self.typed)
        return f"on {_written(day)}" if day else f"at {self.typed}"


def tell(told: Explanation, begin: End, end: End, by: ContributionGrouping | None, true_on: date | None) -> None:
    """Tell why the score changed: the change, event by event, the exact sum, the sums by what is in common.

    Where it is said by what, only those sums are told.
    """
    _say(_heading(told, begin, end))
    _say(_grounds(told, true_on))
    if told.changing and by is None:
        draw([_at(begin, told.before), *map(_bar, told.changing), _at(end, told.after)])
    elif told.changing and by is not None:
        show_table(_largest(told, by, len(told.changing)))
    for sentence in _sum_up(told):
        _say(sentence)
    if told.changing and by is None:
        for each in ContributionGrouping:
            show_table(_largest(told, each, LARGEST))


def _say(sentence: str) -> None:
    """Say a sentence that may be longer than a line."""
    say(textwrap.fill(sentence, shutil.get_terminal_size().columns, break_on_hyphens=False))


def _heading(told: Explanation, begin: End, end: End) -> str:
    theme = f"Theme {told.theme}, {told.title}"
    before, after = (_figure(one.share) for one in (told.before, told.after))
    if told.before.share == told.after.share:
        return f"{theme}: {before} {begin.told()} and {end.told()}, no change."
    change = f"a change of {signed(told.change)} percentage points"
    if None in (told.before.share, told.after.share):
        change += " (no score counts as 0 in the sum)"
    return f"{theme}: {before} {begin.told()} → {after} {end.told()}, {change}."


def _figure(share: Fraction | None) -> str:
    return "no score" if share is None else one_decimal(share)


def _grounds(told: Explanation, true_on: date | None) -> str:
    counts = [f"{one.sufficient} of {one.answered}" for one in (told.before, told.after)]
    clock = f" Counted is what was true by {_written(true_on)}." if true_on else ""
    return (
        f"Answers sufficient: {counts[0]}, then {counts[1]}. Scoring rule: {spoken(told.rule)}, {told.framework} "
        f"({told.digest[:12]}).{clock}"
    )


def _at(end: End, standing: ScoreStanding) -> Bar:
    return Bar(end.position or None, "", end.named(), standing.share, standing.share)


def _bar(one: Contribution) -> Bar:
    sentences = [f"{one.name} {one.what}"]
    if one.why:
        sentences.append(f"Why: {one.why}")
    if one.before is None:
        sentences.append("This gives the first score")
    if one.after is None:
        sentences.append("This leaves no score")
    text = " ".join(sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in sentences)
    return Bar(one.position, str(one.on), text, one.before, one.after, one.points)


def _sum_up(told: Explanation) -> list[str]:
    changing, silent = len(told.changing), len(told.contributions) - len(told.changing)
    if not told.contributions:
        return ["Nothing that bears on its score was recorded in between."]
    said = []
    if changing and told.before.share == told.after.share:
        said.append(f"{changing} events changed the score and cancel out exactly. The figures shown are rounded.")
    elif changing:
        whole = "1 event accounts" if changing == 1 else f"{changing} events together account"
        exactly = f"exactly {told.change} percentage points"
        said.append(f"{whole} for {exactly}, all of the change. The figures shown are rounded.")
    if silent:
        events = "1 event bears" if silent == 1 else f"{silent} events bear"
        said.append(f"{events} on the score and changed nothing; --json and --csv have them too.")
    return said


def _largest(told: Explanation, by: ContributionGrouping, most: int) -> Table:
    """Return the groups with the largest effects, and all others in one row, so that the sum holds."""
    groups = told.grouped(by)
    largest, others = groups[:most], groups[most:]
    rows = [(_named(group, by), len(group.events), group.points) for group in largest]
    if others:
        events = sum(len(group.events) for group in others)
        rest = sum((group.points for group in others), Fraction(0))
        rows.append((f"{len(others)} more: see --by {by}", events, rest))
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
