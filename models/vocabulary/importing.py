"""Words about files that are sent and imports of them."""

from models.vocabulary.word import Word


class FileType(Word):
    """What a file is by its content; an archive is any ZIP file but workbooks and documents without macros."""

    DELIMITED = "DELIMITED"
    WORKBOOK = "WORKBOOK"
    DOCUMENT = "DOCUMENT"
    ARCHIVE = "ARCHIVE"
    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"


class ImportState(Word):
    """Where an import stands: waiting for its turn, at work, done, refused for what its files hold, or failed for another reason."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class ImportStage(Word):
    """What an import is doing, in this order; where rows are left out, or others change what it rests on, it goes back to CHECKING.

    All but WRITING leave everybody else's data unlocked.
    """

    READING = "READING"
    CHECKING = "CHECKING"
    APPLYING = "APPLYING"
    LINES = "LINES"
    WRITING = "WRITING"


class RowsTaken(Word):
    """Which rows an import takes: all or nothing, or the valid ones while the rest is given back."""

    ALL = "ALL"
    VALID = "VALID"


class ImportEffect(Word):
    """What an import does to an aggregate."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    ENDED = "ENDED"


class ProblemSeverity(Word):
    """Whether a problem stops the import (or the row), or is only worth a look."""

    ERROR = "ERROR"
    NOTICE = "NOTICE"
