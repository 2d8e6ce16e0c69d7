"""Who may send a mutation now, and about which record: so that a fair share of what is generated succeeds."""

import random
from collections.abc import Mapping

from models.database import Connection
from tests.demo_agency import TODAY

_APPRAISAL = (
    "SELECT a.{subject} AS subject, {who} AS sender FROM appraisal a JOIN appraisal_cycle c ON c.id = a.cycle_id AND c.state = 'OPEN'"
    " JOIN reporting_line l ON l.agency_id = a.agency_id AND l.assignment_id = a.assignment_id AND l.valid_from <= :today"
    " AND (l.valid_to IS NULL OR l.valid_to > :today) WHERE a.voided_at IS NULL AND a.state = '{state}' AND {who} IS NOT NULL ORDER BY a.id"
)


def _appraisals(state: str, who: str, subject: str = "id") -> str:
    return _APPRAISAL.format(state=state, who=who, subject=subject)


def _admins(table: str, where: str) -> str:
    return (
        f"SELECT t.id AS subject, g.employee_id AS sender FROM {table} t JOIN role_grant g ON g.agency_id = t.agency_id"
        f" AND g.role = 'AGENCY_ADMIN' AND g.recorded_to IS NULL WHERE {where} ORDER BY t.id"
    )


def _plans(state: str, who: str) -> str:
    return (
        f"SELECT p.id AS subject, {who} AS sender FROM performance_plan p JOIN reporting_line l ON l.agency_id = p.agency_id"
        " AND l.assignment_id = p.assignment_id AND l.valid_from <= :today AND (l.valid_to IS NULL OR l.valid_to > :today)"
        f" WHERE COALESCE(p.state, 'RECORDED') = '{state}' AND {who} IS NOT NULL ORDER BY p.id"
    )


_APPROVES = "COALESCE(l.approver_id, l.appraiser_id)"
_PROPOSAL = "SELECT p.id AS subject, p.{who} AS sender FROM line_proposal p WHERE p.state = 'PROPOSED' ORDER BY p.id"
_ACTIVITY = (
    "SELECT d.id AS subject, {who} AS sender FROM daily_activity d JOIN reporting_line l ON l.agency_id = d.agency_id"
    " AND l.assignment_id = d.assignment_id AND l.valid_from <= :today AND (l.valid_to IS NULL OR l.valid_to > :today)"
    " WHERE d.state = '{state}' AND {who} IS NOT NULL ORDER BY d.id"
)
_BELOW = "SELECT l.employee_id AS subject, l.appraiser_id AS sender FROM reporting_line l WHERE l.appraiser_id IS NOT NULL ORDER BY l.id"
_ABOVE = "SELECT l.appraiser_id AS subject, l.employee_id AS sender FROM reporting_line l WHERE l.appraiser_id IS NOT NULL ORDER BY l.id"


def _parties(table: str, who: str, where: str) -> str:
    return f"SELECT t.id AS subject, t.{who} AS sender FROM {table} t WHERE {where} ORDER BY t.id"


