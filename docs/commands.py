"""Generate the page of all commands: the help of each, 100 columns wide."""

from collections.abc import Iterator

import click

from cli.main import main

WIDTH = 100

HEAD = """\
# Commands

The help of every command, as `--help` prints it at 100 columns. `make docs` generates this page from the code.

- Every command that records takes `--as`, `--on`, `--command-id`, `--store`, `--inspection` and `--json`.
- Every command that shows an inspection takes `--at`, `--store`, `--inspection` and `--json`.
- On a terminal, tables have lines. In a pipe, they are rows separated by tabs.

Every command exits with one of these statuses:

| status | meaning |
|---|---|
| 0 | done |
| 1 | a check found something |
| 2 | wrong usage, or a file that is not a store |
| 3 | the record is damaged, or a signature does not verify |
| 4 | not found |
| 5 | refused by a rule of inspection |
| 6 | conflict, or the store cannot be written to now; nothing was recorded |
| 7 | the connection was lost; it is unknown whether the command was recorded; repeat it with the same --command-id |
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_entry(context) for context in every_command())])


def every_command(context: click.Context | None = None) -> Iterator[click.Context]:
    """Yield a context for every command: the main group first, each group before its commands."""
    context = context or _context(main, "inspectrail", None)
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command is not None:
                yield from every_command(_context(command, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    settings = command.context_settings
    names = settings.get("help_option_names")
    return click.Context(command, parent, name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names)


def _entry(context: click.Context) -> str:
    level = "##" if isinstance(context.command, click.Group) or context.parent is None else "###"
    if context.parent is not None and context.parent.parent is None:
        level = "##"
    return f"{level} {context.command_path}\n\n```text\n{context.command.get_help(context)}\n```\n"
