"""What an upload is by its content; its name and what its sender calls it mean nothing."""

from pathlib import Path

from models.vocabulary import FileType
from workflows.file_content import HEADS, Damaged, TwoTypes, check_content
from workflows.importing.files import FileKind, FileRefused, ImportFile, kind_of
from workflows.importing.office import office_type
from workflows.importing.problems import ProblemCode
from workflows.uploads import UploadRefused


def type_of(path: Path) -> FileType:
    """Tell what a file is.

    Raises:
        UploadRefused: UPLOAD_EMPTY, UPLOAD_DAMAGED for a PDF or picture whose end is missing, UPLOAD_TWO_TYPES for one that is something
            else as well, UPLOAD_TYPE_UNKNOWN for everything that nothing here reads. A ZIP file is never refused here: the import tells
            in detail what is wrong with one, and as evidence only documents and workbooks without macros are taken.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    for start, found in HEADS:
        if head.startswith(start):
            try:
                check_content(path, found)
            except Damaged:
                raise UploadRefused("UPLOAD_DAMAGED") from None
            except TwoTypes:
                raise UploadRefused("UPLOAD_TWO_TYPES") from None
            return found
    try:
        return FileType.DELIMITED if kind_of(ImportFile("", path)) is FileKind.DELIMITED else office_type(path)
    except FileRefused as refused:
        raise UploadRefused("UPLOAD_EMPTY" if refused.code is ProblemCode.FILE_EMPTY else "UPLOAD_TYPE_UNKNOWN") from refused
