"""Rights as conditions on stored columns: what each relation and role means in SQL, per model.

Each grantee (a relation or a role) has one SQL condition per model. ``visible`` joins the grantees of READ by OR; ``grantees_of``
selects the same conditions as columns, from which ``workflows.access.can`` decides. So the list and the single answer can't differ.
The limit on one's own record (``field_visible``) beats every role: an auditor is an employee too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.base import Row
from models.cycles import AppraisalCycle, Extension, OpeningJob, OpeningResult
from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import Evidence
from models.guidance import GuidanceEdition, GuidanceText
from models.history import Event, RefusedAttempt
from models.line_proposals import LineProposal
from models.people import (
    Absence,
    Agency,
    Assignment,
    Employee,
    EmployeeGrade,
    EmployeeIdentity,
    HandSetLine,
    Holiday,
    LegalStatus,
    OrgUnit,
    Position,
    ReportingLine,
    RoleGrant,
    UnitLeadership,
)
from models.plans import PerformanceDialogue, PerformancePlan
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate
from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from models.uploads import ImportJob, ImportProblem
from models.vocabulary import Relation, Role
from workflows.actor import Actor
from workflows.privacy import but_unread
from workflows.reach import by_posts, led_units, lines_of, units_of_role
from workflows.shapes import OF_APPRAISAL, SHAPES, Shape
from workflows.standing import TODAY
from workflows.subjects import EVENTS_OF, EVIDENCE_OF, about


class Through(Enum):
    """A right to read that comes with another record.

    APPRAISAL: whoever may read an appraisal may read the plan that it stands on and the extensions granted to it. CYCLE: everybody of the
    agency may read a cycle, and so the extensions granted in it to a unit or to all. SCOPE: whoever stands in the scope of a role today may
    read by whom, by which document and until when it is held over them. AUDIENCE: whom the author of a feedback chose beside its receiver.
    SUBJECT: whoever may read what evidence belongs to may read it.
    SHARED: the superiors of a participant who shares what they think of a training. SHOWN: whom the receiver of a recognition lets see it.
    """

    APPRAISAL = "APPRAISAL"
    CYCLE = "CYCLE"
    SCOPE = "SCOPE"
    AUDIENCE = "AUDIENCE"
    SUBJECT = "SUBJECT"
    SHARED = "SHARED"
    SHOWN = "SHOWN"


Grantee = Relation | Role | Through


class FieldPolicy(Enum):
    """Who may see a field of a visible row; where the condition doesn't hold the value is null, everywhere."""

    OPEN = "OPEN"
    RATING = "RATING"
    SELF_APPRAISAL = "SELF_APPRAISAL"
    EMPLOYEE_NUMBER = "EMPLOYEE_NUMBER"
    PERSONAL = "PERSONAL"


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression over one alias with its named parameters; names begin with ``acc_`` and mean the same everywhere."""

    sql: str
    params: Mapping[str, object]


_ALL_ROLES: tuple[Grantee, ...] = (Role.AGENCY_ADMIN, Role.AUDITOR, Role.AGENCY_LEADER)
_ABOVE = (Relation.APPRAISER, Relation.APPROVER, Relation.UNIT_LEADER)
_PARTIES: tuple[Grantee, ...] = (Relation.EMPLOYEE, *_ABOVE)

# Models whose rows everybody of the agency may read: the directory and the calendar.
DIRECTORY: tuple[type[Row], ...] = (
    Agency,
    Holiday,
    OrgUnit,
    Position,
    Employee,
    Assignment,
    UnitLeadership,
    AppraisalCycle,
    OpeningJob,
    GuidanceEdition,
    GuidanceText,
    PlanTemplate,
    Training,
)

READERS: Mapping[type[Row], tuple[Grantee, ...]] = {
    Appraisal: (*_PARTIES, *_ALL_ROLES),
    PerformancePlan: (*_PARTIES, *_ALL_ROLES, Through.APPRAISAL),
    # What was said between two people isn't an administration's to read.
    PerformanceDialogue: (*_PARTIES, Role.AUDITOR),
    ReportingLine: (*_PARTIES, *_ALL_ROLES),
    Absence: (*_PARTIES, Role.AGENCY_ADMIN, Role.AUDITOR),
    LegalStatus: (*_PARTIES, Role.AGENCY_ADMIN, Role.AUDITOR),
    EmployeeGrade: (*_PARTIES, Role.AGENCY_ADMIN, Role.AUDITOR),
    HandSetLine: (*_PARTIES, Role.AGENCY_ADMIN, Role.AUDITOR),
    RoleGrant: (Relation.EMPLOYEE, Role.AGENCY_ADMIN, Role.AUDITOR, Through.SCOPE),
    EmployeeIdentity: (Relation.EMPLOYEE, Role.AGENCY_ADMIN, Role.AUDITOR),
    LineProposal: (Relation.EMPLOYEE, Relation.APPRAISER, Relation.APPROVER, Relation.PROPOSER, Role.AGENCY_ADMIN, Role.AUDITOR),
    DailyActivity: (*_PARTIES, Role.AGENCY_ADMIN, Role.AUDITOR),
    # No role reads these: what people tell each other is theirs, and those whom it was written for.
    FeedbackNote: (Relation.EMPLOYEE, Relation.AUTHOR, Through.AUDIENCE),
    FeedbackRequest: (Relation.EMPLOYEE, Relation.AUTHOR),
    CoachingSession: (Relation.EMPLOYEE, Relation.AUTHOR, Relation.APPRAISER),
    Evidence: (Through.SUBJECT,),
    ActivityTemplate: (Relation.EMPLOYEE,),
    TrainingNeed: (*_PARTIES, Relation.AUTHOR, Role.AGENCY_ADMIN),
    Enrolment: (*_PARTIES, Relation.AUTHOR, Relation.KEEPER, Role.AGENCY_ADMIN, Role.AUDITOR),
    # What a participant thinks of a training is for whoever can better it, and for whom they choose.
    TrainingOpinion: (Relation.EMPLOYEE, Relation.KEEPER, Through.SHARED),
    # Thanks are theirs to show to whom they are given.
    Recognition: (Relation.EMPLOYEE, Relation.AUTHOR, Through.SHOWN),
    OpeningResult: (Relation.EMPLOYEE, Role.AGENCY_ADMIN, Role.AUDITOR),
    Extension: (Through.APPRAISAL, Through.CYCLE),
    ImportJob: (Role.AGENCY_ADMIN,),
    ImportProblem: (Role.AGENCY_ADMIN,),
}
"""Who may read the rows of a model; a model that is neither here nor in the directory has a condition of its own below."""


def base_params(actor: Actor) -> dict[str, object]:
    """Give the parameters that every condition of this module may name."""
    return {
        "acc_agency": actor.agency_id,
        "acc_me": actor.employee_id,
        "acc_today": actor.today,
        "acc_post": actor.assignment_id if actor.post_chosen else None,
    }


def _by_line(actor: Actor, shape: Shape, alias: str, part: str) -> str:
    own = shape.appraiser if part == "appraiser" else shape.approver
    if own is not None:
        return f"{own.format(a=alias)} = :acc_me"
    if shape.assignment is None:
        return f"{shape.employee.format(a=alias)} IN ({lines_of(actor, part, 'employee_id')})"
    by_line = f"{shape.assignment.format(a=alias)} IN ({lines_of(actor, part, 'assignment_id')})"
    if not shape.pinned:
        return by_line
    return f"({alias}.{part}_id = :acc_me OR ({alias}.{part}_id IS NULL AND {by_line}))"


def _by_unit(shape: Shape, alias: str, units: str) -> str:
    if shape.unit:
        return f"{shape.unit.format(a=alias)} IN ({units})"
    return (
        f"{shape.employee.format(a=alias)} IN (SELECT u_a.employee_id FROM assignment u_a"
        " JOIN position u_p ON u_p.agency_id = u_a.agency_id AND u_p.id = u_a.position_id"
        f" WHERE u_a.agency_id = :acc_agency AND u_a.recorded_to IS NULL AND {TODAY.format(l='u_a')} AND u_p.unit_id IN ({units}))"
    )


def holding(actor: Actor, grantee: Grantee, model: type[Row], alias: str) -> str:
    """Give the SQL condition under which ``actor`` is ``grantee`` to the row ``alias`` of ``model``."""
    match grantee:
        case Through.APPRAISAL:
            appraisal = visible(actor, Appraisal, "v_a").sql
            pointing = OF_APPRAISAL[model].format(a=alias)
            return f"EXISTS (SELECT 1 FROM appraisal v_a WHERE v_a.agency_id = {alias}.agency_id AND {pointing} AND {appraisal})"
        case Through.CYCLE:
            return f"{alias}.appraisal_id IS NULL"
        case Through.SCOPE:
            return over_me(alias)
        case Through.AUDIENCE:
            return _audience(actor, model, alias)
        case Through.SUBJECT:
            return f"({' OR '.join(about(alias, EVIDENCE_OF, lambda of, row: visible(actor, of, row).sql))})"
        case Through.SHOWN:
            mine = (
                "SELECT n_p.unit_id FROM assignment n_s JOIN position n_p ON n_p.agency_id = n_s.agency_id AND n_p.id = n_s.position_id"
                f" WHERE n_s.agency_id = :acc_agency AND n_s.employee_id = :acc_me AND n_s.recorded_to IS NULL AND {TODAY.format(l='n_s')}"
            )
            near = f"{alias}.visibility = 'UNIT' AND ({alias}.unit_id IN ({mine}) OR {alias}.unit_id IN ({led_units(actor)}))"
            return f"({alias}.state = 'ACCEPTED' AND ({alias}.visibility = 'AGENCY' OR ({near})))"
        case Through.SHARED:
            above = " OR ".join(_standing(actor, one, SHAPES[model], alias) for one in _ABOVE)
            return f"({alias}.audience = 'KEEPER_AND_SUPERIORS' AND ({above}))"
        case _:
            return _standing(actor, grantee, SHAPES[model], alias)


def _audience(actor: Actor, model: type[Row], alias: str) -> str:
    shape = SHAPES[model]
    superior = _standing(actor, Relation.APPRAISER, shape, alias)
    line = " OR ".join(_standing(actor, one, shape, alias) for one in (Relation.APPROVER, Relation.UNIT_LEADER))
    return f"(({alias}.audience <> 'RECEIVER' AND {superior}) OR ({alias}.audience = 'RECEIVER_AND_LINE' AND ({line})))"


def over_me(alias: str) -> str:
    """Give the SQL condition under which the role grant ``alias`` holds today over the actor's own posts or over the whole agency."""
    return (
        f"({TODAY.format(l=alias)} AND ({alias}.unit_id IS NULL OR {alias}.unit_id IN (SELECT o_c.ancestor_id FROM unit_closure o_c"
        " JOIN position o_p ON o_p.agency_id = o_c.agency_id AND o_p.unit_id = o_c.descendant_id"
        " JOIN assignment o_s ON o_s.agency_id = o_p.agency_id AND o_s.position_id = o_p.id"
        " WHERE o_c.agency_id = :acc_agency AND o_s.employee_id = :acc_me AND o_s.recorded_to IS NULL"
        f" AND {TODAY.format(l='o_c')} AND {TODAY.format(l='o_s')})))"
    )


