"""Chooses mutants: small changes of the code, each of which a test should notice.

It runs in an environment of its own, in which Cosmic Ray is installed. It prints a line of JSON for each mutant.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

# A decorator that is removed, or a number by one more, changes what nobody can call or see.
LEFT_OUT = ("core/RemoveDecorator", "core/VariableReplacer", "core/VariableInserter")


def positions(file: Path) -> Iterator[tuple[tuple[int, int], str, int]]:
    """Yield each change that can be made in a file: line and column, operator, and its number for that operator."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path  # type: ignore[import-not-found]
    from cosmic_ray.plugins import get_operator, operator_names  # type: ignore[import-not-found]

    tree = get_ast_from_path(file)
    for name in sorted(operator_names()):
        if name in LEFT_OUT or get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        found = (start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node))
        yield from ((place, name, number) for number, place in enumerate(found))


def mutated(file: Path, operator: str, number: int) -> str:
    """Return the text of a file with one change."""
    from cosmic_ray.mutating import mutate_code  # type: ignore[import-not-found]
    from cosmic_ray.plugins import get_operator

    text: str = mutate_code(file.read_text(encoding="utf-8"), get_operator(operator)(), number)
    return text


def main(size: int, seed: int, files: list[str]) -> None:
    """Print a sample of the mutants of these files, at most one for each place in the code.

    Some places can be changed in a dozen ways, and most in one: each place is as likely as any other.
    """
    places: dict[tuple[str, tuple[int, int]], list[tuple[str, int]]] = {}
    for file in files:
        for place, operator, number in positions(Path(file)):
            places.setdefault((file, place), []).append((operator, number))
    chance = random.Random(seed)
    for file, place in chance.sample(sorted(places), min(size, len(places))):
        operator, number = chance.choice(places[file, place])
        text = mutated(Path(file), operator, number)
        print(json.dumps({"file": file, "operator": operator, "line": place[0], "of": len(places), "text": text}))  # noqa: T201 - the sample


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
