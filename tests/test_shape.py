"""Folders, files and functions stay small."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "domain", "events_store", "frameworks", "projections", "reports")
FILES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
SOURCES = [*FILES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]


def lengths() -> list[tuple[int, str]]:
    """The lines of each function of the product, from its first to its last."""
    functions = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                functions.append((node.end_lineno - node.lineno + 1, f"{file.relative_to(ROOT)}: {node.name}"))
    return sorted(functions)


def test_a_folder_has_at_most_sixteen_modules():
    folders: dict[Path, int] = {}
    for file in SOURCES:
        if file.name != "__init__.py":
            folders[file.parent] = folders.get(file.parent, 0) + 1
    assert {str(folder.relative_to(ROOT)): number for folder, number in folders.items() if number > 16} == {}


def test_a_file_of_the_product_has_fewer_than_three_hundred_lines():
    long = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {file: number for file, number in long.items() if number >= 300} == {}


def test_no_function_is_over_forty_lines_and_nine_in_ten_have_at_most_eighteen():
    every = lengths()
    assert [function for function in every if function[0] > 40] == []
    assert every[len(every) * 9 // 10][0] <= 18
