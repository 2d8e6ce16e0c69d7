"""The table of the appraisal cycle, and how a cycle is loaded, looked at and written."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from models.cycles import AppraisalCycle
from models.database import Connection
from models.limits import REASON_CHARS, REASON_MIN_CHARS
from models.vocabulary import ApprovalRoute, CycleAction, CycleState, ReasonCode, Role, SubjectType, Word
from workflows.access import Actor, Granted
from workflows.definition import Guard, Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change
from workflows.refusals import Reason
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class CycleInputs:
    """What a cycle's action is given."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """Facts about a cycle: how many of its appraisals are undecided (neither approved nor voided), whether an opening is at work.

    ``planned_at`` is when a revision of its drafts was last made or agreed; None without drafts.
    """

    state: CycleState
    undecided: int = 0
    opening: bool = False
    planned_at: datetime | None = None
    inputs: CycleInputs = field(default_factory=CycleInputs)


def closing_explained(facts: CycleFacts) -> bool:
    """Closing with undecided appraisals needs a reason."""
    return facts.undecided == 0 or len((facts.inputs.reason or "").strip()) >= REASON_MIN_CHARS


def not_opening(facts: CycleFacts) -> bool:
    """No run of opening is still creating appraisals."""
    return not facts.opening


def reopening_explained(facts: CycleFacts) -> bool:
    """Reopening needs a reason."""
    return len((facts.inputs.reason or "").strip()) >= REASON_MIN_CHARS


def _undecided(facts: CycleFacts) -> Sequence[Reason]:
    return (Reason(ReasonCode.UNDECIDED_APPRAISALS, "input.reason", {"count": facts.undecided, "min": REASON_MIN_CHARS}),)


_REASON = Input("reason", "String", required=True, min_length=REASON_MIN_CHARS)
NOT_OPENING = Guard(not_opening, lambda facts: (Reason(ReasonCode.TRY_AGAIN, "opening"),))

CYCLE: Workflow[CycleFacts] = Workflow(
    name="cycle",
    states=tuple(CycleState),
    initial=CycleState.PLANNED,
    final=frozenset({CycleState.CLOSED}),
    protected=frozenset(),
    probe=CycleFacts(CycleState.PLANNED),
    steps=(
        Step(CycleAction.OPEN, CycleState.PLANNED, CycleState.OPEN, Role.AGENCY_ADMIN),
        # Opening once more takes in newcomers.
        Step(CycleAction.OPEN, CycleState.OPEN, CycleState.OPEN, Role.AGENCY_ADMIN, (NOT_OPENING,)),
        Step(
            CycleAction.CLOSE,
            CycleState.OPEN,
            CycleState.CLOSED,
            Role.AGENCY_ADMIN,
            (NOT_OPENING, Guard(closing_explained, _undecided, of_input=True)),
            (_REASON,),
        ),
        Step(
            CycleAction.REOPEN,
            CycleState.CLOSED,
            CycleState.OPEN,
            Role.AGENCY_ADMIN,
            (
                Guard(
                    reopening_explained,
                    lambda facts: (Reason(ReasonCode.REASON_REQUIRED, "input.reason", {"min": REASON_MIN_CHARS}),),
                    of_input=True,
                ),
            ),
            (_REASON,),
        ),
    ),
)
"""The cycle's table; planning one creates it and is no move."""

_COLUMNS = tuple(AppraisalCycle._meta.fields_map)
_FACTS = (
    "SELECT c.id, (SELECT COUNT(*) FROM appraisal a WHERE a.agency_id = c.agency_id AND a.cycle_id = c.id AND a.state <> 'APPROVED'"
    " AND a.voided_at IS NULL) AS undecided,"
    " (SELECT COUNT(*) FROM opening_job j WHERE j.agency_id = c.agency_id AND j.cycle_id = c.id AND j.state = 'RUNNING') AS opening,"
    " (SELECT MAX(COALESCE(r.agreed_at, r.created_at)) FROM appraisal a"
    " JOIN plan_revision r ON r.agency_id = a.agency_id AND r.plan_id = a.plan_id"
    " WHERE a.agency_id = c.agency_id AND a.cycle_id = c.id AND a.state = 'DRAFT') AS planned_at"
    " FROM appraisal_cycle c WHERE c.agency_id = :agency AND c.id IN :ids"
)


class CycleRecord:
    """The appraisal cycle as the engine's ``Record``."""

    workflow: Workflow[CycleFacts] = CYCLE
    model = AppraisalCycle
    subject_type = SubjectType.CYCLE

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load cycles of the actor's agency; roles over the whole agency alone count. One statement."""
        sql = f"SELECT {', '.join(f'c.{name}' for name in _COLUMNS)} FROM appraisal_cycle c WHERE c.agency_id = :agency AND c.id IN :ids"
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF c"
        rows = await conn.fetch(sql, {"agency": actor.agency_id, "ids": list(ids)})
        grantees = frozenset(one.role for one in actor.roles if one.unit_id is None)
        loaded = []
        for raw in rows:
            row: dict[str, object] = {name: conn.decode(AppraisalCycle, name, raw[name]) for name in _COLUMNS}
            loaded.append(
                Loaded(
                    id=row["id"],  # type: ignore[arg-type]
                    version=row["version"],  # type: ignore[arg-type]
                    state=row["state"],  # type: ignore[arg-type]
                    route=ApprovalRoute.SUPERIOR,
                    grantees=grantees,
                    standing={},
                    row=row,
                )
            )
        return loaded

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, CycleFacts]:
        """Count undecided appraisals and running openings, and tell when its drafts' plans were last written; one statement."""
        rows = await conn.fetch(_FACTS, {"agency": actor.agency_id, "ids": [one.id for one in loaded]}) if loaded else []
        found = {conn.decode(AppraisalCycle, "id", raw["id"]): raw for raw in rows}
        return {
            one.id: CycleFacts(
                one.state,  # type: ignore[arg-type]
                int(found[one.id]["undecided"]),
                bool(found[one.id]["opening"]),
                conn.decode(AppraisalCycle, "closed_at", found[one.id]["planned_at"]),
            )
            for one in loaded
        }

    def checked(self, inputs: CycleInputs) -> CycleInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", REASON_CHARS)
        checked.done()
        return CycleInputs(reason)

    def with_inputs(self, facts: CycleFacts, inputs: CycleInputs) -> CycleFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """No action of a cycle asks for another person than the one before."""
        return None

    def effect(self, step: Step[CycleFacts], loaded: Loaded, facts: CycleFacts, inputs: CycleInputs, actor: Actor) -> Effect:
        """Set when it was opened or closed; reopening clears the closing.

        It isn't closed before what its drafts show was written, though the clock was set back since.
        """
        match step.action:
            case CycleAction.OPEN:
                return Effect({"opened_at": loaded.row["opened_at"] or actor.now})
            case CycleAction.CLOSE:
                closed_at = max(actor.now, facts.planned_at or actor.now)
                return Effect({"closed_at": closed_at}, changes=(Change("undecided", None, facts.undecided),))
            case _:
                return Effect({"closed_at": None})

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[CycleFacts], inputs: CycleInputs, facts: CycleFacts
    ) -> tuple[Change, ...]:
        """Write nothing else."""
        return ()

    def offered(self, facts: CycleFacts, step: Step[CycleFacts]) -> tuple[Input, ...]:
        """Offer a closing's reason as required only where undecided appraisals ask for it."""
        if step.action is CycleAction.CLOSE and facts.undecided == 0:
            return tuple(replace(one, required=False) for one in step.inputs)
        return step.inputs
