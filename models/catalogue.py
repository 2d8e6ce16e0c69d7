"""What the tables promise beyond their columns, since the ORM can't declare it: unique rules, checks, indexes.

``agency_id`` leads every rule of an agency's data and is left out here: ``models.ddl`` puts it in front. Conditions are SQL that
both engines read alike. What follows from a column's kind (words, lengths, stored forms) isn't repeated here.
"""

from dataclasses import dataclass

from models import limits

OPEN_RECORD = "recorded_to IS NULL"


@dataclass(frozen=True)
class Unique:
    """No two rows of ``table`` share ``columns``, among those for which ``where`` holds."""

    table: str
    columns: tuple[str, ...]
    where: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Check:
    """``condition`` holds in every row of ``table``."""

    table: str
    label: str
    condition: str


@dataclass(frozen=True)
class Index:
    """An index that serves a list; ``across_agencies`` leaves the agency out, with a reason beside it.

    With ``where`` it covers only the rows for which that holds, and ``label`` tells it from another over the same columns.
    """

    table: str
    columns: tuple[str, ...]
    across_agencies: bool = False
    where: str | None = None
    label: str | None = None


UNIQUES = (
    Unique("person", ("number_kind", "number"), "number IS NOT NULL"),
    Unique("agency", ("code",)),
    Unique("holiday", ("day",)),
    Unique("org_unit", ("code",)),
    Unique("position", ("code",)),
    Unique("employee", ("person_id",)),
    Unique("employee", ("code",), "code IS NOT NULL"),
    Unique("unit_placement", ("unit_id", "valid_from")),
    Unique("unit_closure", ("ancestor_id", "descendant_id", "valid_from")),
    Unique("unit_leadership", ("unit_id", "valid_from")),
    Unique("unit_route", ("unit_id", "valid_from")),
    Unique("employee_identity", ("issuer", "subject"), OPEN_RECORD, "subject"),
    Unique("employee_identity", ("employee_id", "issuer"), OPEN_RECORD, "one_account"),
    Unique("employee_grade", ("employee_id", "valid_from"), OPEN_RECORD),
    Unique("assignment", ("employee_id", "position_id", "kind", "valid_from"), OPEN_RECORD),
    Unique("absence", ("employee_id", "valid_from"), OPEN_RECORD),
    Unique("legal_status", ("employee_id", "valid_from"), OPEN_RECORD),
    Unique("role_grant", ("employee_id", "role", "valid_from"), f"{OPEN_RECORD} AND unit_id IS NULL", "whole_agency"),
    Unique("role_grant", ("employee_id", "role", "unit_id", "valid_from"), f"{OPEN_RECORD} AND unit_id IS NOT NULL", "unit"),
    Unique("hand_set_line", ("assignment_id", "valid_from"), OPEN_RECORD),
    Unique("reporting_line", ("assignment_id", "valid_from")),
    Unique("line_proposal", ("assignment_id", "proposed_by_id"), "state = 'PROPOSED'", "open"),
    Unique("opening_result", ("cycle_id", "assignment_id")),
    Unique("performance_plan", ("assignment_id", "year")),
    Unique("plan_revision", ("plan_id", "ordinal")),
    Unique("planned_result", ("revision_id", "ordinal")),
    Unique("planned_result", ("revision_id", "lineage_id")),
    Unique("indicator", ("result_id", "ordinal")),
    Unique("indicator", ("revision_id", "lineage_id")),
    Unique("behaviour_expectation", ("revision_id", "value")),
    Unique("result_support", ("plan_id", "lineage_id")),
    Unique("matrix_role", ("plan_id", "lineage_id", "assignment_id")),
    Unique("plan_annex", ("revision_id", "kind", "ordinal")),
    Unique("appraisal", ("cycle_id", "plan_id", "ordinal")),
    Unique("appraisal", ("cycle_id", "plan_id"), "voided_at IS NULL AND superseded_at IS NULL", "in_force"),
    Unique("realisation", ("appraisal_id", "indicator_lineage_id")),
    Unique("feedback", ("appraisal_id",), "about = 'OVERALL'", "overall"),
    Unique("feedback", ("appraisal_id", "about", "lineage_id"), "lineage_id IS NOT NULL", "lineage"),
    Unique("feedback", ("appraisal_id", "value"), "value IS NOT NULL", "value"),
    Unique("feedback_request", ("employee_id", "author_id"), "state = 'OPEN'", "open"),
    Unique("feedback_note", ("request_id",), "request_id IS NOT NULL"),
    Unique("coaching_agreement", ("session_id", "ordinal")),
    Unique("enrolment", ("training_id", "employee_id"), "state IN ('REQUESTED', 'CONFIRMED', 'FINISHED')", "standing"),
    Unique("training_opinion", ("enrolment_id",)),
    Unique("guidance_text", ("edition_id", "topic", "language")),
    Unique("template_position", ("template_id", "position_id")),
    Unique("template_result", ("template_id", "ordinal")),
    Unique("template_indicator", ("result_id", "ordinal")),
    Unique("activity_sum", ("appraisal_id", "indicator_lineage_id")),
    Unique("activity_reply", ("activity_id", "ordinal")),
    Unique("unit_week", ("unit_id", "week")),
    Unique("event", ("subject_type", "subject_id", "version")),
    Unique("event_value", ("event_id", "slot")),
    Unique("idempotency_record", ("person_id", "key", "item")),
    Unique("workflow_definition", ("digest",)),
    Unique("installation", ("name",)),
    Unique("import_problem", ("job_id", "ordinal")),
)

