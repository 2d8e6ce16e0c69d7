"""From bytes to rows: encoding, delimiter, header, and the digest that an event's provenance names."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass

from workflows.importing.columns import Section, fields_of, missing_columns, sections_of
from workflows.importing.problems import Place, Problem, ProblemCode

HEADING_ROWS = 20
"""How far down a header is looked for: the national report has seven heading lines above it."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row's cells by field, trimmed, empty ones left out."""

    place: Place
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its name as given, SHA-256 in hex, the sections it holds, its header by field, and its rows."""

    name: str
    sha256: str
    sections: frozenset[Section]
    headers: Mapping[str, str]
    rows: tuple[SourceRow, ...]


def read_source(index: int, name: str, content: bytes) -> tuple[Source, list[Problem]]:
    """Read one file; a file that can't be read gives a source without rows and says why."""
    digest = hashlib.sha256(content).hexdigest()
    empty = Source(name, digest, frozenset(), {}, ())
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        return empty, [Problem(ProblemCode.ENCODING, Place(index, row), params={"file": name})]
    if not text.strip():
        return empty, [Problem(ProblemCode.FILE_EMPTY, Place(index, 1), params={"file": name})]
    best: tuple[int, list[str | None], list[str], str] | None = None
    for delimiter in (",", ";", "\t"):
        for number, cells in _records(text, delimiter, HEADING_ROWS):
            fields = fields_of(cells)
            known = frozenset(one for one in fields if one)
            if sections_of(known) and (best is None or len(known) > len({one for one in best[1] if one})):
                best = (number, fields, cells, delimiter)
    if best is None:
        return empty, [Problem(ProblemCode.HEADER_UNKNOWN, Place(index, 1), params={"file": name})]
    return _read_rows(index, name, digest, text, best)


def _records(text: str, delimiter: str, most: int | None = None) -> list[tuple[int, list[str]]]:
    # strict stays off: a stray quote is then a character of its cell, and the row's shape tells what is wrong.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(reader, start=1):
        if most is not None and number > most:
            break
        records.append((number, cells))
    return records


def _read_rows(
    index: int, name: str, digest: str, text: str, found: tuple[int, list[str | None], list[str], str]
) -> tuple[Source, list[Problem]]:
    at, fields, header, delimiter = found
    known = [one for one in fields if one]
    sections = sections_of(frozenset(known))
    problems = [
        Problem(ProblemCode.COLUMN_MISSING, Place(index, at), params={"column": column, "section": section.value})
        for section in sorted(sections, key=lambda one: one.value)
        for column in missing_columns(section, frozenset(known))
    ]
    problems += [
        Problem(ProblemCode.COLUMN_TWICE, Place(index, at), header[number], {"column": header[number]})
        for number, one in enumerate(fields)
        if one and one in fields[:number]
    ]
    rows = []
    for number, cells in _records(text, delimiter):
        if number <= at or not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            problems.append(Problem(ProblemCode.ROW_SHAPE, Place(index, number), params={"cells": len(cells), "columns": len(header)}))
            continue
        values = {one: value for one, cell in zip(fields, cells, strict=False) if one and (value := cell.strip())}
        rows.append(SourceRow(Place(index, number), values))
    if not rows:
        problems.append(Problem(ProblemCode.FILE_EMPTY, Place(index, at), params={"file": name}))
    headers = {one: header[number] for number, one in enumerate(fields) if one}
    return Source(name, digest, sections, headers, tuple(rows)), problems
