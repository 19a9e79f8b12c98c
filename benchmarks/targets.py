"""What is to be reached, as far as it is a ratio of what was measured."""

from benchmarks.measured import Target, faster
from benchmarks.measures import ASKED, AT, CATCH_UP, COMMANDS, IMPORT, OF, ONE, REBUILD, START, VERIFY
from benchmarks.on_postgres import APPEND, WRITERS
from benchmarks.setting import IMPORTS, LIMIT, OURS, VANILLA, Setting


def targets(setting: Setting) -> list[Target]:
    """Return the targets, of the sizes of a run."""
    few, some, many = setting.sizes.inspections
    larger, smaller = (OF.format("rebuild", number) for number in (many, some))
    return [
        faster(IMPORT, VANILLA, 3),
        faster(IMPORT, LIMIT, 0.35),
        faster(ONE, LIMIT, 0.5),
        faster(REBUILD, VANILLA, 2.5),
        faster(REBUILD, LIMIT, 0.6),
        Target(
            larger,
            f"memory at most 1.1 x that of {some:,} inspections",
            lambda found: (found[larger, OURS].memory_mb or 0) / (found[smaller, OURS].memory_mb or 1),
            most=1.1,
        ),
        Target(
            CATCH_UP.format("1"),
            "under 5 ms",
            lambda found: found[CATCH_UP.format("1"), OURS].median * 1_000,
            most=5,
            unit=" ms",
        ),
        *(
            Target(
                AT.format(asked, many),
                f"at most 1.2 x that of {few:,} inspections",
                lambda found, asked=asked: (  # type: ignore[misc]
                    found[AT.format(asked, many), OURS].median / found[AT.format(asked, few), OURS].median
                ),
                most=1.2,
            )
            for asked in ASKED
        ),
        faster(VERIFY, LIMIT, 0.5),
        *(
            Target(
                START.format(name),
                "at most 1.6 x the imports",
                lambda found, name=name: (  # type: ignore[misc]
                    found[START.format(name), OURS].median / found[START.format(IMPORTS), IMPORTS].median
                ),
                most=1.6,
            )
            for name in COMMANDS
        ),
        *(faster(APPEND.format(writers), VANILLA, 1.5) for writers in WRITERS),
    ]
