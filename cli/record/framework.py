"""Commands for frameworks: list, show, check and adopt them."""

import click

from cli.commands import group
from cli.files.framework_files import FrameworkBroken, load, shipped
from cli.options import CSV, JSON, TSV
from cli.output import Cell, Table, print_text, show_json, show_table
from cli.write_commands import WriteContext, write_command
from domain.commands.setting_up import AdoptFramework

FRAMEWORK = click.argument("name", metavar="FRAMEWORK")

framework = group("framework", "Frameworks: themes, questions, scoring and rating scale.")


@framework.command("list", epilog="\b\nExamples:\n  inspectrail framework list")
@JSON
@CSV
@TSV
def list_(as_json: bool, form: str | None) -> None:
    """List the frameworks that ship with Inspectrail."""
    rows: list[list[Cell]] = [
        [
            loaded.reference,
            loaded.version,
            loaded.title,
            len(loaded.themes),
            len(loaded.questions),
            loaded.rule.value,
            loaded.digest[:12],
        ]
        for loaded in map(load, shipped())
    ]
    headings = ["framework", "version", "title", "themes", "questions", "rule", "digest"]
    if as_json:
        show_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        show_table(Table(headings, rows, wide=["title"]), form or "")


@framework.command("show", epilog="\b\nExamples:\n  inspectrail framework show hmip-fji-2016 --theme 1")
@FRAMEWORK
@click.option("--theme", help="Only this theme.")
@JSON
@CSV
@TSV
def show(name: str, theme: str | None, as_json: bool, form: str | None) -> None:
    """Show the questions of a framework that ships, or of a file."""
    loaded = load(name)
    themes = [loaded.theme(theme)] if theme else loaded.themes
    if as_json:
        show_json({"digest": loaded.digest, **loaded.as_fields(), "themes": themes})
        return
    rows = [
        [shown.id, question.id, question.stage, question.key_question, ", ".join(question.applies_when), question.text]
        for shown in themes
        for question in shown.questions
    ]
    headings = ["theme", "question", "stage", "key question", "only when", "text"]
    show_table(
        Table(headings, rows, title=f"{loaded.title} ({loaded.digest[:12]})", wide=["text", "only when"]), form or ""
    )


@framework.command("check", epilog="\b\nExamples:\n  inspectrail framework check our-framework.toml")
@click.argument("name", metavar="FILE")
@JSON
def check(name: str, as_json: bool) -> int:
    """Check a framework file. Exits with status 1 if it cannot be used, and names the line or field."""
    try:
        loaded = load(name)
    except FrameworkBroken as broken:
        if as_json:
            show_json({"file": name, "usable": False, "faults": broken.faults})
        else:
            print_text("\n".join([f"{name} cannot be used:", *(f"  {fault}" for fault in broken.faults)]))
        return 1
    if as_json:
        show_json({"file": name, "usable": True, "faults": [], "digest": loaded.digest})
    else:
        print_text(
            f"{name} can be used: {len(loaded.themes)} themes, {len(loaded.questions)} questions, {loaded.digest}"
        )
    return 0


@write_command("adopt", "framework adopt hmip-fji-2016 --as ann", "framework adopt ours.toml --as ann", into=framework)
@FRAMEWORK
def adopt(ctx: WriteContext, name: str) -> AdoptFramework:
    """Adopt a framework for the inspection. You cannot change it later."""
    return ctx.command(AdoptFramework, framework=load(name))
