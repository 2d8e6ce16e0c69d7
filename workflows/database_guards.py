"""The database refuses too: triggers rendered from the workflows' tables, the parts and the list of what is append-only.

A rule is a condition over OLD and NEW under which a write is refused. SQLite gets a trigger for each rule; PostgreSQL a function for each
table and kind of write. They are rendered after the migrations and replaced whenever they differ, so that no migration copies a table.
What the owner of a PostgreSQL database, or whoever holds the SQLite file, can still do is said in docs/evidence.md.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from models.activities import ActivityReply, ActivitySum, DailyActivity
from models.appraisals import Appraisal
from models.base import Row
from models.cycles import AppraisalCycle
from models.database import Dialect
from models.ddl import row_models, words_of
from models.dialogue import CoachingAgreement, CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import Evidence
from models.guidance import GuidanceText
from models.history import Event, EventValue, RefusedAttempt, WorkflowDefinition
from models.line_proposals import LineProposal
from models.people import Absence, Assignment, EmployeeGrade, HandSetLine, LegalStatus, RoleGrant
from models.plans import PerformancePlan
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate, TemplateIndicator, TemplatePosition, TemplateResult
from models.training import Enrolment, Training, TrainingNeed
from models.vocabulary import AppraisalState, EnrolmentState, PlanState, SubjectType
from workflows.appraisal import APPRAISAL
from workflows.cycle import CYCLE
from workflows.daily_activity import DAILY_ACTIVITY
from workflows.definition import Workflow
from workflows.dialogue import COACHING, FEEDBACK_NOTE, FEEDBACK_REQUEST
from workflows.evidence_life import EVIDENCE
from workflows.guard_rules import PREFIX, Rule, Write, changed, columns_of, table_of
from workflows.line_proposal import LINE_PROPOSAL
from workflows.parts import PARTS
from workflows.plan import PLAN
from workflows.plan_guards import plan_rules
from workflows.recognition import RECOGNITION
from workflows.template import ACTIVITY_TEMPLATE, PLAN_TEMPLATE
from workflows.training import ENROLMENT, TRAINING, TRAINING_NEED
from workflows.versioned import FROZEN_IDENTITY, VERSIONED

APPEND_ONLY: tuple[type[Row], ...] = (Event, EventValue, RefusedAttempt, WorkflowDefinition)
"""Evidence: no row of these is ever changed or removed."""

DATED: tuple[type[Row], ...] = (Assignment, Absence, LegalStatus, RoleGrant, HandSetLine, EmployeeGrade)
"""Dated rows: never removed, never rewritten: what was known stays as a closed copy beside the row that a correction changes."""


def _event_missing(kind: SubjectType, version: str, states: str = "") -> str:
    # With the agency the lookup walks the unique key, which leads with it. A person has none, so each agency is looked up, in this order
    # on SQLite too (CROSS JOIN), which would otherwise read all events.
    of = {SubjectType.AGENCY: "NEW.id", SubjectType.PERSON: "g_g.id"}.get(kind, "NEW.agency_id")
    agencies = "agency g_g CROSS JOIN event g_e" if kind is SubjectType.PERSON else "event g_e"
    return (
        f"NOT EXISTS (SELECT 1 FROM {agencies} WHERE g_e.agency_id = {of} AND g_e.subject_type = '{kind.value}'"
        f" AND g_e.subject_id = NEW.id AND g_e.version = {version}{states})"
    )


def _evidence() -> Iterator[Rule]:
    for model in APPEND_ONLY:
        table = table_of(model)
        yield Rule(table, "UPDATE", "append_only", "TRUE")
        yield Rule(table, "DELETE", "append_only", "TRUE")
        yield Rule(table, "INSERT", "no_replace", f"EXISTS (SELECT 1 FROM {table} g_t WHERE g_t.id = NEW.id)", "sqlite")
    same = "g_t.agency_id = NEW.agency_id AND g_t.subject_type = NEW.subject_type AND g_t.subject_id = NEW.subject_id"
    # OR REPLACE would remove the row that holds the key without asking the triggers on delete.
    yield Rule(
        "event", "INSERT", "no_replace_version", f"EXISTS (SELECT 1 FROM event g_t WHERE {same} AND g_t.version = NEW.version)", "sqlite"
    )
    yield Rule(
        "event_value",
        "INSERT",
        "no_replace_slot",
        "EXISTS (SELECT 1 FROM event_value g_t"
        " WHERE g_t.agency_id = NEW.agency_id AND g_t.event_id = NEW.event_id AND g_t.slot = NEW.slot)",
        "sqlite",
    )
    yield Rule(
        "workflow_definition",
        "INSERT",
        "no_replace_digest",
        "EXISTS (SELECT 1 FROM workflow_definition g_t WHERE g_t.digest = NEW.digest)",
        "sqlite",
    )


def _versions() -> Iterator[Rule]:
    for model, kind in VERSIONED.items():
        table = table_of(model)
        yield Rule(table, "DELETE", "kept", "TRUE")
        yield Rule(table, "INSERT", "no_replace", f"EXISTS (SELECT 1 FROM {table} g_t WHERE g_t.id = NEW.id)", "sqlite")
        yield Rule(table, "INSERT", "first_version", "NEW.version <> 1")
        yield Rule(table, "INSERT", "event_first", _event_missing(kind, "1"))
        yield Rule(table, "UPDATE", "version_by_one", "NEW.version <> OLD.version + 1")
        yield Rule(table, "UPDATE", "event_first", _event_missing(kind, "NEW.version"))
        yield Rule(table, "UPDATE", "identity", changed(FROZEN_IDENTITY[model]))
    # The keys beside the primary one by which OR REPLACE could remove a record.
    taken = (
        "EXISTS (SELECT 1 FROM appraisal g_t WHERE g_t.agency_id = NEW.agency_id AND g_t.cycle_id = NEW.cycle_id"
        " AND g_t.plan_id = NEW.plan_id AND (g_t.ordinal = NEW.ordinal OR (g_t.voided_at IS NULL AND g_t.superseded_at IS NULL)))"
    )
    yield Rule("appraisal", "INSERT", "no_replace_key", taken, "sqlite")
    yield Rule("agency", "UPDATE", "version_by_one", "NEW.version <> OLD.version + 1")
    yield Rule("agency", "UPDATE", "event_first", _event_missing(SubjectType.AGENCY, "NEW.version"))
    yield Rule("agency", "DELETE", "kept", "TRUE")
    yield Rule("agency", "INSERT", "no_replace", "EXISTS (SELECT 1 FROM agency g_t WHERE g_t.id = NEW.id OR g_t.code = NEW.code)", "sqlite")


def _moves(workflow: Workflow[Any], model: type[Row], kind: SubjectType, unset: str | None = None) -> Iterator[Rule]:
    """Rules of a workflow's states; ``unset`` is the state of a row that has none."""
    table = table_of(model)
    old, new = (f"COALESCE({side}.state, '{unset}')" if unset else f"{side}.state" for side in ("OLD", "NEW"))
    pairs = dict.fromkeys((step.source.value, step.target.value) for step in workflow.steps)
    legal = " OR ".join(f"({old} = '{source}' AND {new} = '{target}')" for source, target in pairs)
    begins = " AND ".join(f"{new} <> '{state.value}'" for state in (workflow.initial, *workflow.entries))
    yield Rule(table, "INSERT", "initial_state", begins)
    yield Rule(table, "UPDATE", "illegal_move", f"NOT ({old} = {new} OR {legal})")
    states = f" AND g_e.from_state = {old} AND g_e.to_state = {new}"
    yield Rule(table, "UPDATE", "event_of_move", f"{new} <> {old} AND {_event_missing(kind, 'NEW.version', states)}")


