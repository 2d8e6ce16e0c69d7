"""How a line proposal is loaded, what its guards know, and what a decision writes; the rules stand in ``workflows.line_proposal``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from models.database import Connection
from models.limits import REASON_CHARS
from models.line_proposals import LineProposal
from models.vocabulary import ApprovalRoute, EventAction, LegalStatusKind, LineProposalAction, Relation, SubjectType, Word
from workflows.access import Actor, Granted, grantees_of, held
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_lines import LineDraft, set_line_decided
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change
from workflows.line_proposal import LINE_PROPOSAL, LineProposalFacts, LineProposalInputs
from workflows.texts import Checked

PREFIX = "lpr"
"""What the public ids of proposals begin with; an accepted one without a document is itself the document of its line."""

LEFT = (LegalStatusKind.DISMISSED, LegalStatusKind.RETIRED, LegalStatusKind.DIED)
"""Legal statuses of whoever doesn't come back."""

_COLUMNS = tuple(LineProposal._meta.fields_map)
_UNIT = (
    "(SELECT q.unit_id FROM assignment s JOIN position q ON q.agency_id = s.agency_id AND q.id = s.position_id"
    " WHERE s.agency_id = p.agency_id AND s.id = p.assignment_id)"
)
_DAY = "(CASE WHEN p.valid_from > :acc_today THEN p.valid_from ELSE :acc_today END)"
_ON_DAY = f"{{x}}.valid_from <= {_DAY} AND ({{x}}.valid_to IS NULL OR {{x}}.valid_to > {_DAY})"
_HERE = (
    "(EXISTS (SELECT 1 FROM assignment s WHERE s.agency_id = p.agency_id AND s.employee_id = p.{who} AND s.recorded_to IS NULL"
    f" AND {_ON_DAY.format(x='s')}) AND NOT EXISTS (SELECT 1 FROM legal_status g WHERE g.agency_id = p.agency_id"
    f" AND g.employee_id = p.{{who}} AND g.recorded_to IS NULL AND g.status IN :left AND {_ON_DAY.format(x='g')}))"
)
_NEEDED = (
    "(EXISTS (SELECT 1 FROM assignment s WHERE s.agency_id = p.agency_id AND s.id = p.assignment_id AND s.recorded_to IS NULL"
    f" AND (s.valid_to IS NULL OR s.valid_to > {_DAY}))"
    " OR EXISTS (SELECT 1 FROM appraisal a WHERE a.agency_id = p.agency_id AND a.assignment_id = p.assignment_id"
    " AND a.state <> 'APPROVED' AND a.voided_at IS NULL))"
)
_LINES = (
    "SELECT 1 FROM reporting_line l WHERE l.agency_id = p.agency_id AND l.assignment_id = p.assignment_id"
    f" AND (l.valid_to IS NULL OR l.valid_to > {_DAY}) AND (p.valid_to IS NULL OR l.valid_from < p.valid_to)"
)
_OTHERWISE = (
    "(l.appraiser_id IS NULL OR l.appraiser_id <> p.appraiser_id"
    " OR (p.approver_id IS NOT NULL AND (l.approver_id IS NULL OR l.approver_id <> p.approver_id)))"
)
_LATER = (
    "EXISTS (SELECT 1 FROM hand_set_line h WHERE h.agency_id = p.agency_id AND h.assignment_id = p.assignment_id"
    " AND h.recorded_to IS NULL AND h.valid_from > p.valid_from AND (p.valid_to IS NULL OR h.valid_from < p.valid_to))"
)

# In another post than the employee's own: whoever acts in the post that the employee holds doesn't stand above them.
_LEADS = (
    "EXISTS (SELECT 1 FROM assignment o JOIN position q ON q.agency_id = o.agency_id AND q.id = o.position_id"
    " JOIN unit_closure c ON c.agency_id = q.agency_id AND c.descendant_id = q.unit_id"
    " JOIN unit_leadership d ON d.agency_id = c.agency_id AND d.unit_id = c.ancestor_id AND d.position_id <> q.id"
    " JOIN assignment s ON s.agency_id = d.agency_id AND s.position_id = d.position_id"
    " WHERE o.agency_id = p.agency_id AND o.id = p.assignment_id AND s.employee_id = p.appraiser_id AND s.recorded_to IS NULL"
    f" AND {_ON_DAY.format(x='c')} AND {_ON_DAY.format(x='d')} AND {_ON_DAY.format(x='s')})"
)


