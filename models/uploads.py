"""Files that were sent to be used, and the imports that use them. The bytes lie in a folder; these rows say whose they are."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Json, Reference, word
from models.vocabulary import FileType, ImportStage, ImportState, ProblemSeverity, ReasonCode, RowsTaken


class Upload(AgencyRow):
    """A file that a person sent to their agency, usable by that person alone until ``expires_at``; its bytes are stored under its id.

    ``size`` is in bytes, ``sha256`` in hex; ``type`` is what the content is, whatever the name says.
    """

    person_id = Reference("person", within_agency=False)
    name = BoundedText(max_length=limits.NAME_CHARS)
    type = word(FileType)
    size = fields.IntField()
    sha256 = BoundedText(max_length=64)
    created_at = Instant()
    expires_at = Instant()

    class Meta:
        table = "upload"


class ImportJob(AgencyRow):
    """One import of uploads, done behind the requests; those of an agency one after the other, in the order of their ids.

    ``files`` is a JSON list of ``{upload, name, size, sha256}``, ``counts`` one of ``{subject, effect, count}``; ``actor`` names who asked
    by ids. What was imported and how the job stands are kept apart: the events of the import carry the request id ``import-<id>``.
    ``stopped_by`` says why a job that is REFUSED or FAILED didn't go on; null where its rows do.
    """

    requested_by_id = Reference("employee")
    actor = Json()
    request_id = BoundedText(max_length=limits.KEY_CHARS)
    locale = BoundedText(max_length=limits.CODE_CHARS)
    files = Json()
    effective = Day()
    dry_run = fields.BooleanField()
    rows_taken = word(RowsTaken)
    state = word(ImportState)
    stage = word(ImportStage, null=True)
    done = fields.IntField()
    total = fields.IntField(null=True)
    attempts = fields.IntField()
    written = fields.BooleanField()
    row_count = fields.IntField()
    rejected = fields.IntField()
    errors = fields.IntField()
    notices = fields.IntField()
    locked_ms = fields.IntField(null=True)
    counts = Json()
    stopped_by = word(ReasonCode, null=True)
    report_until = Instant(null=True)
    requested_at = Instant()
    started_at = Instant(null=True)
    finished_at = Instant(null=True)

    class Meta:
        table = "import_job"


class ImportProblem(AgencyRow):
    """One thing that an import found; ``file`` counts from 0, ``line`` as a spreadsheet counts; ``params`` fill the sentence."""

    job_id = Reference("import_job")
    ordinal = fields.IntField()
    file = fields.IntField()
    sheet = BoundedText(max_length=limits.NAME_CHARS, null=True)
    line = fields.IntField()
    field = BoundedText(max_length=limits.NAME_CHARS, null=True)
    code = BoundedText(max_length=limits.CODE_CHARS, plain=True)
    severity = word(ProblemSeverity)
    params = Json()

    class Meta:
        table = "import_problem"
