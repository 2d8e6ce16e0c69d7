"""The appraisal and what it owns."""

from datetime import datetime

from models import appraisals as stored
from models.cycles import AppraisalCycle, Extension
from models.evidence import Evidence
from models.people import Agency, Assignment, Employee, OrgUnit, ReportingLine
from models.plans import Indicator, PerformancePlan
from models.vocabulary import FeedbackAbout
from schema.activities.sums import IndicatorActivitySum, sums_of_appraisals
from schema.appraisals.actions import AvailableAction, available_actions
from schema.appraisals.filters import EMPLOYEE_NAME, PREDICATE_CODE
from schema.appraisals.next import NEEDS, NextAction, next_actions
from schema.appraisals.periods import StatePeriod, held_since, state_periods
from schema.evidence.filters import EVIDENCE_ORDERS, EvidenceFilter
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, connection, filter_set, record, to_many, to_one
from schema.reads.fields import Key, Like, Through, Value
from schema.reads.node import Node
from workflows.access import FieldPolicy
from workflows.standing import APPRAISER, APPROVER, CYCLE_OPEN, HELD_FROM, HOLDER, LATE, ROUTE, SHOWN_REVISION

_EMPLOYEE = Like(Employee, "id")
# How many indicators a plan usually has.
_BY_INDICATOR = 20
_ABOUT = " ".join(f"WHEN '{one.value}' THEN {number}" for number, one in enumerate(FeedbackAbout))


