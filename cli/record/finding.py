"""Commands for findings, with their citations, and for practice examples."""

import click

from cli.commands import group
from cli.record.arguments import NUMBER, PSEUDONYM, REASON, THEME
from cli.write_commands import WriteContext, write_command
from domain.commands.fieldwork import RecordFinding, RecordPracticeExample, ReviseFinding, WithdrawFinding
from domain.events.fieldwork import Citations, CitedAnswer, Direction, ExampleKind, FindingList

finding = group("finding", "Findings: numbered statements under each theme.")
example = group("example", "Practice examples, under pseudonyms.")

LIST = click.argument("list", type=click.Choice([list_.value for list_ in FindingList]))
DIRECTIONS = click.Choice([direction.value for direction in Direction])
CITED_CASES = click.option("--case", "cases", multiple=True, help="A case that it cites. Repeatable.")
CITED_ANSWERS = click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="CASE:QUESTION",
    help="An answer that it cites, as CASE:QUESTION. Repeatable.",
)
CITED_EVIDENCE = click.option("--evidence", multiple=True, help="An evidence item that it cites. Repeatable.")


@write_command(
    "add",
    'finding add 1 key_finding 3 --direction deficit --text "Plans were uneven" --answer NC-07:1.04 --as ann',
    into=finding,
)
@THEME
@LIST
@NUMBER
@click.option("--text", required=True, help="The statement.")
@click.option("--direction", type=DIRECTIONS, required=True, help="Whether it is positive, mixed or negative.")
@CITED_CASES
@CITED_ANSWERS
@CITED_EVIDENCE
def add(
    ctx: WriteContext,
    theme: str,
    list: str,  # noqa: A002 - the name of the argument
    number: int,
    text: str,
    direction: str,
    cases: tuple[str, ...],
    answers: tuple[str, ...],
    evidence: tuple[str, ...],
) -> RecordFinding:
    """Record a finding, citing its evidence."""
    citations = _citations(cases, answers, evidence)
    return ctx.command(
        RecordFinding,
        theme=theme,
        list=FindingList(list),
        ordinal=number,
        statement=text,
        direction=Direction(direction),
        citations=citations,
    )


@write_command(
    "revise",
    'finding revise 1 key_finding 3 --text "Plans were often weak" --reason "Two more cases" --as ann',
    into=finding,
)
@THEME
@LIST
@NUMBER
@click.option("--text", help="The new statement.")
@click.option("--direction", type=DIRECTIONS, help="The new direction.")
@CITED_CASES
@CITED_ANSWERS
@CITED_EVIDENCE
@REASON
def revise(
    ctx: WriteContext,
    theme: str,
    list: str,  # noqa: A002 - the name of the argument
    number: int,
    text: str | None,
    direction: str | None,
    cases: tuple[str, ...],
    answers: tuple[str, ...],
    evidence: tuple[str, ...],
    reason: str,
) -> ReviseFinding:
    """Revise a finding. New citations replace the old."""
    citations = _citations(cases, answers, evidence) if cases or answers or evidence else None
    return ctx.command(
        ReviseFinding,
        theme=theme,
        list=FindingList(list),
        ordinal=number,
        statement=text,
        direction=Direction(direction) if direction else None,
        citations=citations,
        reason=reason,
    )


@write_command(
    "withdraw", 'finding withdraw 1 key_finding 3 --reason "The evidence did not hold" --as ann', into=finding
)
@THEME
@LIST
@NUMBER
@REASON
def withdraw(ctx: WriteContext, theme: str, list: str, number: int, reason: str) -> WithdrawFinding:  # noqa: A002 - as above
    """Withdraw a finding. Its number is not used again."""
    return ctx.command(WithdrawFinding, theme=theme, list=FindingList(list), ordinal=number, reason=reason)


@write_command(
    "add", 'example add 1 --pseudonym Ethan --kind notable --text "A taster day became a job" --as ann', into=example
)
@THEME
@PSEUDONYM
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ExampleKind]), required=True, help="The kind of example."
)
@click.option("--text", required=True, help="The example.")
def add_example(ctx: WriteContext, theme: str, pseudonym: str, kind: str, text: str) -> RecordPracticeExample:
    """Record a practice example."""
    return ctx.command(
        RecordPracticeExample, theme=theme, pseudonym=pseudonym, text=text, example_kind=ExampleKind(kind)
    )


def _citations(cases: tuple[str, ...], answers: tuple[str, ...], evidence: tuple[str, ...]) -> Citations:
    cited = []
    for answer in answers:
        case, colon, question = answer.partition(":")
        if not colon:
            raise click.UsageError(f"“{answer}” is not an answer. Write it as CASE:QUESTION, such as NC-07:1.04.")
        cited.append(CitedAnswer(case=case, question=question))
    return Citations(cases=cases, answers=tuple(cited), evidence=evidence)