def _content() -> Iterator[Rule]:
    free = {"version", "updated_at", "superseded_at"}
    frozen = [name for name in columns_of(Appraisal) if name not in free]
    yield Rule("appraisal", "UPDATE", "approved_is_final", f"OLD.state = '{AppraisalState.APPROVED.value}' AND ({changed(frozen)})")
    yield Rule("appraisal", "UPDATE", "voided_is_final", "OLD.voided_at IS NOT NULL")
    # What a submission pins is written while it is under way, before the state moves.
    yield from _children(table_of(ActivitySum), AppraisalState.DRAFT)
    by_state: dict[AppraisalState, list[str]] = {}
    for part in PARTS.values():
        by_state.setdefault(part.state, []).extend(part.columns)
        if part.table is not None:
            yield from _children(part.table, part.state)
    for state, columns in by_state.items():
        if columns:
            names = list(dict.fromkeys(columns))
            yield Rule("appraisal", "UPDATE", f"written_in_{state.value.lower()}", f"OLD.state <> '{state.value}' AND ({changed(names)})")


def _children(table: str, state: AppraisalState) -> Iterator[Rule]:
    for write, side in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        condition = (
            f"NOT EXISTS (SELECT 1 FROM appraisal g_a WHERE g_a.agency_id = {side}.agency_id AND g_a.id = {side}.appraisal_id"
            f" AND g_a.state = '{state.value}' AND g_a.voided_at IS NULL)"
        )
        yield Rule(table, write, f"frozen_{side.lower()}", condition)  # type: ignore[arg-type]


