"""How an appraisal is loaded, what its guards know, and what each action writes; the rules stand in ``workflows.appraisal``."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from models import limits
from models.appraisals import Appraisal, Realisation
from models.cycles import AppraisalCycle, Extension
from models.database import Connection
from models.limits import RETURN_WORKING_DAYS
from models.people import Agency, LegalStatus, ReportingLine
from models.plans import PlannedResult
from models.vocabulary import (
    AppraisalAction,
    AppraisalState,
    ApprovalRoute,
    FeedbackAbout,
    LegalStatusKind,
    Rating,
    ReasonCode,
    Relation,
    ResultKind,
    SubjectType,
    Word,
)
from workflows.access import Actor, Granted, grantees_of, held
from workflows.activity_sums import pin_sums
from workflows.appraisal import APPRAISAL, predicate
from workflows.calendar import WorkingCalendar
from workflows.changes import camel, told
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change, Personal
from workflows.facts import AppraisalFacts, FeedbackKey, Inputs, ResultFacts
from workflows.feedback import checked_feedback, feedback_path, replace_feedback, saved_feedback
from workflows.refusals import Reason
from workflows.standing import EXTENDED, SHOWN_REVISION, TODAY
from workflows.support import supported
from workflows.texts import Checked, clean

_COLUMNS = tuple(Appraisal._meta.fields_map)
_ALIASES = {
    "cycle_state": (AppraisalCycle, "state"),
    "submission_from": (AppraisalCycle, "submission_from"),
    "submission_to": (AppraisalCycle, "submission_to"),
    "decision_to": (AppraisalCycle, "decision_to"),
    "line_appraiser_id": (ReportingLine, "appraiser_id"),
    "line_approver_id": (ReportingLine, "approver_id"),
    "line_appraiser_post": (ReportingLine, "appraiser_assignment_id"),
    "line_approver_post": (ReportingLine, "approver_assignment_id"),
    "line_route": (ReportingLine, "route"),
    "agency_route": (Agency, "approval_route"),
    "exempt_statuses": (Agency, "exempt_statuses"),
    "legal_status": (LegalStatus, "status"),
    "submission_extended_to": (Extension, "until"),
    "decision_extended_to": (Extension, "until"),
    "shown_revision_id": (Appraisal, "revision_id"),
}

_LOAD = (
    f"SELECT {', '.join(f'a.{name}' for name in _COLUMNS)}, c.state AS cycle_state, c.submission_from, c.submission_to, c.decision_to,"
    " l.appraiser_id AS line_appraiser_id, l.approver_id AS line_approver_id, l.route AS line_route,"
    " l.appraiser_assignment_id AS line_appraiser_post, l.approver_assignment_id AS line_approver_post,"
    " g.approval_route AS agency_route, g.exempt_statuses,"
    " (SELECT s.status FROM legal_status s WHERE s.agency_id = a.agency_id AND s.employee_id = a.employee_id AND s.recorded_to IS NULL"
    f" AND {TODAY.format(l='s')} ORDER BY s.valid_from DESC LIMIT 1) AS legal_status,"
    f" {EXTENDED.format(a='a', kind='SUBMISSION')} AS submission_extended_to,"
    f" {EXTENDED.format(a='a', kind='DECISION')} AS decision_extended_to,"
    f" {SHOWN_REVISION.format(a='a')} AS shown_revision_id,"
    " CASE WHEN EXISTS (SELECT 1 FROM feedback f WHERE f.agency_id = a.agency_id AND f.appraisal_id = a.id AND f.about = 'OVERALL')"
    " THEN 1 ELSE 0 END AS overall_feedback, {supported} AS supported, {grantees}"
    " FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id JOIN agency g ON g.id = a.agency_id"
    " LEFT JOIN reporting_line l ON l.agency_id = a.agency_id AND l.assignment_id = a.assignment_id"
    f" AND {TODAY.format(l='l')}"
    " WHERE a.agency_id = :acc_agency AND a.id IN :ids"
)

_CONTENT = (
    "SELECT a.id AS appraisal_id, r.revision_id, r.lineage_id AS result, r.kind, i.lineage_id AS indicator,"
    " CASE WHEN x.value IS NOT NULL OR x.text IS NOT NULL THEN 1 ELSE 0 END AS realised"
    f" FROM appraisal a JOIN planned_result r ON r.agency_id = a.agency_id AND r.revision_id = {SHOWN_REVISION.format(a='a')}"
    " LEFT JOIN indicator i ON i.agency_id = r.agency_id AND i.result_id = r.id"
    " LEFT JOIN realisation x ON x.agency_id = a.agency_id AND x.appraisal_id = a.id AND x.indicator_lineage_id = i.lineage_id"
    " WHERE a.agency_id = :agency AND a.id IN :ids ORDER BY a.id, r.ordinal, i.ordinal"
)


def route_in_force(pinned: ApprovalRoute | None, line: ApprovalRoute | None, agency: ApprovalRoute) -> ApprovalRoute:
    """Give the approval route of an appraisal: the pinned one, else today's line's, else the agency's."""
    return pinned or line or agency


