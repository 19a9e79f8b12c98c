"""Answers as a file: a line of JSON or a row of CSV for each, checked field by field before anything is decided."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError, model_validator

from cli.files.input_files import MOST_ROWS, FileFault, Opened, TooMuch, csv_rows, numbered_lines
from cli.files.strict_json import NotStrict, parse
from domain.command import Input
from domain.framework import Response
from domain.text import CaseReference, Line, PersonId, QuestionId, Reason, Text

MESSAGES = {"missing": "it is missing", "extra_forbidden": "there is no such field"}
SEPARATOR = ";"
RESPONSES = {str(response): response for response in Response}


def _day(written: Any) -> Any:
    try:
        # The other forms that ISO 8601 has for a day are rather slips of the pen.
        return date.fromisoformat(written if len(written) == len("2016-05-13") else "")
    except (TypeError, ValueError):
        raise ValueError("is not a day; write it as 2016-05-13") from None


def _response(written: Any) -> Any:
    if isinstance(written, str) and (response := RESPONSES.get(written)):
        return response
    raise ValueError(f"is not one of {', '.join(Response)}")


class GivenAnswer(Input):
    """An answer as a file gives it: with its evidence to record it, or with the reason to revise one."""

    case: CaseReference
    question: QuestionId
    response: Annotated[Response, BeforeValidator(_response)]
    evidence: Text | None = None
    reason: Reason | None = None
    references: tuple[Line, ...] = ()
    on: Annotated[date, BeforeValidator(_day)] | None = None
    by: PersonId | None = None

    @model_validator(mode="after")
    def _recorded_or_revised(self) -> "GivenAnswer":
        if (self.evidence is None) == (self.reason is None):
            raise ValueError("give its evidence to record an answer, or the reason to revise one: one of the two")
        if self.references and self.evidence is None:
            raise ValueError("references go with evidence, and a revised answer has none")
        return self


FIELDS = tuple(GivenAnswer.model_fields)

Given = tuple[int, GivenAnswer | FileFault]


def read(opened: Opened, form: str) -> Iterator[Given]:
    """Yield each answer of a file, `jsonl` or `csv`, with its line; or the fault of a line.

    Raises Fault for what makes the whole file unusable.
    """
    numbered = numbered_lines(opened)
    yield from _from_json(numbered) if form == "jsonl" else _from_csv(numbered)


def _from_json(numbered: Iterable[tuple[int, str | FileFault]]) -> Iterator[Given]:
    answers = 0
    for line, text in numbered:
        if isinstance(text, FileFault):
            yield line, text
        elif text.strip():
            answers += 1
            if answers > MOST_ROWS:
                raise TooMuch(line, f"it has more than {MOST_ROWS:,} answers; split it")
            yield line, _checked(line, lambda text=text: _from_object(parse(text)))  # type: ignore[misc]


def _from_object(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise NotStrict("it is not an object of fields, such as {…}")
    if isinstance(references := document.get("references"), list):
        document["references"] = tuple(references)
    return document


def _from_csv(numbered: Iterable[tuple[int, str | FileFault]]) -> Iterator[Given]:
    rows = ((line, cells) for line, cells in csv_rows(numbered) if cells)
    _, columns = next(rows, (1, []))
    if wrong := [name for name in columns if name not in FIELDS]:
        raise FileFault(1, f"there is no column “{wrong[0][:80]}” in a file of answers; it has {', '.join(FIELDS)}")
    if twice := [name for name in columns if columns.count(name) > 1]:
        raise FileFault(1, "the column stands twice", twice[0])
    if missing := [name for name in ("case", "question", "response") if name not in columns]:
        raise FileFault(1, "there is no such column", missing[0])
    try:
        for line, cells in rows:
            yield line, _checked(line, lambda cells=cells: _from_cells(columns, cells))  # type: ignore[misc]
    except TooMuch:
        raise
    except FileFault as fault:
        why = f"{fault.why}. What comes after this line was not read"
        yield fault.line, FileFault(fault.line, why, fault.field)


def _from_cells(columns: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) != len(columns):
        raise NotStrict("it has more or fewer columns than the first line")
    found: dict[str, Any] = {name: cell for name, cell in zip(columns, cells, strict=True) if cell.strip()}
    if "references" in found:
        found["references"] = tuple(reference.strip() for reference in found["references"].split(SEPARATOR))
    return found


def _checked(line: int, fields: Callable[[], dict[str, Any]]) -> GivenAnswer | FileFault:
    try:
        return GivenAnswer.model_validate(fields())
    except NotStrict as odd:
        return FileFault(line, odd.why, odd.field)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        text = first["msg"].removeprefix("Value error, ")
        why = MESSAGES.get(first["type"], text[0].lower() + text[1:])
        return FileFault(line, why, field[:80] or "evidence or reason")
