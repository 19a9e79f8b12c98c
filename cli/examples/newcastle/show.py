"""Builds the Newcastle example if it is missing, and shows it with ordinary commands."""

import io
import json
import shlex
from contextlib import redirect_stdout
from typing import Any

import click

from cli.composition import Session
from cli.examples.newcastle.data import REFERENCE
from cli.main import main
from cli.output import print_text, show_json, visible
from cli.program import program
from domain.refusals.base import Refused
from events_store.store_url import shown

REPLAY = ("replay", REFERENCE)
SCORES = ("scores", "--at", "published")
FOLLOW_UP = {instant: ("recommendations", "--at", instant) for instant in ("published+6m", "published+12m")}
# These commands only read, so they can be repeated.
NEXT = (("explain", "1", "--from", "feedback", "--to", "published"), ("trace", "judgement:1"))


class DifferentStore(Refused, code="other-store"):
    """Refuse to add the example to a store with other inspections."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"{shown(store)} is a store without the example. Nothing was added. Name another file with --store."
        )


def build_and_show(session: Session, store: str, *, as_json: bool) -> int:
    """Build the example if necessary and show it; return the exit status of its replay."""
    from cli.examples.newcastle.build import build

    built = build(store)
    if REFERENCE not in session.open(store).inspections():
        raise DifferentStore(store)
    if as_json:
        return _show_json(session, store, built)
    unchanged = f"{REFERENCE} is already in {shown(store)}. Nothing was changed."
    print_text(f"Built {REFERENCE} in {shown(store)}." if built else unchanged)
    code = _show(session, store, REPLAY)
    for words in (SCORES, *FOLLOW_UP.values()):
        _show(session, store, words)
    print_text(
        "\n".join(["", "To continue, type:", *(f"  {_typed(words, store)}" for words in NEXT), f"  {program()} --help"])
    )
    print_text(
        "\nThe facts and figures are those of the published report. The answers, people and wording are made up."
    )
    return code


def _show(session: Session, store: str, words: tuple[str, ...]) -> int:
    click.echo(click.style(f"\n$ {_typed(words, store)}", bold=True))
    return _run(session, store, *words)


def _typed(words: tuple[str, ...], store: str) -> str:
    return visible(f"{program()} {shlex.join([*words, '--store', shown(store)])}")


def _run(session: Session, store: str, *words: str) -> int:
    code = main.main([*words, "--store", store, "--inspection", REFERENCE], standalone_mode=False, obj=session)
    return code if isinstance(code, int) else 0


def _show_json(session: Session, store: str, built: bool) -> int:
    *_, replayed = _documents(session, store, *REPLAY)
    [status] = _documents(session, store, "status")
    [scores] = _documents(session, store, *SCORES)
    show_json(
        {
            "store": shown(store),
            "built": built,
            "inspection": REFERENCE,
            "events": status["position"],
            "log_root": status["log_root"],
            "replay": replayed,
            "scores": scores,
            "recommendations": {instant: _documents(session, store, *words)[0] for instant, words in FOLLOW_UP.items()},
        }
    )
    return 0 if replayed["equal"] else 3


def _documents(session: Session, store: str, *words: str) -> list[dict[str, Any]]:
    printed = io.StringIO()
    with redirect_stdout(printed):
        _run(session, store, *words, "--json")
    return [json.loads(line) for line in printed.getvalue().splitlines()]
