"""The targets of the benchmarks."""

from benchmarks.measured import Target, faster
from benchmarks.measures import AT, CATCH_UP, COMMANDS, IMPORT, OF, QUERIES, REBUILD, SINGLE_ANSWER, START, VERIFY
from benchmarks.on_postgres import APPEND, WRITERS
from benchmarks.setting import IMPORTS, LIMIT, OURS, VANILLA, Setting


def targets(setting: Setting) -> list[Target]:
    """Return the targets for the sizes of a run."""
    few, some, many = setting.sizes.inspections
    larger, smaller = (OF.format("rebuild", number) for number in (many, some))
    return [
        faster(IMPORT, VANILLA, 3),
        faster(IMPORT, LIMIT, 0.35),
        faster(SINGLE_ANSWER, LIMIT, 0.5),
        faster(REBUILD, VANILLA, 2.5),
        faster(REBUILD, LIMIT, 0.6),
        Target(
            larger,
            f"memory at most 1.1 x that of {some:,} inspections",
            lambda rows: (rows[larger, OURS].memory_mb or 0) / (rows[smaller, OURS].memory_mb or 1),
            most=1.1,
        ),
        Target(
            CATCH_UP.format("1"),
            "under 5 ms",
            lambda rows: rows[CATCH_UP.format("1"), OURS].median * 1_000,
            most=5,
            unit=" ms",
        ),
        *(_growing(query, few, many) for query in QUERIES),
        faster(VERIFY, LIMIT, 0.5),
        *map(_starting, COMMANDS),
        *(faster(APPEND.format(writers), VANILLA, 1.5) for writers in WRITERS),
    ]


def _growing(query: str, few: int, many: int) -> Target:
    """Return the target of a query that may hardly take longer in a store of more inspections."""
    larger, smaller = AT.format(query, many), AT.format(query, few)
    return Target(
        larger,
        f"at most 1.2 x that of {few:,} inspections",
        lambda rows: rows[larger, OURS].median / rows[smaller, OURS].median,
        most=1.2,
    )


def _starting(name: str) -> Target:
    """Return the target of starting a command, beside a program that only imports the libraries."""
    return Target(
        START.format(name),
        "at most 1.6 x the imports",
        lambda rows: rows[START.format(name), OURS].median / rows[START.format(IMPORTS), IMPORTS].median,
        most=1.6,
    )