def _standing(actor: Actor, grantee: Relation | Role, shape: Shape, alias: str) -> str:
    match grantee:
        case Relation.EMPLOYEE:
            return f"{shape.employee.format(a=alias)} = :acc_me"
        case Relation.APPRAISER:
            return _by_line(actor, shape, alias, "appraiser")
        case Relation.APPROVER:
            return _by_line(actor, shape, alias, "approver")
        case Relation.PROPOSER:
            return f"{shape.proposer.format(a=alias)} = :acc_me" if shape.proposer else "1 = 0"
        case Relation.AUTHOR:
            return f"{shape.author.format(a=alias)} = :acc_me" if shape.author else "1 = 0"
        case Relation.KEEPER:
            return _keeping(actor, shape, alias)
        case Relation.UNIT_LEADER:
            return _by_unit(shape, alias, led_units(actor))
        case Role():
            return _by_role(actor, grantee, shape, alias)


def _keeping(actor: Actor, shape: Shape, alias: str) -> str:
    if not shape.keeper:
        return "1 = 0"
    as_admin = _by_role(actor, Role.AGENCY_ADMIN, Shape("", unit=shape.keeper), alias)
    return f"({' OR '.join(_simplified([f'{shape.keeper.format(a=alias)} IN ({led_units(actor)})', as_admin]))})"


