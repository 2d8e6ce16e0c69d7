"""Files read without a database, as an import reads them before it looks at what is known."""

from collections.abc import Sequence

from workflows.importing.files import ImportFile
from workflows.importing.lines import AnyLine
from workflows.importing.problems import Problem
from workflows.importing.rows import read_row
from workflows.importing.sources import Source, open_source


def read_files(files: Sequence[ImportFile], problems: list[Problem]) -> tuple[list[Source], list[AnyLine]]:
    """Read all files into lines; what is wrong with them goes to ``problems``."""
    sources = [open_source(index, file) for index, file in enumerate(files)]
    found: list[AnyLine] = []
    for source in sources:
        problems.extend(source.problems)
        for row in source.rows():
            lines, faults = read_row(row)
            found += lines
            problems.extend(faults)
    return sources, found
