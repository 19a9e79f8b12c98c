"""Read and validate a file of answers, as JSON lines or CSV."""

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


def _day(value: Any) -> Any:
    try:
        # ISO 8601 has further forms of a day, but here they are likely to be typing errors.
        return date.fromisoformat(value if len(value) == len("2016-05-13") else "")
    except (TypeError, ValueError):
        raise ValueError("is not a day; write it as 2016-05-13") from None


def _response(value: Any) -> Any:
    if isinstance(value, str) and (response := RESPONSES.get(value)):
        return response
    raise ValueError(f"is not one of {', '.join(Response)}")


class AnswerRow(Input):
    """One answer of a file: with evidence to record it, or with a reason to revise it."""

    case: CaseReference
    question: QuestionId
    response: Annotated[Response, BeforeValidator(_response)]
    evidence: Text | None = None
    reason: Reason | None = None
    references: tuple[Line, ...] = ()
    on: Annotated[date, BeforeValidator(_day)] | None = None
    by: PersonId | None = None

    @model_validator(mode="after")
    def _recorded_or_revised(self) -> "AnswerRow":
        if (self.evidence is None) == (self.reason is None):
            raise ValueError("give either the evidence, to record an answer, or the reason, to revise it")
        if self.references and self.evidence is None:
            raise ValueError("references go with evidence; a revised answer has none")
        return self


FIELDS = tuple(AnswerRow.model_fields)

NumberedRow = tuple[int, AnswerRow | FileFault]


def read(opened: Opened, form: str) -> Iterator[NumberedRow]:
    """Yield the answer or the fault of each line of a file, `jsonl` or `csv`.

    Raises FileFault if the file cannot be used at all.
    """
    numbered = numbered_lines(opened)
    yield from _from_json(numbered) if form == "jsonl" else _from_csv(numbered)


def _from_json(numbered: Iterable[tuple[int, str | FileFault]]) -> Iterator[NumberedRow]:
    answers = 0
    for line, content in numbered:
        if isinstance(content, FileFault):
            yield line, content
        elif content.strip():
            answers += 1
            if answers > MOST_ROWS:
                raise TooMuch(line, f"it has more than {MOST_ROWS:,} answers; split it")
            yield line, _checked(line, lambda content=content: _from_object(parse(content)))  # type: ignore[misc]


def _from_object(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise NotStrict("it is not a JSON object, such as {…}")
    if isinstance(references := document.get("references"), list):
        document["references"] = tuple(references)
    return document


def _from_csv(numbered: Iterable[tuple[int, str | FileFault]]) -> Iterator[NumberedRow]:
    rows = ((line, cells) for line, cells in csv_rows(numbered) if cells)
    _, columns = next(rows, (1, []))
    if wrong := [name for name in columns if name not in FIELDS]:
        raise FileFault(1, f"the column “{wrong[0][:80]}” is unknown; a file of answers may have {', '.join(FIELDS)}")
    if twice := [name for name in columns if columns.count(name) > 1]:
        raise FileFault(1, "the column appears twice", twice[0])
    if missing := [name for name in ("case", "question", "response") if name not in columns]:
        raise FileFault(1, "the column is missing", missing[0])
    try:
        for line, cells in rows:
            yield line, _checked(line, lambda cells=cells: _from_cells(columns, cells))  # type: ignore[misc]
    except TooMuch:
        raise
    except FileFault as fault:
        why = f"{fault.why}. The lines after it were not read"
        yield fault.line, FileFault(fault.line, why, fault.field)


def _from_cells(columns: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) != len(columns):
        raise NotStrict("it has more or fewer columns than the first line")
    fields: dict[str, Any] = {name: cell for name, cell in zip(columns, cells, strict=True) if cell.strip()}
    if "references" in fields:
        fields["references"] = tuple(reference.strip() for reference in fields["references"].split(SEPARATOR))
    return fields


def _checked(line: int, fields: Callable[[], dict[str, Any]]) -> AnswerRow | FileFault:
    try:
        return AnswerRow.model_validate(fields())
    except NotStrict as fault:
        return FileFault(line, fault.why, fault.field)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        why = MESSAGES.get(first["type"], message[0].lower() + message[1:])
        return FileFault(line, why, field[:80] or "evidence or reason")
