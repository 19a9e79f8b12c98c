"""The rows of all chapters, for what must hold of every row.

A chapter is a test file in tests/domain/case or tests/domain/inspection that has RECORDS and REFUSES.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.domain import case, inspection

FILES = [
    import_module(f"{package.__name__}.{file.name}")
    for package in (case, inspection)
    for file in iter_modules(package.__path__)
]
CHAPTERS = [file for file in FILES if hasattr(file, "RECORDS")]
RECORDS = tuple(row for chapter in CHAPTERS for row in chapter.RECORDS)
REFUSES = tuple(row for chapter in CHAPTERS for row in chapter.REFUSES)
