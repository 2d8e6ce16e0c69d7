"""Appraisal cycles."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.appraisals import Appraisal as StoredAppraisal
from models.cycles import AppraisalCycle as StoredCycle
from models.cycles import Extension as StoredExtension
from models.cycles import OpeningJob, OpeningResult
from models.database import Connection
from models.people import Assignment, Employee, OrgUnit
from models.vocabulary import AppraisalState, ExtensionKind, ExtensionScope, OpeningOutcome, ReasonCode
from schema.appraisals.filters import APPRAISAL_ORDERS, AppraisalFilter
from schema.context import Context
from schema.reads.declare import Orders, column, computed, connection, filter_set, filters, record, to_one, value, where
from schema.reads.fields import Key, Like, Order, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.reads.registry import of_model
from schema.reads.statement import Statement

CYCLE_ORDERS = Orders(
    "AppraisalCycleOrder",
    "Orders of appraisal cycles.",
    Order("STARTS_ON_DESC", "By the first day of the period, the latest first.", (Key("starts_on", True),)),
    Order("STARTS_ON_ASC", "By the first day of the period.", (Key("starts_on"),)),
)


_LATEST_JOB = (
    "(SELECT v_j.id FROM opening_job v_j WHERE v_j.agency_id = {a}.agency_id AND v_j.cycle_id = {a}.id"
    " ORDER BY v_j.started_at DESC, v_j.id DESC LIMIT 1)"
)
_HAS = (
    "EXISTS (SELECT 1 FROM appraisal v_h WHERE v_h.agency_id = {{a}}.agency_id AND v_h.cycle_id = {{a}}.id"
    " AND v_h.voided_at IS NULL AND v_h.state = '{state}')"
)
_STAGE = " ".join(f"WHEN {_HAS.format(state=one.value)} THEN '{one.value}'" for one in AppraisalState)


@value
class StateCount:
    """How many appraisals stand in a state."""

    state: AppraisalState = plain("The state.")
    count: int = plain("How many, voided ones left out, among those that you may see.")


async def counts(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[StateCount]]:
    """Count the visible appraisals of cycles by state, all cycles in one statement; every state is told, 0 too."""
    statement = Statement(context.actor)
    access = statement.access(of_model(StoredAppraisal), "t")
    sql = (
        f"SELECT t.cycle_id, t.state, count(*) AS total FROM appraisal t WHERE {access} AND t.voided_at IS NULL"
        f" AND t.cycle_id IN {statement.bind([row['id'] for row in rows])} GROUP BY t.cycle_id, t.state"
    )

    async def work(session: Connection) -> dict[tuple[Any, str], int]:
        return {
            (session.decode(StoredAppraisal, "cycle_id", row["cycle_id"]), row["state"]): int(row["total"])
            for row in await session.fetch(sql, statement.params)
        }

    found = await context.database.read(work)
    return [[StateCount(state=state, count=found.get((row["id"], state.value), 0)) for state in AppraisalState] for row in rows]


@record(OpeningJob, "job")
class OpeningRun(Node):
    """One run of opening a cycle; it resumes where it stopped."""

    state = column("Where the run stands.")
    total = column("How many assignments of the population there were to look at.")
    done = column("How many have been looked at.")
    started_at = column("When it began.")
    updated_at = column("When it last went on.")
    finished_at = column("When it ended; null while it runs.")


@record(OpeningResult, "opr", name="OpeningResult")
class OpeningResultRow(Node):
    """What opening did for one assignment of the population."""

    outcome = column("What it did.")
    reason = column("Why nothing was created; null if something was.")
    assignment = to_one(Assignment, "assignment_id", "The assignment.")
    employee = to_one(Employee, "employee_id", "Who holds it.")
    appraisal = to_one(StoredAppraisal, "appraisal_id", "The appraisal created or found; null if there is none, or you may not see it.")


@filters
class OpeningResultFilter:
    """Which results; all given fields must hold."""

    outcomes: list[OpeningOutcome] | None = where("{outcome} IN :value", "With one of these outcomes.")
    reasons: list[ReasonCode] | None = where("{reason} IN :value", "For one of these reasons.")


OPENING_ORDERS = Orders(
    "OpeningResultOrder", "Orders of opening results.", Order("ASSIGNMENT_ASC", "By assignment.", (Key("assignment_id"),))
)


@record(StoredExtension, "ext")
class Extension(Node):
    """A window held open for longer. One of a unit or of all is seen by everybody in the agency, one of an appraisal by who sees that."""

    kind = column("Which window.")
    scope = column("For whom it holds; never for the appraisal of whoever granted it.")
    until = column("The day after the last on which the window is open.")
    unit = to_one(OrgUnit, "unit_id", "The unit for which it holds, with what stands under it; null for the other scopes.")
    appraisal = to_one(StoredAppraisal, "appraisal_id", "The appraisal for which it holds; null for the other scopes.")
    cycle = to_one(StoredCycle, "cycle_id", "The cycle whose window it is.")
    granted_at = column("When it was granted.")
    granted_by = to_one(Employee, "granted_by_id", "Who granted it.")


@filters
class ExtensionFilter:
    """Which extensions; all given fields must hold."""

    kinds: list[ExtensionKind] | None = where("{kind} IN :value", "Of one of these windows.")
    scopes: list[ExtensionScope] | None = where("{scope} IN :value", "With one of these scopes.")


EXTENSION_ORDERS = Orders(
    "ExtensionOrder",
    "Orders of extensions.",
    Order("GRANTED_AT_DESC", "By when they were granted, the latest first.", (Key("granted_at", True),)),
    Order("UNTIL_ASC", "By their last day, the earliest first.", (Key("until"),)),
)


@record(StoredCycle, "cyc", values=(Value("job_id", sql=_LATEST_JOB, like=Like(OpeningJob, "id")),))
class AppraisalCycle(Node):
    """A period (periode) for which appraisals are made. Everybody of the agency sees it; of its appraisals each sees those they may."""

    name = column("The cycle's name.")
    kind = column("The length of the period.")
    starts_on = column("The first day of the period.")
    ends_on = column("The day after the last of the period.")
    submission_from = column("The first day on which employees may submit.")
    submission_to = column("The day after the last on which employees may submit.")
    decision_to = column("The day after the last on which a decision is in time.")
    state = column("Where the cycle stands.")
    opened_at = column("When it was last opened; null while planned.")
    closed_at = column("When it was last closed; null while open or planned.")
    updated_at = column("The moment of the last change.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    stage = column(
        "The least advanced state of its appraisals, voided ones left out; null while it has none.",
        sql=f"CASE {_STAGE} END",
        like=Like(StoredAppraisal, "state"),
    )
    counts: list[StateCount] = computed(counts, "How many of its appraisals that you may see stand in each state.", needs=("id",), reads=4)
    opening = to_one(OpeningJob, "job_id", "The last run of opening it; null before the first.")
    opening_results = connection(
        OpeningResult,
        "What opening did for each assignment, among those that you may see: an agency admin all, others their own.",
        OPENING_ORDERS,
        column="cycle_id",
        filters=filter_set(OpeningResultFilter),
    )
    extensions = connection(
        StoredExtension,
        "The extensions granted in it that you may see.",
        EXTENSION_ORDERS,
        column="cycle_id",
        filters=filter_set(ExtensionFilter),
    )
    appraisals = connection(
        StoredAppraisal, "Its appraisals that you may see.", APPRAISAL_ORDERS, column="cycle_id", filters=filter_set(AppraisalFilter)
    )
    undecided = connection(
        StoredAppraisal,
        "Its appraisals that you may see and that wait for somebody: neither approved nor voided.",
        APPRAISAL_ORDERS,
        column="cycle_id",
        where="{a}.voided_at IS NULL AND {a}.state <> 'APPROVED'",
        filters=filter_set(AppraisalFilter),
    )