def _by_role(actor: Actor, role: Role, shape: Shape, alias: str) -> str:
    held = [one for one in actor.roles if one.role is role]
    if not held:
        return "1 = 0"
    if any(one.unit_id is None for one in held):
        return "1 = 1"
    return _by_unit(shape, alias, units_of_role(role))


def actor_params(actor: Actor) -> dict[str, object]:
    """Give all parameters that conditions may name, of whatever model and policy."""
    params = base_params(actor)
    for role in Role:
        params[f"acc_units_{role.value}"] = [held.unit_id for held in actor.roles if held.role is role and held.unit_id is not None]
    return params


def visible(actor: Actor, model: type[Row], alias: str) -> Condition:
    """Give the condition under which ``actor`` may read the row ``alias`` of ``model``; another agency's rows never match."""
    params = actor_params(actor)
    agency = f"{alias}.id = :acc_agency" if model is Agency else f"{alias}.agency_id = :acc_agency"
    if "recorded_to" in model._meta.fields_map:
        # What was known before a correction is for questions about the past, which ask for it by its time.
        agency += f" AND {alias}.recorded_to IS NULL"
    if model in DIRECTORY:
        return Condition(f"({agency})", params)
    shape = SHAPES.get(model)
    if shape is not None and shape.by_post:
        return Condition(f"({agency} AND {by_posts(actor, READERS[model], str(shape.assignment).format(a=alias))})", params)
    if model in READERS:
        terms = [holding(actor, grantee, model, alias) for grantee in READERS[model]]
        return Condition(f"({agency} AND ({' OR '.join(_simplified(terms))}))", params)
    return Condition(f"({agency} AND ({_evidence(actor, model, alias)}))", params)