def _flag(condition: str, name: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END AS {name}"


_FACTS = (
    f"SELECT p.id, {_flag(_NEEDED, 'needed')}, {_flag(_HERE.format(who='appraiser_id'), 'appraiser_here')},"
    f" {_flag('p.approver_id IS NULL OR ' + _HERE.format(who='approver_id'), 'approver_here')},"
    f" {_flag(f'EXISTS ({_LINES}) AND NOT EXISTS ({_LINES} AND {_OTHERWISE})', 'so_already')}, {_flag(_LATER, 'later_line')},"
    f" {_flag(_LEADS, 'appraiser_leads')}"
    " FROM line_proposal p WHERE p.agency_id = :agency AND p.id IN :ids"
)


class LineProposalRecord:
    """The line proposal as the engine's ``Record``."""

    workflow: Workflow[LineProposalFacts] = LINE_PROPOSAL
    model = LineProposal
    subject_type = SubjectType.LINE_PROPOSAL

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load proposals of the actor's agency with what the actor is to each; one statement."""
        grantees = grantees_of(actor, LineProposal, "p")
        columns = ", ".join(f"p.{name}" for name in _COLUMNS)
        sql = f"SELECT {columns}, {_UNIT} AS unit_id, {grantees.sql} FROM line_proposal p WHERE p.agency_id = :acc_agency AND p.id IN :ids"
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF p"
        return [self._loaded(conn, raw) for raw in await conn.fetch(sql, {**grantees.params, "ids": list(ids)})]

    def _loaded(self, conn: Connection, raw: Mapping[str, object]) -> Loaded:
        row: dict[str, object] = {name: conn.decode(LineProposal, name, raw[name]) for name in _COLUMNS}
        return Loaded(
            id=row["id"],  # type: ignore[arg-type]
            version=row["version"],  # type: ignore[arg-type]
            state=row["state"],  # type: ignore[arg-type]
            route=ApprovalRoute.SUPERIOR,
            grantees=held(raw),
            standing={
                Relation.EMPLOYEE: row["employee_id"],  # type: ignore[dict-item]
                Relation.APPRAISER: row["appraiser_id"],  # type: ignore[dict-item]
                Relation.APPROVER: row["approver_id"],  # type: ignore[dict-item]
                Relation.PROPOSER: row["proposed_by_id"],  # type: ignore[dict-item]
            },
            row=row,
            unit_id=conn.decode(LineProposal, "id", raw["unit_id"]),
        )

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, LineProposalFacts]:
        """Look at assignments, people, lines and hand-set lines of all proposals at once; one statement."""
        params = {"agency": actor.agency_id, "acc_today": actor.today, "left": list(LEFT), "ids": [one.id for one in loaded]}
        rows = await conn.fetch(_FACTS, params) if loaded else []
        flags = {conn.decode(LineProposal, "id", raw["id"]): raw for raw in rows}
        return {
            one.id: LineProposalFacts(
                actor.today,
                one.row["valid_to"],  # type: ignore[arg-type]
                needed=bool(flags[one.id]["needed"]),
                appraiser_here=bool(flags[one.id]["appraiser_here"]),
                approver_here=bool(flags[one.id]["approver_here"]),
                so_already=bool(flags[one.id]["so_already"]),
                later_line=bool(flags[one.id]["later_line"]),
                approver_named=one.row["approver_id"] is not None,
                appraiser_leads=bool(flags[one.id]["appraiser_leads"]),
            )
            for one in loaded
        }

    def checked(self, inputs: LineProposalInputs) -> LineProposalInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", REASON_CHARS)
        checked.done()
        return LineProposalInputs(reason)

    def with_inputs(self, facts: LineProposalFacts, inputs: LineProposalInputs) -> LineProposalFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give who proposed it."""
        return loaded.row["proposed_by_id"] if action is EventAction.PROPOSE else None  # type: ignore[return-value]

    def effect(
        self, step: Step[LineProposalFacts], loaded: Loaded, facts: LineProposalFacts, inputs: LineProposalInputs, actor: Actor
    ) -> Effect:
        """Keep who decided and why; withdrawing decides nothing."""
        if step.action is LineProposalAction.WITHDRAW:
            return Effect({})
        return Effect({"decided_by_id": actor.employee_id, "decision_reason": inputs.reason})

    async def write(
        self,
        conn: Connection,
        granted: Granted[Loaded],
        step: Step[LineProposalFacts],
        inputs: LineProposalInputs,
        facts: LineProposalFacts,
    ) -> tuple[Change, ...]:
        """Set the accepted line by hand, which is one event and version of the employee, and tell its row.

        Raises:
            Refused: as ``set_line``, where what is proposed can't be set any more for a reason that no guard names.
        """
        if step.action is not LineProposalAction.ACCEPT:
            return ()
        row = granted.row.row
        draft = LineDraft(
            row["assignment_id"],  # type: ignore[arg-type]
            row["appraiser_id"],  # type: ignore[arg-type]
            row["approver_id"],  # type: ignore[arg-type]
            row["valid_from"],  # type: ignore[arg-type]
            row["valid_to"],  # type: ignore[arg-type]
            str(row["document_number"] or f"{PREFIX}_{granted.row.id}"),
        )
        outcome = await set_line_decided(conn, granted, draft, EmployeeCommand(reason=inputs.reason))
        if outcome.value is None:
            raise TypeError("a line that was set has a row")
        return (Change("handSetLine", None, outcome.value.row_id),)

    def offered(self, facts: LineProposalFacts, step: Step[LineProposalFacts]) -> tuple[Input, ...]:
        """Give the inputs of a step."""
        return step.inputs
