"""Every command there is."""

from importlib import import_module
from pkgutil import iter_modules

from domain import commands
from domain.command import CaseCommand, Command

CHAPTERS = [import_module(f"domain.commands.{chapter.name}") for chapter in iter_modules(commands.__path__)]
COMMANDS = {
    kind
    for chapter in CHAPTERS
    for kind in vars(chapter).values()
    if isinstance(kind, type) and issubclass(kind, Command) and kind not in (Command, CaseCommand)
}