def _editions() -> Iterator[Rule]:
    yield Rule(table_of(GuidanceText), "UPDATE", "kept", "TRUE")
    yield Rule(table_of(GuidanceText), "DELETE", "kept", "TRUE")
    agreed = changed(["id", "agency_id", "session_id", "ordinal", "text", "due_on"])
    yield Rule(table_of(CoachingAgreement), "UPDATE", "settled_once", f"OLD.outcome <> 'OPEN' OR {agreed}")
    yield Rule(table_of(CoachingAgreement), "DELETE", "kept", "TRUE")


def _seats() -> Iterator[Rule]:
    seated = f"('{EnrolmentState.CONFIRMED.value}', '{EnrolmentState.FINISHED.value}')"
    full = (
        "(SELECT COUNT(*) FROM enrolment g_s WHERE g_s.agency_id = NEW.agency_id AND g_s.training_id = NEW.training_id"
        f" AND g_s.state IN {seated}) >= (SELECT g_t.capacity FROM training g_t WHERE g_t.agency_id = NEW.agency_id"
        " AND g_t.id = NEW.training_id)"
    )
    yield Rule(table_of(Enrolment), "UPDATE", "room", f"NEW.state IN {seated} AND OLD.state NOT IN {seated} AND {full}")
    taken = f"SELECT COUNT(*) FROM enrolment g_s WHERE g_s.agency_id = NEW.agency_id AND g_s.training_id = NEW.id AND g_s.state IN {seated}"
    yield Rule(table_of(Training), "UPDATE", "room_for_confirmed", f"({taken}) > NEW.capacity")


def _templates() -> Iterator[Rule]:
    """What a removed template held stays; a row of one that is in use comes and goes as a whole."""
    for model in (TemplatePosition, TemplateResult, TemplateIndicator):
        yield Rule(table_of(model), "UPDATE", "written_anew", "TRUE")
        for write, side in (("INSERT", "NEW"), ("DELETE", "OLD")):
            removed = (
                f"EXISTS (SELECT 1 FROM plan_template g_t WHERE g_t.agency_id = {side}.agency_id AND g_t.id = {side}.template_id"
                " AND g_t.state = 'REMOVED')"
            )
            yield Rule(table_of(model), write, "removed", removed)  # type: ignore[arg-type]
    removed = "OLD.state = 'REMOVED'"
    yield Rule(table_of(PlanTemplate), "UPDATE", "removed", removed)
    yield Rule(table_of(ActivityTemplate), "UPDATE", "removed", removed)


def _said() -> Iterator[Rule]:
    table = table_of(ActivityReply)
    yield Rule(table, "UPDATE", "kept", "TRUE")
    yield Rule(table, "DELETE", "kept", "TRUE")
    yield Rule(table, "INSERT", "no_replace", f"EXISTS (SELECT 1 FROM {table} g_t WHERE g_t.id = NEW.id)", "sqlite")
    # The key beside the primary one by which OR REPLACE could remove what was said.
    same = "g_t.agency_id = NEW.agency_id AND g_t.activity_id = NEW.activity_id AND g_t.ordinal = NEW.ordinal"
    yield Rule(table, "INSERT", "no_replace_ordinal", f"EXISTS (SELECT 1 FROM {table} g_t WHERE {same})", "sqlite")


def _dated() -> Iterator[Rule]:
    for model in DATED:
        table = table_of(model)
        owners = [name for name in ("id", "agency_id", "employee_id", "assignment_id") if name in columns_of(model)]
        values = [name for name in columns_of(model) if name not in (*owners, "recorded_from", "recorded_to")]
        # A correction changes the row that others point at, once a copy of what was known stands beside it, closed at that moment.
        copy = " AND ".join(f"g_t.{name} IS NOT DISTINCT FROM OLD.{name}" for name in (*owners[1:], *values, "recorded_from"))
        kept = f"EXISTS (SELECT 1 FROM {table} g_t WHERE {copy} AND g_t.id <> OLD.id AND g_t.recorded_to = NEW.recorded_from)"
        yield Rule(table, "DELETE", "kept", "TRUE")
        yield Rule(
            table,
            "UPDATE",
            "past_is_kept",
            f"OLD.recorded_to IS NOT NULL OR ({changed(owners)}) OR (({changed([*values, 'recorded_from'])}) AND NOT {kept})",
        )


