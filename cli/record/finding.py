"""Findings, with what they rest on, and examples of practice."""

import click

from cli.commands import group
from cli.write_commands import Recording, records
from domain.commands.fieldwork import RecordFinding, RecordPracticeExample, ReviseFinding, WithdrawFinding
from domain.events.fieldwork import Citations, CitedAnswer, Direction, ExampleKind, FindingList

finding = group("finding", "Numbered statements under the themes.")
example = group("example", "Examples of practice, under changed names.")

THEME = click.argument("theme")
LIST = click.argument("list", type=click.Choice([list_.value for list_ in FindingList]))
ORDINAL = click.argument("ordinal", metavar="NUMBER", type=click.IntRange(1, 9_999))
DIRECTIONS = click.Choice([direction.value for direction in Direction])
CASES = click.option("--case", "cases", multiple=True, help="A case it rests on.")
ANSWERS = click.option("--answer", "answers", multiple=True, metavar="CASE:QUESTION", help="An answer it rests on.")
EVIDENCE = click.option("--evidence", multiple=True, help="An evidence item it rests on.")
REASON = click.option("--reason", required=True, help="Why.")


@records(
    "add",
    'finding add 1 key_finding 3 --direction deficit --text "Plans were uneven" --answer NC-07:1.04 --as ann',
    into=finding,
)
@THEME
@LIST
@ORDINAL
@click.option("--text", required=True, help="The statement.")
@click.option("--direction", type=DIRECTIONS, required=True, help="What it says of the work.")
@CASES
@ANSWERS
@EVIDENCE
def add(
    ctx: Recording,
    theme: str,
    list: str,  # noqa: A002 - the word for it
    ordinal: int,
    text: str,
    direction: str,
    cases: tuple[str, ...],
    answers: tuple[str, ...],
    evidence: tuple[str, ...],
) -> RecordFinding:
    """Record a finding, and cite what it rests on."""
    citations = _citations(cases, answers, evidence)
    return ctx.command(
        RecordFinding,
        theme=theme,
        list=FindingList(list),
        ordinal=ordinal,
        statement=text,
        direction=Direction(direction),
        citations=citations,
    )


@records(
    "revise",
    'finding revise 1 key_finding 3 --text "Plans were often weak" --reason "Two more cases" --as ann',
    into=finding,
)
@THEME
@LIST
@ORDINAL
@click.option("--text", help="The new statement.")
@click.option("--direction", type=DIRECTIONS, help="What it now says of the work.")
@CASES
@ANSWERS
@EVIDENCE
@REASON
def revise(
    ctx: Recording,
    theme: str,
    list: str,  # noqa: A002 - the word for it
    ordinal: int,
    text: str | None,
    direction: str | None,
    cases: tuple[str, ...],
    answers: tuple[str, ...],
    evidence: tuple[str, ...],
    reason: str,
) -> ReviseFinding:
    """Word, weigh or support a finding differently. New citations replace the old ones."""
    citations = _citations(cases, answers, evidence) if cases or answers or evidence else None
    return ctx.command(
        ReviseFinding,
        theme=theme,
        list=FindingList(list),
        ordinal=ordinal,
        statement=text,
        direction=Direction(direction) if direction else None,
        citations=citations,
        reason=reason,
    )


@records("withdraw", 'finding withdraw 1 key_finding 3 --reason "The evidence did not hold" --as ann', into=finding)
@THEME
@LIST
@ORDINAL
@REASON
def withdraw(ctx: Recording, theme: str, list: str, ordinal: int, reason: str) -> WithdrawFinding:  # noqa: A002 - as above
    """Take a finding back. Its number is not used again."""
    return ctx.command(WithdrawFinding, theme=theme, list=FindingList(list), ordinal=ordinal, reason=reason)


@records(
    "add", 'example add 1 --pseudonym Ethan --kind notable --text "A taster day became a job" --as ann', into=example
)
@THEME
@click.option("--pseudonym", required=True, help="A changed name. Never the real one.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ExampleKind]), required=True, help="Good, or to learn from."
)
@click.option("--text", required=True, help="What was done.")
def add_example(ctx: Recording, theme: str, pseudonym: str, kind: str, text: str) -> RecordPracticeExample:
    """Record an example of practice."""
    return ctx.command(
        RecordPracticeExample, theme=theme, pseudonym=pseudonym, text=text, example_kind=ExampleKind(kind)
    )


def _citations(cases: tuple[str, ...], answers: tuple[str, ...], evidence: tuple[str, ...]) -> Citations:
    cited = []
    for text in answers:
        case, colon, question = text.partition(":")
        if not colon:
            raise click.UsageError(f"“{text}” is not an answer. Write it as CASE:QUESTION, such as NC-07:1.04.")
        cited.append(CitedAnswer(case=case, question=question))
    return Citations(cases=cases, answers=tuple(cited), evidence=evidence)