def _evidence(actor: Actor, model: type[Row], alias: str) -> str:
    over = [but_unread(_over_evidence(actor, role, alias), alias, role) for role in (Role.AGENCY_ADMIN, Role.AUDITOR)]
    if model is Event:
        over.append(f"({alias}.subject_type = 'EMPLOYEE' AND {alias}.subject_id = :acc_me)")
        over += about(alias, EVENTS_OF, lambda of, row: visible(actor, of, row).sql)
        return " OR ".join(_simplified(over))
    if model is RefusedAttempt:
        # What others tried on one's own undelivered appraisal could tell its ratings: that limit beats a role held over it.
        own = (
            f"{alias}.subject_type = 'APPRAISAL' AND EXISTS (SELECT 1 FROM appraisal h_a WHERE h_a.agency_id = {alias}.agency_id"
            f" AND h_a.id = {alias}.subject_id AND h_a.employee_id = :acc_me AND h_a.delivered_at IS NULL)"
        )
        return f"{alias}.actor_id = :acc_me OR (({' OR '.join(_simplified(over))}) AND NOT ({own}))"
    raise TypeError(f"no rule says who may read {model.__name__}")


def _over_evidence(actor: Actor, role: Role, alias: str) -> str:
    return _by_role(actor, role, Shape("", unit="{a}.unit_id"), alias)


def _simplified(terms: Sequence[str]) -> list[str]:
    if "1 = 1" in terms:
        return ["1 = 1"]
    return [term for term in terms if term != "1 = 0"] or ["1 = 0"]


def field_visible(actor: Actor, model: type[Row], policy: FieldPolicy, alias: str) -> Condition:
    """Give the condition under which a field with ``policy`` of a visible row has a value for ``actor``; elsewhere it is null."""
    params = actor_params(actor)
    match policy:
        case FieldPolicy.OPEN:
            return Condition("1 = 1", params)
        case FieldPolicy.RATING:
            return Condition(f"(:acc_me IS NULL OR {alias}.employee_id <> :acc_me OR {alias}.delivered_at IS NOT NULL)", params)
        case FieldPolicy.SELF_APPRAISAL:
            return Condition(f"({alias}.state <> 'DRAFT' OR {alias}.employee_id = :acc_me)", params)
        case FieldPolicy.EMPLOYEE_NUMBER:
            above = " OR ".join(
                f"{SHAPES[model].employee.format(a=alias)} IN (SELECT l.{part}_id FROM reporting_line l"
                f" WHERE l.agency_id = :acc_agency AND l.employee_id = :acc_me AND l.{part}_id IS NOT NULL AND {TODAY.format(l='l')})"
                for part in ("appraiser", "approver")
            )
            return Condition(f"({above} OR {_personal(actor, model, alias)})", params)
        case FieldPolicy.PERSONAL:
            return Condition(f"({_personal(actor, model, alias)})", params)


def _personal(actor: Actor, model: type[Row], alias: str) -> str:
    grantees: tuple[Grantee, ...] = (*_PARTIES, Role.AGENCY_ADMIN, Role.AUDITOR)
    return " OR ".join(_simplified([holding(actor, grantee, model, alias) for grantee in grantees]))


def grantees_of(actor: Actor, model: type[Row], alias: str) -> Condition:
    """Give select-list columns ``is_<grantee>`` telling which grantees ``actor`` is to the row ``alias``; ``held`` reads them back."""
    columns = [
        f"CASE WHEN {holding(actor, grantee, model, alias)} THEN 1 ELSE 0 END AS is_{grantee.value.lower()}" for grantee in _asked(model)
    ]
    return Condition(", ".join(columns), actor_params(actor))


def _asked(model: type[Row]) -> tuple[Grantee, ...]:
    through = tuple(one for one in READERS.get(model, ()) if isinstance(one, Through))
    return (*Relation, *Role, *through) if model in SHAPES else through


def held(row: Mapping[str, object]) -> frozenset[Grantee]:
    """Read the grantees back from a row selected with ``grantees_of``."""
    return frozenset(grantee for grantee in (*Relation, *Role, *Through) if row.get(f"is_{grantee.value.lower()}"))
