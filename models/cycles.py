"""Appraisal cycles, their windows and extensions, and the resumable job that opens one."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Json, Reference, word
from models.vocabulary import CycleKind, CycleState, ExtensionKind, ExtensionScope, JobState, OpeningOutcome, ReasonCode


class AppraisalCycle(AgencyRow):
    """A period (periode) for which appraisals are made.

    ``[starts_on, ends_on)`` is the period; ``[submission_from, submission_to)`` is when employees may submit;
    ``[submission_from, decision_to)`` is when superiors may decide. ``population`` is a canonical JSON filter
    ``{"units": [...], "positionKinds": [...], "employmentTypes": [...]}``; an empty list means all.
    """

    name = BoundedText(max_length=limits.NAME_CHARS)
    kind = word(CycleKind)
    starts_on = Day()
    ends_on = Day()
    submission_from = Day()
    submission_to = Day()
    decision_to = Day()
    population = Json()
    state = word(CycleState)
    opened_at = Instant(null=True)
    closed_at = Instant(null=True)
    updated_at = Instant()
    version = fields.IntField()

    class Meta:
        table = "appraisal_cycle"


class Extension(AgencyRow):
    """A window held open until ``until`` (exclusive) for one appraisal, a unit with its subtree, or the whole cycle.

    It never holds for the appraisal of whoever granted it.
    """

    cycle_id = Reference("appraisal_cycle")
    kind = word(ExtensionKind)
    scope = word(ExtensionScope)
    unit_id = Reference("org_unit", null=True)
    appraisal_id = Reference("appraisal", null=True)
    until = Day()
    granted_by_id = Reference("employee", indexed=False)
    granted_at = Instant()

    class Meta:
        table = "extension"


class OpeningJob(AgencyRow):
    """One run of opening a cycle: resumable, in chunks by assignment id (``position`` is the last one done)."""

    cycle_id = Reference("appraisal_cycle")
    state = word(JobState)
    position = fields.UUIDField(null=True)
    total = fields.IntField()
    done = fields.IntField()
    actor = Json()
    request_id = BoundedText(max_length=limits.KEY_CHARS)
    started_at = Instant()
    updated_at = Instant()
    finished_at = Instant(null=True)

    class Meta:
        table = "opening_job"


class OpeningResult(AgencyRow):
    """What opening did for one assignment of the population; written anew by each run."""

    cycle_id = Reference("appraisal_cycle")
    assignment_id = Reference("assignment")
    employee_id = Reference("employee")
    outcome = word(OpeningOutcome)
    reason = word(ReasonCode, null=True)
    appraisal_id = Reference("appraisal", null=True)

    class Meta:
        table = "opening_result"