CHECKS = (
    Check("person", "number", "(number IS NULL) = (number_kind = 'NONE')"),
    Check("unit_placement", "parent", "parent_id IS NULL OR parent_id <> unit_id"),
    Check("unit_closure", "depth", "depth >= 0 AND (depth = 0) = (ancestor_id = descendant_id)"),
    Check("position", "functional_level", "functional_level IS NULL OR kind = 'FUNCTIONAL'"),
    Check("hand_set_line", "two_people", "approver_id IS NULL OR approver_id <> appraiser_id"),
    Check("reporting_line", "appraiser_post", "appraiser_id IS NOT NULL OR appraiser_assignment_id IS NULL"),
    Check("reporting_line", "approver_post", "approver_id IS NOT NULL OR approver_assignment_id IS NULL"),
    Check("line_proposal", "people", "appraiser_id <> employee_id"),
    Check("line_proposal", "approver", "approver_id IS NULL OR (approver_id <> employee_id AND approver_id <> appraiser_id)"),
    Check("line_proposal", "decided", "(state IN ('ACCEPTED', 'REJECTED')) = (decided_by_id IS NOT NULL)"),
    Check("line_proposal", "two_people", "decided_by_id IS NULL OR (decided_by_id <> proposed_by_id AND decided_by_id <> employee_id)"),
    Check("appraisal_cycle", "period", "starts_on < ends_on"),
    Check("appraisal_cycle", "windows", "submission_from < submission_to AND submission_to <= decision_to"),
    Check("appraisal_cycle", "opened", "state = 'PLANNED' OR opened_at IS NOT NULL"),
    Check("appraisal_cycle", "closed", "state <> 'CLOSED' OR closed_at IS NOT NULL"),
    Check("extension", "unit", "(scope = 'UNIT') = (unit_id IS NOT NULL)"),
    Check("extension", "appraisal", "(scope = 'APPRAISAL') = (appraisal_id IS NOT NULL)"),
    Check("opening_job", "progress", "total >= 0 AND done >= 0 AND done <= total"),
    Check("performance_plan", "period", "starts_on < ends_on"),
    Check("performance_plan", "year", f"year BETWEEN {limits.YEAR_FIRST} AND {limits.YEAR_LAST}"),
    Check("result_support", "two_plans", "supported_plan_id <> plan_id"),
    Check("performance_dialogue", "two_people", "superior_id <> employee_id"),
    Check("performance_dialogue", "said", "employee_points IS NOT NULL OR superior_points IS NOT NULL OR agreements IS NOT NULL"),
    Check("indicator", "target", "target_value IS NOT NULL OR target_text IS NOT NULL"),
    Check(
        "indicator",
        "range",
        "target_high IS NULL OR (target_value IS NOT NULL AND CAST(target_value AS NUMERIC) <= CAST(target_high AS NUMERIC))",
    ),
    Check("appraisal", "revision_pinned", "(state = 'DRAFT') = (revision_id IS NULL)"),
    Check("appraisal", "appraiser_pinned", "(state IN ('REVIEWED', 'APPROVED')) = (appraiser_id IS NOT NULL)"),
    Check("appraisal", "rated", "state NOT IN ('REVIEWED', 'APPROVED') OR predicate IS NOT NULL"),
    Check("appraisal", "predicate", "(predicate IS NULL) = (result_rating IS NULL OR behaviour_rating IS NULL)"),
    Check("appraisal", "route_pinned", "(state = 'APPROVED') = (route IS NOT NULL)"),
    Check("appraisal", "delivered", "(state = 'APPROVED') = (delivered_at IS NOT NULL)"),
    Check("appraisal", "approver_pinned", "(route IS NULL OR route <> 'SUPERIOR') OR approver_id IS NOT NULL"),
    Check("appraisal", "approver_early", "state = 'APPROVED' OR approver_id IS NULL"),
    Check("appraisal", "void", "(voided_at IS NULL) = (void_kind IS NULL)"),
    Check("appraisal", "void_early", "voided_at IS NULL OR state IN ('DRAFT', 'SUBMITTED')"),
    Check("appraisal", "superseded", "superseded_at IS NULL OR state = 'APPROVED'"),
    Check("appraisal", "supersedes", "supersedes_id IS NULL OR supersedes_id <> id"),
    Check(
        "feedback",
        "about",
        "(about IN ('RESULT', 'INDICATOR')) = (lineage_id IS NOT NULL) AND (about = 'VALUE') = (value IS NOT NULL)",
    ),
    Check("feedback_request", "people", "author_id <> employee_id"),
    Check("feedback_note", "people", "author_id <> employee_id"),
    Check("feedback_note", "acknowledged", "(state = 'GIVEN') = (acknowledged_at IS NULL)"),
    Check("feedback_note", "answered", "(state = 'ANSWERED') = (answer IS NOT NULL)"),
    Check("coaching_session", "people", "author_id <> employee_id"),
    Check("coaching_agreement", "settled", "(outcome = 'OPEN') = (settled_at IS NULL)"),
    Check("recognition", "people", "author_id <> employee_id"),
    Check("recognition", "target", "(kind = 'TARGET_REACHED') = (figure IS NOT NULL)"),
    Check("recognition", "result", "(indicator_lineage_id IS NULL) = (figure IS NULL) AND (plan_id IS NULL) = (figure IS NULL)"),
    Check(
        "recognition",
        "shown",
        "(state NOT IN ('GIVEN', 'WITHDRAWN') OR visibility IS NULL) AND (state <> 'ACCEPTED' OR visibility IS NOT NULL)",
    ),
    Check("training", "days", "starts_on <= last_on"),
    Check("training", "hours", f"hours BETWEEN 1 AND {limits.TRAINING_HOURS}"),
    Check("training", "capacity", f"capacity BETWEEN 1 AND {limits.TRAINING_PEOPLE}"),
    Check("training_need", "feedback", "(source = 'FEEDBACK') = (feedback_note_id IS NOT NULL)"),
    Check("training_need", "coaching", "(source = 'COACHING') = (coaching_session_id IS NOT NULL)"),
    Check("training_need", "result", "(source = 'RESULT') = (indicator_lineage_id IS NOT NULL)"),
    Check("training_need", "plan", "(plan_id IS NULL) = (indicator_lineage_id IS NULL)"),
    Check("enrolment", "attendance", "(state = 'FINISHED') = (attendance IS NOT NULL)"),
    Check("enrolment", "hours", "(attendance IS NULL) = (hours IS NULL) AND (attendance <> 'ABSENT' OR hours = 0)"),
    Check("training_opinion", "usefulness", f"usefulness BETWEEN {limits.USEFULNESS_LEAST} AND {limits.USEFULNESS_MOST}"),
    Check("guidance_text", "whole", "(title IS NULL) = (text IS NULL)"),
    Check("activity_template", "minutes", f"minutes IS NULL OR minutes BETWEEN 1 AND {limits.ACTIVITY_MINUTES}"),
    Check("activity_template", "result", "(result_lineage_id IS NULL) = (plan_id IS NULL)"),
    Check("activity_template", "indicator", "indicator_lineage_id IS NULL OR result_lineage_id IS NOT NULL"),
    Check("daily_activity", "minutes", f"minutes IS NULL OR minutes BETWEEN 1 AND {limits.ACTIVITY_MINUTES}"),
    Check("daily_activity", "result", "(result_lineage_id IS NULL) = (plan_id IS NULL)"),
    Check("daily_activity", "indicator", "indicator_lineage_id IS NULL OR result_lineage_id IS NOT NULL"),
    Check("daily_activity", "quantity", "quantity IS NULL OR indicator_lineage_id IS NOT NULL"),
    Check("daily_activity", "answered", "(state = 'ANSWERED') = (answer IS NOT NULL)"),
    Check("daily_activity", "waits", "(state = 'REPORTED') = (answer_due_on IS NOT NULL)"),
    Check("activity_sum", "activities", "activities >= 1"),
    Check("activity_reply", "response", "response_days IS NULL OR response_days >= 0"),
    Check("evidence", "either", "(url IS NULL) <> (sha256 IS NULL)"),
    Check(
        "evidence",
        "file",
        "(sha256 IS NULL) = (file_key IS NULL) AND (sha256 IS NULL) = (file_name IS NULL) AND (sha256 IS NULL) = (file_type IS NULL)"
        " AND (sha256 IS NULL) = (size IS NULL)",
    ),
    Check(
        "evidence",
        "tombstone",
        "(state = 'REMOVED') = (removed_at IS NOT NULL) AND (removed_at IS NULL) = (removed_by_id IS NULL)"
        " AND (removed_at IS NULL) = (removal_reason IS NULL)",
    ),
    Check("event_value", "salt", "length(salt) = 32"),
    Check("workflow_definition", "digest", "length(digest) = 64"),
    Check("upload", "size", "size > 0"),
    Check("upload", "digest", "length(sha256) = 64"),
    Check("upload", "expiry", "created_at < expires_at"),
    Check("import_job", "progress", "done >= 0 AND (total IS NULL OR done <= total)"),
    Check("import_job", "written", "NOT (written AND dry_run)"),
    Check("import_job", "ended", "(finished_at IS NULL) = (state IN ('WAITING', 'RUNNING'))"),
)

