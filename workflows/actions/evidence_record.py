"""How evidence is loaded, what its guards know, and what an action writes; the rules stand in ``workflows.evidence_life``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from models.database import Connection
from models.evidence import Evidence
from models.limits import REASON_CHARS
from models.vocabulary import ApprovalRoute, EvidenceSubject, Relation, SubjectType, Word
from workflows.access import Actor, Granted, grantees_of, held
from workflows.actions.evidence_subjects import SUBJECTS
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change
from workflows.evidence_life import EVIDENCE, EvidenceFacts, EvidenceInputs
from workflows.refusals import Reason
from workflows.texts import Checked

PREFIX = "evd"
"""What the public ids of evidence begin with."""
_COLUMNS = tuple(Evidence._meta.fields_map)


class EvidenceRecord:
    """Evidence as the engine's ``Record``."""

    workflow: Workflow[EvidenceFacts] = EVIDENCE
    model = Evidence
    subject_type = SubjectType.EVIDENCE

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load evidence of the actor's agency with what the actor is to each; one statement, and two where rows are locked.

        What it belongs to is locked first, as by whoever attaches: nobody submits while a piece of evidence goes.
        """
        grantees = grantees_of(actor, Evidence, "e")
        if lock and conn.dialect == "postgres":
            for kind in EvidenceSubject:
                table = SUBJECTS[kind].record.model._meta.db_table
                await conn.fetch(
                    f"SELECT s.id FROM {table} s WHERE s.agency_id = :agency AND s.id IN (SELECT e.subject_id FROM evidence e"
                    " WHERE e.agency_id = :agency AND e.id IN :ids AND e.subject_kind = :kind) FOR UPDATE OF s",
                    {"agency": actor.agency_id, "ids": list(ids), "kind": kind},
                )
        columns = ", ".join(f"e.{name}" for name in _COLUMNS)
        sql = f"SELECT {columns}, {grantees.sql} FROM evidence e WHERE e.agency_id = :acc_agency AND e.id IN :ids"
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF e"
        return [self._loaded(conn, raw) for raw in await conn.fetch(sql, {**grantees.params, "ids": list(ids)})]

    def _loaded(self, conn: Connection, raw: Mapping[str, object]) -> Loaded:
        row: dict[str, object] = {name: conn.decode(Evidence, name, raw[name]) for name in _COLUMNS}
        return Loaded(
            id=row["id"],  # type: ignore[arg-type]
            version=row["version"],  # type: ignore[arg-type]
            state=row["state"],  # type: ignore[arg-type]
            route=ApprovalRoute.SUPERIOR,
            grantees=held(raw),
            standing={Relation.EMPLOYEE: row["employee_id"]},  # type: ignore[dict-item]
            row=row,
            unit_id=row["unit_id"],  # type: ignore[arg-type]
        )

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, EvidenceFacts]:
        """Look at what each belongs to; a statement a kind."""
        against: dict[object, tuple[Reason, ...]] = {}
        for kind, subject in SUBJECTS.items():
            ids: list[UUID] = [one.row["subject_id"] for one in loaded if one.row["subject_kind"] is kind]  # type: ignore[misc]
            for found in await subject.record.load(conn, actor, ids, lock=False) if ids else ():
                against[found.id] = subject.shut(found, actor)
        return {one.id: EvidenceFacts(against[one.row["subject_id"]]) for one in loaded}

    def checked(self, inputs: EvidenceInputs) -> EvidenceInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", REASON_CHARS)
        checked.done()
        return EvidenceInputs(reason)

    def with_inputs(self, facts: EvidenceFacts, inputs: EvidenceInputs) -> EvidenceFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give nobody: no row of the table asks for another person than did an earlier action."""
        return None

    def effect(self, step: Step[EvidenceFacts], loaded: Loaded, facts: EvidenceFacts, inputs: EvidenceInputs, actor: Actor) -> Effect:
        """Write the tombstone: who, when and why."""
        return Effect({"removed_by_id": actor.employee_id, "removed_at": actor.now, "removal_reason": inputs.reason})

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[EvidenceFacts], inputs: EvidenceInputs, facts: EvidenceFacts
    ) -> tuple[Change, ...]:
        """Write nothing elsewhere; the bytes go once the tombstone is there for good."""
        return ()

    def offered(self, facts: EvidenceFacts, step: Step[EvidenceFacts]) -> tuple[Input, ...]:
        """Give the inputs of a step."""
        return step.inputs
