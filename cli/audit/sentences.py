"""Phrases that several commands share, and sentences that may be longer than a line."""

import shutil
import textwrap

from cli.output import print_text
from domain.scoring import Flips

TO_NEXT_BAND = "sufficient answers to next band"


def print_sentence(sentence: str, indent: int = 0) -> None:
    """Print a sentence, wrapped between words to the width of the terminal.

    Lines after the first are indented.
    """
    width = shutil.get_terminal_size().columns
    print_text(textwrap.fill(sentence, width, subsequent_indent=" " * indent, break_on_hyphens=False))


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun: “1 answer”, “2,168 answers”."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def describe_flips(flips: Flips) -> str:
    """Return the sufficient answers needed for the next bands: “17 more, 47 fewer”."""
    directions = ((flips.up, "more"), (flips.down, "fewer"))
    return ", ".join(f"{number} {direction}" for number, direction in directions if number is not None)