class AppraisalRecord:
    """The appraisal as the engine's ``Record``; ``calendar`` gives the working days that a return grants."""

    workflow: Workflow[AppraisalFacts] = APPRAISAL
    model = Appraisal
    subject_type = SubjectType.APPRAISAL

    def __init__(self, calendar: WorkingCalendar | None = None) -> None:
        self.calendar = calendar

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load appraisals of the actor's agency with cycle, line, windows and what the actor is to each; one statement."""
        grantees = grantees_of(actor, Appraisal, "a")
        sql = _LOAD.replace("{grantees}", grantees.sql).replace("{supported}", supported(actor, "a", "c"))
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF a"
        rows = await conn.fetch(sql, {**grantees.params, "ids": list(ids)})
        return [self._loaded(conn, row) for row in rows]

    def _loaded(self, conn: Connection, raw: Mapping[str, object]) -> Loaded:
        row: dict[str, object] = {name: conn.decode(Appraisal, name, raw[name]) for name in _COLUMNS}
        row.update({alias: conn.decode(model, column, raw[alias]) for alias, (model, column) in _ALIASES.items()})
        row["overall_feedback"], row["supported"] = bool(raw["overall_feedback"]), bool(raw["supported"])
        route = route_in_force(row["route"], row["line_route"], row["agency_route"])  # type: ignore[arg-type]
        return Loaded(
            id=row["id"],  # type: ignore[arg-type]
            version=row["version"],  # type: ignore[arg-type]
            state=row["state"],  # type: ignore[arg-type]
            route=route,
            grantees=held(raw),
            standing={
                Relation.EMPLOYEE: row["employee_id"],  # type: ignore[dict-item]
                Relation.APPRAISER: row["appraiser_id"] or row["line_appraiser_id"],  # type: ignore[dict-item]
                Relation.APPROVER: row["approver_id"] or row["line_approver_id"],  # type: ignore[dict-item]
            },
            row=row,
            unit_id=row["unit_id"],  # type: ignore[arg-type]
            posts={
                Relation.APPRAISER: (row["line_appraiser_id"], row["line_appraiser_post"]),  # type: ignore[dict-item]
                Relation.APPROVER: (row["line_approver_id"], row["line_approver_post"]),  # type: ignore[dict-item]
            },
        )

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, AppraisalFacts]:
        """Load results, indicators and realisations of all appraisals at once; one statement.

        It tells the rows which revision these are of: a load that waited for a lock still saw the one before an edit of the plan.
        """
        rows = (
            await conn.fetch(_CONTENT, {"agency": actor.agency_id, "acc_today": actor.today, "ids": [one.id for one in loaded]})
            if loaded
            else []
        )
        content: dict[UUID, dict[UUID, tuple[bool, set[UUID], set[UUID]]]] = defaultdict(dict)
        by_id = {one.id: one.row for one in loaded}
        for raw in rows:
            appraisal = conn.decode(Appraisal, "id", raw["appraisal_id"])
            by_id[appraisal]["shown_revision_id"] = conn.decode(PlannedResult, "revision_id", raw["revision_id"])
            result = conn.decode(PlannedResult, "lineage_id", raw["result"])
            main = raw["kind"] == ResultKind.MAIN.value
            entry = content[appraisal].setdefault(result, (main, set(), set()))
            if raw["indicator"] is not None:
                indicator = conn.decode(PlannedResult, "lineage_id", raw["indicator"])
                entry[1].add(indicator)
                if raw["realised"]:
                    entry[2].add(indicator)
        return {one.id: _facts(one, actor.today, content.get(one.id, {})) for one in loaded}

    def checked(self, inputs: Inputs) -> Inputs:
        """Clean the texts of a command and check their limits.

        Raises:
            Refused: INVALID with every reason.
        """
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", limits.REASON_CHARS)
        recommendation = checked.text(inputs.recommendation, "input.recommendation", limits.TEXT_CHARS)
        checked.done()
        feedback = None if inputs.feedback is None else {key: clean(text) for key, text in inputs.feedback.items()}
        recommended = None if inputs.recommendation is None else recommendation or ""
        return replace(inputs, reason=reason, recommendation=recommended, feedback=feedback)

    def with_inputs(self, facts: AppraisalFacts, inputs: Inputs) -> AppraisalFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give who reviewed (the pinned appraiser) or who submitted in the employee's absence."""
        column = {AppraisalAction.REVIEW: "appraiser_id", AppraisalAction.SUBMIT_IN_ABSENCE: "absence_submitter_id"}.get(
            AppraisalAction(action.value)
        )
        return loaded.row[column] if column else None  # type: ignore[return-value]

    def effect(self, step: Step[AppraisalFacts], loaded: Loaded, facts: AppraisalFacts, inputs: Inputs, actor: Actor) -> Effect:
        """Work out the columns that each action sets: pins, releases, ratings, and the windows that a return gives."""
        row = loaded.row
        match step.action:
            case AppraisalAction.SUBMIT:
                return Effect({"revision_id": row["shown_revision_id"], "absence_submitter_id": None})
            case AppraisalAction.SUBMIT_IN_ABSENCE:
                return Effect({"revision_id": row["shown_revision_id"], "absence_submitter_id": actor.employee_id})
            case AppraisalAction.WITHDRAW:
                return Effect({"revision_id": None, "absence_submitter_id": None})
            case AppraisalAction.RETURN if step.target is AppraisalState.DRAFT:
                if self.calendar is None:
                    raise TypeError("a return needs the agency's calendar")
                until = self.calendar.add_working_days(actor.today, RETURN_WORKING_DAYS) + timedelta(days=1)
                return Effect({"revision_id": None, "absence_submitter_id": None, "resubmit_to": _later(row["resubmit_to"], until)})
            case AppraisalAction.RETURN | AppraisalAction.RECALL:
                return Effect({"appraiser_id": None})
            case AppraisalAction.REVIEW:
                return self._review(loaded, facts, inputs, actor)
            case AppraisalAction.APPROVE:
                return Effect({"approver_id": actor.employee_id, "route": loaded.route, "delivered_at": actor.now})
            case AppraisalAction.VOID:
                return Effect({"voided_at": actor.now, "void_kind": inputs.void_kind})
        raise TypeError(f"no effect is written for {step.action.value}")

    def _review(self, loaded: Loaded, facts: AppraisalFacts, inputs: Inputs, actor: Actor) -> Effect:
        results = inputs.result_rating or facts.result_rating
        behaviour = inputs.behaviour_rating or facts.behaviour_rating
        if results is None or behaviour is None:
            raise TypeError("the guards let a review without ratings pass")
        columns: dict[str, object] = {
            "appraiser_id": actor.employee_id,
            "result_rating": results,
            "behaviour_rating": behaviour,
            "predicate": predicate(results, behaviour),
        }
        if inputs.recommendation is not None:
            columns["recommendation"] = inputs.recommendation or None
        return Effect(columns, warnings=review_warnings(results, behaviour, inputs.feedback, supported=facts.supported))

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[AppraisalFacts], inputs: Inputs, facts: AppraisalFacts
    ) -> tuple[Change, ...]:
        """Pin the sums of activities at a submission; at a review replace the saved feedback by the given one, and freeze in the event
        all that the ratings rest on.

        Raises:
            Refused: INVALID when feedback is about something that is not in the shown plan, or too long.
        """
        if step.action in (AppraisalAction.SUBMIT, AppraisalAction.SUBMIT_IN_ABSENCE):
            return await pin_sums(conn, granted)
        if step.action is not AppraisalAction.REVIEW:
            return ()
        changes: tuple[Change, ...] = ()
        if inputs.feedback is not None:
            checked = Checked()
            given = await checked_feedback(conn, granted, inputs.feedback, checked)
            checked.done()
            changes = await replace_feedback(conn, granted, given or {})
        return (*changes, *await _frozen(conn, granted))

    def offered(self, facts: AppraisalFacts, step: Step[AppraisalFacts]) -> tuple[Input, ...]:
        """Give the inputs of a step; what is saved already, and a confirmation that nothing asks for, is not required."""
        saved = {
            "resultRating": facts.result_rating is not None,
            "behaviourRating": facts.behaviour_rating is not None,
            "feedback": facts.overall_feedback,
            "confirmResults": not facts.results_changed,
        }
        return tuple(replace(one, required=one.required and not saved.get(one.name, False)) for one in step.inputs)


