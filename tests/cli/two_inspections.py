"""A second inspection of the same body in the store of the walk, from its announcement to its published report."""

import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tests.cli.command_line import Ran, here

FILES = Path(__file__).parent
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
FIRST, SECOND = "newport-2023", "newport-2025"
BODY = "Newport Youth Justice Service"
BEGINNING = """
inspection announce {name} --name 'Ann Archer' --organisation 'Youth Inspectorate' --title 'Youth justice'\
 --body '{body}' --programme 'Joint' --from {year}-03-03 --until {year}-03-14 --on {year}-02-03
framework adopt {small} --on {year}-02-03
team add ben --name 'Ben Baker' --role inspector --organisation 'Youth Inspectorate' --on {year}-02-03
team add cat --name 'Cat Carter' --role moderator --organisation 'Youth Inspectorate' --on {year}-02-03
team add fay --name 'Fay Fox' --role publisher --organisation 'Youth Inspectorate' --on {year}-02-03
team add eve --name 'Eve Ellis' --role inspected_body --organisation 'Newport City Council' --on {year}-02-03
case add NQ-01 --pseudonym Lark --setting community --on {year}-02-10
case assign NQ-01 ben --on {year}-02-10
fieldwork start --on {year}-03-03
answer record NQ-01 1.1 sufficient --evidence 'A plan of May' --as ben --on {year}-03-03
answer record NQ-01 2.1 sufficient --evidence 'A letter' --as ben --on {year}-03-03
assessment submit NQ-01 --as ben --on {year}-03-04
moderate complete NQ-01 --as cat --on {year}-03-05
judge make 1 good --rationale 'One of one' --on {year}-03-13
judge make 2 good --rationale 'One of one' --on {year}-03-13
judge make 3 fair --rationale 'The board met' --on {year}-03-13
fieldwork end --on {year}-03-14
feedback --audience 'Managers' --on {year}-03-14
draft issue --comments-by {year}-04-25 --on {year}-04-04
"""
ENDING = """
report finalise --on {year}-05-12
report publish --as fay --on {year}-05-14
"""


def run(
    store: Path, line: str, *, inspection: str = SECOND, new_id: Callable[[], str] | None = None, **more: str
) -> Ran:
    """Run one command on an inspection, as Ann where nobody else is named."""
    acting = {"INSPECTRAIL_STORE": str(store), "INSPECTRAIL_ACTOR": "ann", "INSPECTRAIL_INSPECTION": inspection}
    return here(*shlex.split(line), now=NOW, new_id=new_id, **{**acting, **more})


def drafted(store: Path, *, name: str = SECOND, year: int = 2025, body: str = BODY) -> Path:
    """Begin another inspection in a store and come as far as its draft report."""
    return _told(store, BEGINNING, name, year, body)


def published(store: Path, *, name: str = SECOND, year: int = 2025) -> Path:
    """Finalise and publish the report of an inspection that came as far as its draft."""
    return _told(store, ENDING, name, year, BODY)


def _told(store: Path, lines: str, name: str, year: int, body: str) -> Path:
    numbers = count(1)
    phase = lines.split()[0]
    for line in lines.strip().splitlines():
        told = line.format(name=name, year=year, body=body, small=shlex.quote(str(FILES / "small.toml")))
        ran = run(store, told, inspection=name, new_id=lambda: f"{name}-{phase}-{next(numbers):03}")
        assert ran.code == 0, (told, ran.err)
    return store
