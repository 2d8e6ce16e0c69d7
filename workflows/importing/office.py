"""Whether a ZIP file is a Word document or an Excel workbook without macros, by what it says of its own parts.

Nothing of its content is read but the list of types, of bounded size. Whatever is doubtful isn't one: a word that isn't found, or is
written in another encoding, makes it a mere ZIP file.
"""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipInfo

from models.vocabulary import FileType
from workflows.file_content import is_several
from workflows.importing.archive import Archive
from workflows.importing.files import FileRefused, ImportFile

_TYPES, _TYPES_BYTES = "[content_types].xml", 1 << 20
_MAIN = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileType.DOCUMENT,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileType.WORKBOOK,
}
"""What the main part of each is, by ECMA-376."""
_RUNS = (b"macroenabled", b"vbaproject", b"macrosheet", b"activex")
"""What names something that runs when the file is opened, in a part's type (MS-OFFMACRO2)."""
_RUNNING_PARTS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/", ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm")


def office_type(path: Path) -> FileType:
    """Tell what a file that begins like a ZIP is: DOCUMENT, WORKBOOK, or ARCHIVE for all others, those with macros and damaged ones too."""
    try:
        with path.open("rb") as stream:
            archive = Archive(ImportFile("", path), stream)
            if is_several(path, FileType.ARCHIVE) or not _is_plain(archive.parts):
                return FileType.ARCHIVE
            types = b"".join(archive.pieces(archive.parts[_TYPES])).lower()
    except FileRefused:
        return FileType.ARCHIVE
    found = [kind for name, kind in _MAIN.items() if name in types]
    return found[0] if len(found) == 1 and not any(one in types for one in _RUNS) else FileType.ARCHIVE


def _is_plain(parts: Mapping[str, ZipInfo]) -> bool:
    """Tell whether nothing stands before the first part, no part names a place outside, and none runs."""
    if _TYPES not in parts or parts[_TYPES].file_size > _TYPES_BYTES or min(one.header_offset for one in parts.values()) != 0:
        return False
    for name, part in parts.items():
        if part.filename.startswith("/") or "\\" in part.filename or ":" in part.filename or ".." in part.filename.split("/"):
            return False
        if any(one in f"/{name}" for one in _RUNNING_PARTS):
            return False
    return True
