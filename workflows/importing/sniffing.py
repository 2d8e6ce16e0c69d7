"""What an upload is by its content; its name and what its sender calls it mean nothing."""

from pathlib import Path

from models.vocabulary import FileType
from workflows.importing.files import FileKind, FileRefused, ImportFile, kind_of
from workflows.importing.problems import ProblemCode
from workflows.uploads import UploadRefused

_HEADS = ((b"%PDF", FileType.PDF), (b"\xff\xd8\xff", FileType.JPEG), (b"\x89PNG\r\n\x1a\n", FileType.PNG))
_IMPORTABLE = {FileKind.DELIMITED: FileType.DELIMITED, FileKind.WORKBOOK: FileType.WORKBOOK}


def type_of(path: Path) -> FileType:
    """Tell what a file is.

    Raises:
        UploadRefused: UPLOAD_EMPTY, or UPLOAD_TYPE_UNKNOWN for everything that nothing here reads.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    for start, found in _HEADS:
        if head.startswith(start):
            return found
    try:
        return _IMPORTABLE[kind_of(ImportFile("", path))]
    except FileRefused as refused:
        raise UploadRefused("UPLOAD_EMPTY" if refused.code is ProblemCode.FILE_EMPTY else "UPLOAD_TYPE_UNKNOWN") from refused
