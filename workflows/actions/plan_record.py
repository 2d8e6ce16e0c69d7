"""How a plan is loaded, what its guards know, and what its moves write; the rules stand in ``workflows.plan``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from models.database import Connection, new_id
from models.limits import REASON_CHARS
from models.plans import PerformancePlan, PlannedResult, PlanRevision
from models.vocabulary import ApprovalRoute, PlanAction, PlanState, ReasonCode, Relation, ResultKind, SubjectType, Word
from workflows.access import Actor, Granted, grantees_of, held
from workflows.actions.plan_content import created_after, load_content, write_revision
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change
from workflows.plan import PLAN, PlanFacts, PlanInputs, PlannedResultFacts
from workflows.refusals import Reason
from workflows.standing import NEWEST_REVISION, SETTLED_DRAFT, SETTLED_UNTIL, TODAY
from workflows.texts import Checked

_COLUMNS = tuple(PerformancePlan._meta.fields_map)
_LOAD = (
    f"SELECT {', '.join(f'p.{name}' for name in _COLUMNS)}, r.id AS newest_id, r.ordinal, o.unit_id, l.appraiser_id, l.approver_id,"
    " l.appraiser_assignment_id AS appraiser_post,"
    " (SELECT COUNT(*) FROM appraisal a WHERE a.agency_id = p.agency_id"
    " AND (a.revision_id = r.id OR a.opening_revision_id = r.id"
    # While it is proposed the appraiser's expectations alone are written, and the results stay where they were proposed.
    f" OR (p.state IS DISTINCT FROM 'PROPOSED' AND {SETTLED_DRAFT.format(a='a', r='r')}))) AS pinned,"
    f" {SETTLED_UNTIL.format(p='p')} AS settled,"
    " (SELECT COUNT(*) FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
    " WHERE a.agency_id = p.agency_id AND a.plan_id = p.id AND a.state = 'DRAFT' AND a.voided_at IS NULL"
    " AND c.state = 'OPEN') AS drafts, {grantees}"
    f" FROM performance_plan p JOIN plan_revision r ON r.agency_id = p.agency_id AND r.id = {NEWEST_REVISION.format(a='p')}"
    " JOIN assignment s ON s.agency_id = p.agency_id AND s.id = p.assignment_id"
    " JOIN position o ON o.agency_id = s.agency_id AND o.id = s.position_id"
    f" LEFT JOIN reporting_line l ON l.agency_id = p.agency_id AND l.assignment_id = p.assignment_id AND {TODAY.format(l='l')}"
    " WHERE p.agency_id = :acc_agency AND p.id IN :ids"
)
_RESULTS = (
    "SELECT r.plan_id, t.lineage_id, t.kind, t.perspective, (SELECT COUNT(*) FROM indicator i WHERE i.agency_id = t.agency_id"
    " AND i.result_id = t.id) AS indicators FROM plan_revision r"
    " JOIN planned_result t ON t.agency_id = r.agency_id AND t.revision_id = r.id"
    " WHERE r.agency_id = :agency AND r.id IN :revisions ORDER BY t.ordinal"
)
_AROUND = (
    "SELECT p.id, CASE WHEN EXISTS (SELECT 1 FROM assignment s JOIN unit_leadership u ON u.agency_id = s.agency_id"
    " AND u.position_id = s.position_id WHERE s.agency_id = p.agency_id AND s.id = p.assignment_id"
    f" AND {TODAY.format(l='u')}) THEN 1 ELSE 0 END AS head,"
    " CASE WHEN EXISTS (SELECT 1 FROM performance_dialogue d WHERE d.agency_id = p.agency_id AND d.plan_id = p.id"
    " AND NOT EXISTS (SELECT 1 FROM plan_revision v WHERE v.agency_id = p.agency_id AND v.plan_id = p.id AND v.agreed_at >= d.recorded_at))"
    " THEN 1 ELSE 0 END AS dialogue FROM performance_plan p WHERE p.agency_id = :agency AND p.id IN :ids"
)


class PlanRecord:
    """The plan as the engine's ``Record``; its content is edited by ``workflows.actions.plans``."""

    workflow: Workflow[PlanFacts] = PLAN
    model = PerformancePlan
    subject_type = SubjectType.PLAN

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load plans of the actor's agency with their newest revision, line, and what the actor is to each; one statement."""
        grantees = grantees_of(actor, PerformancePlan, "p")
        sql = _LOAD.replace("{grantees}", grantees.sql)
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF p"
        return [self._loaded(conn, raw) for raw in await conn.fetch(sql, {**grantees.params, "ids": list(ids)})]

    def _loaded(self, conn: Connection, raw: Mapping[str, object]) -> Loaded:
        row: dict[str, object] = {name: conn.decode(PerformancePlan, name, raw[name]) for name in _COLUMNS}
        row["settled"] = conn.decode(PlanRevision, "created_at", raw["settled"])
        row["newest_id"] = conn.decode(PlanRevision, "id", raw["newest_id"])
        row |= {"ordinal": int(str(raw["ordinal"])), "pinned": bool(raw["pinned"]), "drafts": int(str(raw["drafts"]))}
        appraiser = conn.decode(PerformancePlan, "employee_id", raw["appraiser_id"])
        return Loaded(
            id=row["id"],  # type: ignore[arg-type]
            version=row["version"],  # type: ignore[arg-type]
            state=row["state"] or PlanState.RECORDED,  # type: ignore[arg-type]
            route=ApprovalRoute.SUPERIOR,
            grantees=held(raw),
            standing={
                Relation.EMPLOYEE: row["employee_id"],  # type: ignore[dict-item]
                Relation.APPRAISER: appraiser,
                Relation.APPROVER: conn.decode(PerformancePlan, "employee_id", raw["approver_id"]),
            },
            row=row,
            unit_id=conn.decode(PerformancePlan, "id", raw["unit_id"]),
            posts={Relation.APPRAISER: (appraiser, conn.decode(PerformancePlan, "assignment_id", raw["appraiser_post"]))},
        )

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, PlanFacts]:
        """Look at the newest revisions, the posts and the dialogues of all plans at once; two statements."""
        if not loaded:
            return {}
        results: dict[UUID, list[PlannedResultFacts]] = {one.id: [] for one in loaded}
        for raw in await conn.fetch(_RESULTS, {"agency": actor.agency_id, "revisions": [one.row["newest_id"] for one in loaded]}):
            results[conn.decode(PlanRevision, "plan_id", raw["plan_id"])].append(
                PlannedResultFacts(
                    conn.decode(PlannedResult, "lineage_id", raw["lineage_id"]),
                    raw["kind"] == ResultKind.MAIN.value,
                    int(raw["indicators"]),
                    raw["perspective"] is not None,
                )
            )
        params = {"agency": actor.agency_id, "acc_today": actor.today, "ids": [one.id for one in loaded]}
        around = {conn.decode(PerformancePlan, "id", raw["id"]): raw for raw in await conn.fetch(_AROUND, params)}
        return {
            one.id: PlanFacts(
                actor.today,
                one.row["ends_on"],  # type: ignore[arg-type]
                results=tuple(results[one.id]),
                head=bool(around[one.id]["head"]),
                has_appraiser=one.standing[Relation.APPRAISER] is not None,
                dialogue=bool(around[one.id]["dialogue"]),
            )
            for one in loaded
        }

    def checked(self, inputs: PlanInputs) -> PlanInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", REASON_CHARS)
        checked.done()
        return PlanInputs(reason)

    def with_inputs(self, facts: PlanFacts, inputs: PlanInputs) -> PlanFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give nobody: no row of the table asks for another person than did an earlier action."""
        return None

    def effect(self, step: Step[PlanFacts], loaded: Loaded, facts: PlanFacts, inputs: PlanInputs, actor: Actor) -> Effect:
        """Put the agreed revision in force; keep the recorded one in force while a first amendment is drafted; warn of what is missing."""
        warnings: list[Reason] = []
        if step.action in (PlanAction.PROPOSE_PLAN, PlanAction.AGREE_PLAN):
            if not facts.dialogue:
                warnings.append(Reason(ReasonCode.DIALOGUE_MISSING, "dialogues"))
            if facts.head:
                warnings += [
                    Reason(ReasonCode.PERSPECTIVE_MISSING, f"results.{result.lineage_id}.perspective")
                    for result in facts.results
                    if not result.perspective
                ]
        columns: dict[str, object] = {}
        if step.action is PlanAction.AGREE_PLAN or (step.action is PlanAction.AMEND_PLAN and step.source is PlanState.RECORDED):
            columns["in_force_revision_id"] = loaded.row["newest_id"]
        return Effect(columns, warnings=tuple(warnings))

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[PlanFacts], inputs: PlanInputs, facts: PlanFacts
    ) -> tuple[Change, ...]:
        """Mark the agreed revision and the one that it supersedes, or make the next revision with the same content."""
        loaded, actor = granted.row, granted.actor
        if step.action is PlanAction.AGREE_PLAN:
            await self._agree(conn, actor, loaded)
        if step.action is not PlanAction.AMEND_PLAN:
            return ()
        before: UUID = loaded.row["newest_id"]  # type: ignore[assignment]
        revision = PlanRevision(
            id=new_id(),
            agency_id=actor.agency_id,
            plan_id=loaded.id,
            ordinal=int(str(loaded.row["ordinal"])) + 1,
            created_at=created_after(actor.now, loaded.row["settled"]),  # type: ignore[arg-type]
            reason=inputs.reason,
        )
        await conn.insert([revision])
        await write_revision(conn, actor.agency_id, revision.id, await load_content(conn, actor.agency_id, before), keep_ids=False)
        return (Change("revisionId", before, revision.id),)

    async def _agree(self, conn: Connection, actor: Actor, loaded: Loaded) -> None:
        # After the moment up to which drafts of closed cycles show what there was: this puts another revision in force.
        scope = {"agency": actor.agency_id, "now": created_after(actor.now, loaded.row["settled"])}  # type: ignore[arg-type]
        if loaded.row["in_force_revision_id"] is not None:
            await conn.execute(
                "UPDATE plan_revision SET superseded_at = :now WHERE agency_id = :agency AND id = :id",
                {**scope, "id": loaded.row["in_force_revision_id"]},
            )
        await conn.execute(
            "UPDATE plan_revision SET agreed_at = :now, agreed_by_id = :me WHERE agency_id = :agency AND id = :id",
            {**scope, "me": actor.employee_id, "id": loaded.row["newest_id"]},
        )

    def offered(self, facts: PlanFacts, step: Step[PlanFacts]) -> tuple[Input, ...]:
        """Give the inputs of a step."""
        return step.inputs