def review_warnings(
    results: Rating, behaviour: Rating, feedback: Mapping[FeedbackKey, str] | None, *, supported: bool
) -> tuple[Reason, ...]:
    """Ask, without blocking, for feedback per result and per value where a rating isn't MEETS, and for a talk before one that is BELOW.

    ``supported`` is whether the appraiser knows of feedback or coaching in the period.
    """
    kinds = {key.about for key in feedback or {}}
    asked = []
    if results is not Rating.MEETS and not kinds & {FeedbackAbout.RESULT, FeedbackAbout.INDICATOR}:
        asked.append(Reason(ReasonCode.FEEDBACK_MISSING, "input.feedback.result"))
    if behaviour is not Rating.MEETS and FeedbackAbout.VALUE not in kinds:
        asked.append(Reason(ReasonCode.FEEDBACK_MISSING, "input.feedback.value"))
    below = {"input.resultRating": results, "input.behaviourRating": behaviour}
    if not supported:
        asked += [Reason(ReasonCode.NO_FEEDBACK_IN_PERIOD, path) for path, rating in below.items() if rating is Rating.BELOW]
    return tuple(asked)


async def _frozen(conn: Connection, granted: Granted[Loaded]) -> tuple[Change, ...]:
    """Tell what the ratings rest on, as it stands now: the plan's revision, self-appraisal, realisations and feedback."""
    loaded = granted.row
    scope = {"agency": loaded.row["agency_id"], "appraisal": loaded.id}
    frozen = [
        Change("frozen.revisionId", None, loaded.row["revision_id"]),  # type: ignore[arg-type]
        Change(
            "frozen.selfAppraisal", told(Appraisal, "self_appraisal", None), told(Appraisal, "self_appraisal", loaded.row["self_appraisal"])
        ),
    ]
    rows = await conn.fetch(
        "SELECT indicator_lineage_id, value, text, data_source FROM realisation WHERE agency_id = :agency AND appraisal_id = :appraisal"
        " ORDER BY indicator_lineage_id",
        scope,
    )
    for raw in rows:
        row = {name: conn.decode(Realisation, name, value) for name, value in raw.items()}
        for column in ("value", "text", "data_source"):
            if row[column] is not None:
                path = f"frozen.realisations.{row['indicator_lineage_id']}.{camel(column)}"
                frozen.append(Change(path, told(Realisation, column, None), told(Realisation, column, row[column])))
    for key, text in (await saved_feedback(conn, granted)).items():
        frozen.append(Change(f"frozen.{feedback_path(key)}", Personal(None), Personal(text[1])))
    return tuple(frozen)