@record(
    stored.Appraisal,
    "apr",
    values=(
        Value("appraiser_in_force", sql=APPRAISER, like=_EMPLOYEE),
        Value("approver_in_force", sql=APPROVER, like=_EMPLOYEE),
        Value("route_in_force", sql=ROUTE, like=Like(Agency, "approval_route")),
        Value("holder_id", sql=HOLDER, like=_EMPLOYEE),
        Value("cycle_open", sql=CYCLE_OPEN, like=Like(Agency, "opens_acting")),
        Value("held_from", sql=HELD_FROM, like=Like(ReportingLine, "valid_from")),
        Value("shown_revision_id", sql=SHOWN_REVISION, like=Like(stored.Appraisal, "opening_revision_id")),
        Value("employee_name", sql=EMPLOYEE_NAME, like=Like(Employee, "name")),
        Value("predicate_code", sql=PREDICATE_CODE, like=Like(stored.Appraisal, "ordinal")),
    ),
)
class Appraisal(Node):
    """An employee's appraisal (evaluasi kinerja) for one plan and one cycle. The parties, leaders of the unit and roles over it see it."""

    state = column("Where it stands. Voided, delivered and superseded are facts beside the state.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    ordinal = column("Which appraisal of this plan and cycle it is, from 1: more than one where earlier ones were voided or superseded.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Who is appraised.")
    assignment = to_one(Assignment, "assignment_id", "The assignment for which the employee is appraised.")
    unit = to_one(OrgUnit, "unit_id", "The unit in which it was opened.")
    cycle = to_one(AppraisalCycle, "cycle_id", "The cycle it belongs to.")
    plan = to_one(
        PerformancePlan,
        "plan_id",
        "The plan it stands on, in the revision that it shows: the newest in DRAFT, from submission on the pinned one; a draft that was"
        " voided or whose cycle is closed shows what there was then.",
        binds={"revision_id": "shown_revision_id"},
    )
    appraiser = to_one(
        Employee,
        "appraiser_in_force",
        "Who appraises: as pinned by the review, before that by today's line. Null when nobody stands there.",
    )
    approver = to_one(
        Employee,
        "approver_in_force",
        "The appraiser's superior by line: as pinned by the approval, before that by today's line. Null when there is none.",
    )
    route = column("The approval route in force.", sql="{route_in_force}", like=Like(Agency, "approval_route"), required=True)
    sole_authority = column(
        "Whether nobody stands above the appraiser, who then approves alone.",
        sql="CASE WHEN {route_in_force} = 'SOLE_AUTHORITY' THEN 1 ELSE 0 END",
        like=Like(Agency, "opens_acting"),
        required=True,
    )
    held_by = to_one(Employee, "holder_id", "Whose turn it is. Null when it is approved or voided, or nobody stands where somebody should.")
    held_since: datetime | None = computed(
        held_since,
        "Since when it is that person's turn: since it came into its state, or since the line made them its holder; null when it is"
        " nobody's.",
        needs=("state_since", "holder_id", "held_from"),
    )
    next: list[NextAction] = computed(
        next_actions,
        "What comes next in the usual course, and whose turn that is; empty when it is approved or voided. Whether you may do it now, and"
        " what an admin may do besides, tells `availableActions`.",
        needs=NEEDS,
    )
    state_periods: list[StatePeriod] = computed(
        state_periods, "The states it went through, with when it came and when it left.", needs=("id",), reads=5
    )
    lines = to_many(
        ReportingLine,
        "assignment_id",
        "How the reporting line of its assignment changed over time, where you may see it.",
        key="assignment_id",
        order=(Key("valid_from"),),
    )
    late = column(
        "Whether its holder is behind the window that is theirs: a flag, never a lock.",
        sql=LATE,
        like=Like(Agency, "opens_acting"),
        required=True,
    )
    extensions = to_many(
        Extension,
        "appraisal_id",
        "The extensions granted to it alone, the latest first; those of its unit or of all are the cycle's.",
        order=(Key("granted_at", True),),
        implied=True,
    )
    resubmit_to = column("The day before which the employee may submit again after a return; null if it wasn't returned.")
    realisations = to_many(
        stored.Realisation,
        "appraisal_id",
        "What was reached, by indicator.",
        policy=FieldPolicy.SELF_APPRAISAL,
        implied=True,
        usual=_BY_INDICATOR,
    )
    activity_sums: list[IndicatorActivitySum] = computed(
        sums_of_appraisals,
        "What daily activities add up to, by indicator, beside the figures stated by hand.",
        needs=("id",),
        reads=_BY_INDICATOR,
        usual=_BY_INDICATOR,
    )
    self_appraisal = column("What the employee says of their own work.", policy=FieldPolicy.SELF_APPRAISAL)
    feedback = to_many(
        stored.Feedback,
        "appraisal_id",
        "The appraiser's feedback: overall, then by result, indicator and behaviour value.",
        order=(Key("about_code"),),
        policy=FieldPolicy.RATING,
        implied=True,
        usual=_BY_INDICATOR,
    )
    recommendation = column("The appraiser's note or recommendation.", policy=FieldPolicy.RATING)
    result_rating = column("The rating of the results.", policy=FieldPolicy.RATING)
    behaviour_rating = column("The rating of the behaviour as a whole.", policy=FieldPolicy.RATING)
    predicate = column("The matrix of the two ratings, set by the review.", policy=FieldPolicy.RATING)
    delivered_at = column("When it was delivered to the employee, which the approval does; null before.")
    submitted_in_absence_by = to_one(Employee, "absence_submitter_id", "Who submitted it in the employee's absence; null otherwise.")
    voided_at = column("When it was voided; null if it stands.")
    void_kind = column("Why it was voided; null if it stands.")
    supersedes = to_one(stored.Appraisal, "supersedes_id", "The appraisal that this one supersedes; null for a first one.")
    available_actions: list[AvailableAction] = computed(
        available_actions, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=2 * _BY_INDICATOR
    )
    history = subject_history()
    evidence = connection(
        Evidence,
        "The files and links that show what was reached; removed ones stay as tombstones.",
        EVIDENCE_ORDERS,
        column="subject_id",
        filters=filter_set(EvidenceFilter),
    )
    superseded_at = column("When another one superseded it; null if none did.")


@record(
    stored.Realisation,
    "rea",
    through=Through("appraisal_id", stored.Appraisal, FieldPolicy.SELF_APPRAISAL),
    values=(
        Value(
            "indicator_id",
            sql="(SELECT v_i.id FROM indicator v_i JOIN appraisal v_a ON v_a.agency_id = v_i.agency_id AND v_a.id = {a}.appraisal_id"
            " WHERE v_i.agency_id = {a}.agency_id AND v_i.lineage_id = {a}.indicator_lineage_id"
            f" AND v_i.revision_id = {SHOWN_REVISION.format(a='v_a')})",
            like=Like(Indicator, "id"),
        ),
    ),
)
class Realisation(Node):
    """What was reached for one indicator (realisasi), with where the figure comes from."""

    indicator_lineage = column("The indicator's lineage, which it keeps from revision to revision.", of="indicator_lineage_id")
    indicator = to_one(
        Indicator, "indicator_id", "The indicator in the plan's revision that the appraisal shows; null if that revision dropped it."
    )
    value = column("What was reached, in the indicator's unit of measure; null where only words say it.")
    text = column("What was reached, in words.")
    data_source = column("Where the figure comes from.")


@record(
    stored.Feedback,
    "fdb",
    through=Through("appraisal_id", stored.Appraisal, FieldPolicy.RATING),
    values=(Value("about_code", sql=f"CASE {{a}}.about {_ABOUT} END", like=Like(stored.Appraisal, "ordinal")),),
)
class Feedback(Node):
    """The appraiser's feedback (umpan balik) on the whole, a result, an indicator, or a behaviour value."""

    about = column("What it is about.")
    lineage = column("The lineage of the result or the indicator that it is about; null otherwise.", of="lineage_id")
    value = column("The behaviour value that it is about; null otherwise.")
    text = column("The feedback.")
