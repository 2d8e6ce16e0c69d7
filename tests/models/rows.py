"""Rows that stand on each other, in the order in which they can be inserted."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from models.appraisals import Appraisal
from models.base import Row
from models.cycles import AppraisalCycle
from models.database import new_id
from models.people import Agency, Assignment, Employee, OrgUnit, Person, Position
from models.plans import Indicator, PerformancePlan, PlannedResult, PlanRevision
from models.vocabulary import (
    AppraisalState,
    ApprovalRoute,
    Aspect,
    AssignmentKind,
    CycleKind,
    CycleState,
    EmploymentType,
    NumberKind,
    PlanApproach,
    PlanOrigin,
    PositionKind,
    ResultKind,
    ResultOwnership,
    UnitKind,
)

NOW = datetime(2026, 3, 31, 16, 59, 59, 5, tzinfo=UTC)


def agency(code: str = "A") -> Agency:
    """Make an agency."""
    return Agency(
        code=code,
        name="Pemerintah Kota",
        time_zone="Asia/Jakarta",
        approval_route=ApprovalRoute.SUPERIOR,
        opens_acting=True,
        exempt_statuses="[]",
        version=1,
    )


def chain(owner: Agency) -> list[Row]:
    """Make one row of everything an appraisal stands on, and the appraisal last."""
    common = {"agency_id": owner.id}
    unit = OrgUnit(**common, code="U", name="Dinas", kind=UnitKind.OFFICE, version=1)
    post = Position(**common, code="P", name="Analis", kind=PositionKind.EXECUTOR, unit_id=unit.id, version=1)
    person = Person(number=None, number_kind=NumberKind.NONE, version=1)
    employee = Employee(**common, person_id=person.id, name="Siti", employment_type=EmploymentType.PNS, version=1)
    post_held = Assignment(
        **common,
        employee_id=employee.id,
        position_id=post.id,
        kind=AssignmentKind.DEFINITIVE,
        valid_from=date(2026, 1, 1),
        recorded_from=NOW,
    )
    cycle = AppraisalCycle(
        **common,
        name="Triwulan I",
        kind=CycleKind.QUARTERLY,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 4, 1),
        submission_from=date(2026, 3, 25),
        submission_to=date(2026, 4, 8),
        decision_to=date(2026, 4, 15),
        population="{}",
        state=CycleState.PLANNED,
        updated_at=NOW,
        version=1,
    )
    plan = PerformancePlan(
        **common,
        assignment_id=post_held.id,
        employee_id=employee.id,
        year=2026,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        approach=PlanApproach.QUANTITATIVE,
        origin=PlanOrigin.IMPORTED,
        version=1,
    )
    revision = PlanRevision(**common, plan_id=plan.id, ordinal=1, created_at=NOW)
    result = PlannedResult(
        **common,
        revision_id=revision.id,
        lineage_id=new_id(),
        ordinal=1,
        kind=ResultKind.MAIN,
        ownership=ResultOwnership.INDIVIDUAL,
        title="Terlayaninya pengujian",
    )
    indicator = Indicator(
        **common,
        revision_id=revision.id,
        result_id=result.id,
        lineage_id=new_id(),
        ordinal=1,
        aspect=Aspect.QUANTITY,
        title="Jumlah kendaraan",
        target_value=Decimal("1200.5"),
    )
    return [unit, post, person, employee, post_held, cycle, plan, revision, result, indicator, draft(plan, unit.id, cycle, revision)]


def draft(plan: PerformancePlan, unit_id: UUID, cycle: AppraisalCycle, revision: PlanRevision, **changes: object) -> Appraisal:
    """Make an appraisal in DRAFT, with changes."""
    values: dict[str, object] = {
        "agency_id": plan.agency_id,
        "cycle_id": cycle.id,
        "plan_id": plan.id,
        "assignment_id": plan.assignment_id,
        "employee_id": plan.employee_id,
        "unit_id": unit_id,
        "ordinal": 1,
        "state": AppraisalState.DRAFT,
        "version": 1,
        "state_since": NOW,
        "updated_at": NOW,
        "opening_revision_id": revision.id,
    }
    return Appraisal(**(values | changes))