def _later(day: object, until: date) -> date:
    return max(day, until) if isinstance(day, date) else until


def _facts(one: Loaded, today: date, content: Mapping[UUID, tuple[bool, set[UUID], set[UUID]]]) -> AppraisalFacts:
    row = one.row
    return AppraisalFacts(
        state=row["state"],  # type: ignore[arg-type]
        voided=row["voided_at"] is not None,
        cycle_state=row["cycle_state"],  # type: ignore[arg-type]
        today=today,
        submission_from=row["submission_from"],  # type: ignore[arg-type]
        submission_to=row["submission_to"],  # type: ignore[arg-type]
        decision_to=row["decision_to"],  # type: ignore[arg-type]
        route=one.route,
        legal_status=row["legal_status"] or LegalStatusKind.ACTIVE,  # type: ignore[arg-type]
        exempt_statuses=frozenset(LegalStatusKind(word) for word in json.loads(str(row["exempt_statuses"]))),
        resubmit_to=row["resubmit_to"],  # type: ignore[arg-type]
        submission_extended_to=row["submission_extended_to"],  # type: ignore[arg-type]
        decision_extended_to=row["decision_extended_to"],  # type: ignore[arg-type]
        results=tuple(
            ResultFacts(lineage, main, frozenset(indicators), frozenset(done)) for lineage, (main, indicators, done) in content.items()
        ),
        self_appraisal=bool(row["self_appraisal"]),
        result_rating=row["result_rating"],  # type: ignore[arg-type]
        behaviour_rating=row["behaviour_rating"],  # type: ignore[arg-type]
        overall_feedback=bool(row["overall_feedback"]),
        supported=bool(row["supported"]),
        results_changed=row["shown_revision_id"] != row["opening_revision_id"],
        has_appraiser=one.standing[Relation.APPRAISER] is not None,
        has_approver=one.standing[Relation.APPROVER] is not None,
    )