def _words() -> Iterator[Rule]:
    for model in row_models():
        columns = {name: words for name, kind in model._meta.fields_map.items() if (words := words_of(kind)) is not None}
        if columns:
            lists = (f"NEW.{name} NOT IN ({', '.join(repr(word) for word in words)})" for name, words in columns.items())
            condition = " OR ".join(lists)
            yield Rule(table_of(model), "INSERT", "words", condition)
            if model not in APPEND_ONLY:
                yield Rule(table_of(model), "UPDATE", "words", condition)


@cache
def rules() -> tuple[Rule, ...]:
    """Give every rule, rendered from what the code states once."""
    return (
        *_evidence(),
        *_versions(),
        *_moves(APPRAISAL, Appraisal, SubjectType.APPRAISAL),
        *_moves(CYCLE, AppraisalCycle, SubjectType.CYCLE),
        *_moves(LINE_PROPOSAL, LineProposal, SubjectType.LINE_PROPOSAL),
        *_moves(DAILY_ACTIVITY, DailyActivity, SubjectType.DAILY_ACTIVITY),
        *_moves(EVIDENCE, Evidence, SubjectType.EVIDENCE),
        *_moves(PLAN_TEMPLATE, PlanTemplate, SubjectType.PLAN_TEMPLATE),
        *_moves(ACTIVITY_TEMPLATE, ActivityTemplate, SubjectType.ACTIVITY_TEMPLATE),
        *_templates(),
        *_said(),
        *_moves(PLAN, PerformancePlan, SubjectType.PLAN, unset=PlanState.RECORDED.value),
        *_moves(FEEDBACK_NOTE, FeedbackNote, SubjectType.FEEDBACK_NOTE),
        *_moves(FEEDBACK_REQUEST, FeedbackRequest, SubjectType.FEEDBACK_REQUEST),
        *_moves(COACHING, CoachingSession, SubjectType.COACHING_SESSION),
        *_moves(TRAINING, Training, SubjectType.TRAINING),
        *_moves(TRAINING_NEED, TrainingNeed, SubjectType.TRAINING_NEED),
        *_moves(ENROLMENT, Enrolment, SubjectType.ENROLMENT),
        *_seats(),
        *_moves(RECOGNITION, Recognition, SubjectType.RECOGNITION),
        *_content(),
        *plan_rules(),
        *_editions(),
        *_dated(),
        *_words(),
    )


def _sqlite(rule: Rule) -> str:
    name = f"guard_{rule.table}_{rule.write.lower()}_{rule.name}"
    when = "" if rule.condition == "TRUE" else f" WHEN {rule.condition}"
    return (
        f'CREATE TRIGGER {name} BEFORE {rule.write} ON "{rule.table}"{when}'
        f" BEGIN SELECT RAISE(ABORT, '{PREFIX}{rule.table}.{rule.name}'); END"
    )


def _postgres(table: str, write: Write, of: Sequence[Rule]) -> Iterator[str]:
    name = f"guard_{table}_{write.lower()}"
    checks = "".join(f" IF {rule.condition} THEN RAISE EXCEPTION '{PREFIX}{table}.{rule.name}'; END IF;" for rule in of)
    kept = "OLD" if write == "DELETE" else "NEW"
    yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN{checks} RETURN {kept}; END $guard$"
    yield f'CREATE TRIGGER {name} BEFORE {write} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()'


def _truncate(table: str) -> Iterator[str]:
    name = f"guard_{table}_truncate"
    message = f"{PREFIX}{table}.kept"
    yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION '{message}'; END $guard$"
    yield f'CREATE TRIGGER {name} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION {name}()'


@cache
def guards() -> dict[Dialect, tuple[str, ...]]:
    """Render the statements that make all guards, for each engine."""
    postgres: list[str] = []
    grouped: dict[tuple[str, Write], list[Rule]] = {}
    for rule in rules():
        if rule.only != "sqlite":
            grouped.setdefault((rule.table, rule.write), []).append(rule)
    for (table, write), of in grouped.items():
        postgres.extend(_postgres(table, write, of))
    for table in dict.fromkeys(table for table, write in grouped if write == "DELETE"):
        postgres.extend(_truncate(table))
    return {"sqlite": tuple(_sqlite(rule) for rule in rules()), "postgres": tuple(postgres)}
