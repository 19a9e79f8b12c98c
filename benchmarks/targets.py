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
        *(
            Target(
                AT.format(query, many),
                f"at most 1.2 x that of {few:,} inspections",
                lambda rows, query=query: (  # type: ignore[misc]
                    rows[AT.format(query, many), OURS].median / rows[AT.format(query, few), OURS].median
                ),
                most=1.2,
            )
            for query in QUERIES
        ),
        faster(VERIFY, LIMIT, 0.5),
        *(
            Target(
                START.format(name),
                "at most 1.6 x the imports",
                lambda rows, name=name: (  # type: ignore[misc]
                    rows[START.format(name), OURS].median / rows[START.format(IMPORTS), IMPORTS].median
                ),
                most=1.6,
            )
            for name in COMMANDS
        ),
        *(faster(APPEND.format(writers), VANILLA, 1.5) for writers in WRITERS),
    ]