INDEXES = (
    # A token's person has to be found before any agency is known.
    Index("employee", ("person_id",), across_agencies=True),
    # The same of a token's subject, which several agencies may have linked.
    Index("employee_identity", ("issuer", "subject"), across_agencies=True),
    Index("employee", ("name", "id")),
    Index("line_proposal", ("state", "id")),
    Index("unit_closure", ("descendant_id", "valid_from")),
    Index("appraisal", ("state", "id")),
    Index("appraisal", ("cycle_id", "state", "id")),
    Index("appraisal", ("updated_at", "id")),
    Index("feedback_note", ("employee_id", "given_on", "id")),
    Index("feedback_note", ("given_at", "id")),
    Index("coaching_session", ("employee_id", "held_on", "id")),
    Index("coaching_agreement", ("outcome", "due_on")),
    Index("recognition", ("employee_id", "id")),
    Index("training", ("starts_on", "id")),
    Index("training_need", ("employee_id", "id")),
    Index("training_need", ("state", "id")),
    Index("training_need", ("indicator_lineage_id",), where="indicator_lineage_id IS NOT NULL"),
    Index("enrolment", ("training_id", "state", "id")),
    Index("enrolment", ("employee_id", "id")),
    Index("guidance_text", ("topic", "language")),
    Index("guidance_edition", ("valid_from", "id")),
    Index("daily_activity", ("employee_id", "day", "id")),
    Index("daily_activity", ("assignment_id", "day", "id")),
    Index("daily_activity", ("day", "unit_id", "id")),
    # The few that wait for an answer among all that ever did.
    Index("daily_activity", ("assignment_id", "day", "id"), where="state = 'REPORTED'", label="waiting"),
    Index("daily_activity", ("assignment_id", "state_since"), where="state IN ('QUESTIONED', 'RETURNED')", label="open"),
    Index("unit_week", ("week", "unit_id")),
    Index("daily_activity", ("indicator_lineage_id", "day"), where="indicator_lineage_id IS NOT NULL", label="indicator"),
    Index("activity_reply", ("author_id", "on_day", "response_days")),
    Index("activity_reply", ("unit_id", "on_day", "response_days")),
    Index("evidence", ("subject_id", "id")),
    Index("evidence", ("removed_at", "file_key"), across_agencies=True, where="removed_at IS NOT NULL", label="gone"),
    Index("evidence", ("file_key",), across_agencies=True, where="file_key IS NOT NULL", label="file"),
    Index("event", ("at", "id")),
    Index("event", ("actor_id", "at", "id")),
    Index("event", ("unit_id", "at", "id")),
    Index("event", ("request_id",)),
    Index("refused_attempt", ("at", "id")),
    Index("refused_attempt", ("actor_id", "at")),
    Index("refused_attempt", ("subject_type", "subject_id", "at")),
    Index("outbox", ("at", "id")),
    Index("idempotency_record", ("at",)),
    Index("upload", ("person_id", "expires_at")),
    # What has ended is swept for all agencies at once, and what hasn't is looked for in all.
    Index("upload", ("expires_at",), across_agencies=True),
    Index("import_job", ("state", "id"), across_agencies=True),
    Index("import_job", ("requested_at", "id")),
)