SENDERS: Mapping[str, tuple[str, str, str]] = {
    "submitAppraisal": ("id", "apr", _appraisals("DRAFT", "a.employee_id")),
    "withdrawAppraisal": ("id", "apr", _appraisals("SUBMITTED", "a.employee_id")),
    "editAppraisal": ("id", "apr", _appraisals("DRAFT", "a.employee_id")),
    **dict.fromkeys(
        ("reviewAppraisal", "reviewAppraisals", "returnAppraisal", "returnAppraisals"),
        ("id", "apr", _appraisals("SUBMITTED", "l.appraiser_id")),
    ),
    "recallAppraisal": ("id", "apr", _appraisals("REVIEWED", "l.appraiser_id")),
    **dict.fromkeys(("approveAppraisal", "approveAppraisals"), ("id", "apr", _appraisals("REVIEWED", _APPROVES))),
    **dict.fromkeys(("editPlan", "copyFromLast"), ("id", "pln", _appraisals("DRAFT", "a.employee_id", "plan_id"))),
    "startPlan": ("assignmentId", "asg", _appraisals("DRAFT", "a.employee_id", "assignment_id")),
    "proposePlan": ("id", "pln", _plans("DRAFT", "p.employee_id")),
    "withdrawPlan": ("id", "pln", _plans("PROPOSED", "p.employee_id")),
    **dict.fromkeys(("returnPlan", "agreePlan"), ("id", "pln", _plans("PROPOSED", "l.appraiser_id"))),
    "amendPlan": ("id", "pln", _plans("RECORDED", "p.employee_id")),
    **dict.fromkeys(("linkResult", "editRoleMatrix", "copyPlan"), ("id", "pln", _plans("RECORDED", "p.employee_id"))),
    "recordDialogue": ("planId", "pln", _plans("DRAFT", "p.employee_id")),
    "editDialogue": (
        "id",
        "dlg",
        "SELECT d.id AS subject, d.employee_id AS sender FROM performance_dialogue d ORDER BY d.id",
    ),
    **dict.fromkeys(("submitAppraisalInAbsence", "voidAppraisal"), ("id", "apr", _admins("appraisal", "t.state = 'DRAFT'"))),
    "proposeLine": ("assignmentId", "asg", _appraisals("DRAFT", "a.employee_id", "assignment_id")),
    "decideLine": ("id", "lpr", _PROPOSAL.format(who="appraiser_id")),
    "withdrawLineProposal": ("id", "lpr", _PROPOSAL.format(who="proposed_by_id")),
    **dict.fromkeys(("recordActivity", "recordActivities"), ("", "dac", _appraisals("DRAFT", "a.employee_id"))),
    **dict.fromkeys(("answerActivity", "answerActivities"), ("id", "dac", _ACTIVITY.format(who="l.appraiser_id", state="REPORTED"))),
    "replyToActivity": ("id", "dac", _ACTIVITY.format(who="d.employee_id", state="QUESTIONED")),
    "withdrawActivity": ("id", "dac", _ACTIVITY.format(who="d.employee_id", state="REPORTED")),
    "attachEvidence": ("subjectId", "apr", _appraisals("DRAFT", "a.employee_id")),
    "removeEvidence": ("id", "evd", _parties("evidence", "employee_id", "t.state = 'ATTACHED'")),
    **dict.fromkeys(("editPlanTemplate", "removePlanTemplate"), ("id", "tpl", _admins("plan_template", "t.state = 'ACTIVE'"))),
    **dict.fromkeys(
        ("editActivityTemplate", "removeActivityTemplate"),
        ("id", "atp", _parties("activity_template", "employee_id", "t.state = 'ACTIVE'")),
    ),
    "createActivityTemplate": ("", "dac", _appraisals("DRAFT", "a.employee_id")),
    "openCycle": ("id", "cyc", _admins("appraisal_cycle", "t.state = 'PLANNED'")),
    "closeCycle": ("id", "cyc", _admins("appraisal_cycle", "t.state = 'OPEN'")),
    "reopenCycle": ("id", "cyc", _admins("appraisal_cycle", "t.state = 'CLOSED'")),
    "endAssignment": ("id", "asg", _admins("assignment", "t.recorded_to IS NULL AND t.valid_to IS NULL")),
    "endAbsence": ("id", "abs", _admins("absence", "t.recorded_to IS NULL")),
    "endLine": ("id", "hsl", _admins("hand_set_line", "t.recorded_to IS NULL")),
    "revokeRole": ("id", "grt", _admins("role_grant", "t.recorded_to IS NULL AND t.role <> 'AGENCY_ADMIN'")),
    "unlinkIdentity": ("id", "idn", _admins("employee_identity", "t.recorded_to IS NULL")),
    **dict.fromkeys(
        ("startAssignment", "recordAbsence", "recordLegalStatus", "grantRole", "linkIdentity"),
        ("employeeId", "emp", _admins("employee", "1 = 1")),
    ),
    **dict.fromkeys(
        ("setLine", "setLines"), ("assignmentId", "asg", _admins("assignment", "t.recorded_to IS NULL AND t.valid_to IS NULL"))
    ),
    "stateTrainingNeed": ("employeeId", "emp", _BELOW),
    "addTraining": ("unitId", "unt", _admins("org_unit", "1 = 1")),
    **{
        f"{name}Training": ("id", "trn", _admins("training", where))
        for name, where in (
            ("edit", "t.state IN ('PLANNED', 'OPEN')"),
            ("open", "t.state = 'PLANNED'"),
            ("hold", "t.state = 'OPEN'"),
            ("cancel", "t.state IN ('PLANNED', 'OPEN')"),
        )
    },
    "declineTrainingNeed": ("id", "tnd", _admins("training_need", "t.state = 'STATED'")),
    "withdrawTrainingNeed": ("id", "tnd", _parties("training_need", "employee_id", "t.state = 'STATED'")),
    "requestEnrolment": ("employeeId", "emp", _BELOW),
    **{f"{name}Enrolment": ("id", "enr", _admins("enrolment", "t.state = 'REQUESTED'")) for name in ("confirm", "decline")},
    "withdrawEnrolment": ("id", "enr", _parties("enrolment", "employee_id", "t.state IN ('REQUESTED', 'CONFIRMED')")),
    "recordAttendance": ("id", "enr", _admins("enrolment", "t.state IN ('CONFIRMED', 'FINISHED')")),
    "giveTrainingOpinion": ("enrolmentId", "enr", _parties("enrolment", "employee_id", "t.attendance = 'PRESENT'")),
    "giveRecognition": ("receiverId", "emp", _BELOW),
    "acceptRecognition": ("id", "rcg", _parties("recognition", "employee_id", "t.state = 'GIVEN'")),
    "showRecognition": ("id", "rcg", _parties("recognition", "employee_id", "t.state = 'ACCEPTED'")),
    "declineRecognition": ("id", "rcg", _parties("recognition", "employee_id", "t.state IN ('GIVEN', 'ACCEPTED')")),
    "withdrawRecognition": ("id", "rcg", _parties("recognition", "author_id", "t.state = 'GIVEN'")),
    "giveFeedback": ("receiverId", "emp", _BELOW),
    "recordCoaching": ("employeeId", "emp", _BELOW),
    "askFeedback": ("askedId", "emp", _ABOVE),
    "acknowledgeFeedback": ("id", "fbk", _parties("feedback_note", "employee_id", "t.state = 'GIVEN'")),
    "answerFeedback": ("id", "fbk", _parties("feedback_note", "employee_id", "t.state <> 'ANSWERED'")),
    "declineFeedbackRequest": ("id", "fbr", _parties("feedback_request", "author_id", "t.state = 'OPEN'")),
    "withdrawFeedbackRequest": ("id", "fbr", _parties("feedback_request", "employee_id", "t.state = 'OPEN'")),
    "confirmCoaching": ("id", "cch", _parties("coaching_session", "employee_id", "t.state = 'RECORDED'")),
    "followUpCoaching": ("id", "cch", _parties("coaching_session", "author_id", "1 = 1")),
    "setSuggestedLines": ("unitId", "unt", _admins("org_unit", "1 = 1")),
    "grantExtension": ("appraisalId", "apr", _admins("appraisal", "t.state = 'DRAFT'")),
    **dict.fromkeys(
        ("planCycle", "importRoster", "replaceGuidance", "setHolidays", "createPlanTemplate"),
        ("", "cyc", _admins("appraisal_cycle", "1 = 1")),
    ),
}
"""By mutation: the field of its input that names the record, the record's prefix, and all pairs of a record and an employee who may."""


async def sender(conn: Connection, chance: random.Random, mutation: str) -> tuple[str, str, str] | None:
    """Give an employee who may send a mutation now, the field of the input that names the record, and the record's public id."""
    name, prefix, asked = SENDERS[mutation]
    rows = await conn.fetch(asked, {"today": TODAY})
    if not rows:
        return None
    chosen = chance.choice(rows)
    return str(chosen["sender"]), name, f"{prefix}_{chosen['subject']}"
