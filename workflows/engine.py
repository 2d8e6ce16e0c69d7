"""The engine: the only code that moves a record from state to state, and the only one that says what could move it.

``advance`` checks in a fixed order, in one transaction: load with lock (hidden is NOT_FOUND) · idempotency record · permission · expected
version · the machine's judgement · guards, all reasons kept · the event, then compare-and-set · outbox and idempotency record.
``preview`` runs the same checks over the same facts and writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from models.base import AgencyRow
from models.database import Connection, Database, new_id
from models.history import Outbox
from models.vocabulary import ApprovalRoute, EventAction, ReasonCode, RefusalCode, Relation, Role, SubjectType, Word
from workflows import events
from workflows.access import Actor, Granted, Grantee, grant, may_read
from workflows.changes import camel, column_change
from workflows.commands import Attempt, IdempotencyKey, Outcome, Preview, recall_outcome, remember_outcome, run
from workflows.definition import Input, Step, Workflow
from workflows.events import Change
from workflows.refusals import Reason, Refusal, Refused, WhoCan, blocked, not_found, not_permitted
from workflows.staleness import stale

F = TypeVar("F")
I = TypeVar("I")  # noqa: E741 - the inputs of a workflow's actions


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record as a command found it: its row decoded, what the actor is to it, the route in force, and who stands in each relation.

    ``posts`` tells by relation who stands in today's line, and in which assignment.
    """

    id: UUID
    version: int
    state: Word
    route: ApprovalRoute
    grantees: frozenset[Grantee]
    standing: Mapping[Relation, UUID | None]
    row: dict[str, object]
    unit_id: UUID | None = None
    posts: Mapping[Grantee, tuple[UUID | None, UUID | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step writes beside state and version: columns of the row, and changes to be told that stand elsewhere.

    ``edit`` says that the step does nothing else: where everything is as asked already, nothing is done.
    """

    columns: Mapping[str, object]
    changes: tuple[Change, ...] = ()
    warnings: tuple[Reason, ...] = ()
    edit: bool = False


class Record(Protocol[F, I]):
    """How one kind of record is loaded, looked at and written; the rules stand in its workflow's table."""

    @property
    def workflow(self) -> Workflow[F]:
        """The table that says who may move it where."""
        ...

    @property
    def model(self) -> type[AgencyRow]:
        """The table in which it is stored."""
        ...

    @property
    def subject_type(self) -> SubjectType:
        """What its events are about."""
        ...

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load the rows of the actor's agency that exist, hidden ones included; one statement."""
        ...

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, F]:
        """Load what the guards need for all rows at once; a fixed number of statements."""
        ...

    def checked(self, inputs: I) -> I:
        """Clean a command's inputs and check their limits; raises ``Refused`` with INVALID."""
        ...

    def with_inputs(self, facts: F, inputs: I) -> F:
        """Lay a command's inputs over the facts."""
        ...

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give the employee who did ``action`` in the record's present course, for the two-person rule."""
        ...

    def effect(self, step: Step[F], loaded: Loaded, facts: F, inputs: I, actor: Actor) -> Effect:
        """Work out what the step writes; pure."""
        ...

    async def write(self, conn: Connection, granted: Granted[Loaded], step: Step[F], inputs: I, facts: F) -> tuple[Change, ...]:
        """Write what a step puts in rows of other tables, and tell it as changes; most steps write nothing there."""
        ...

    def offered(self, facts: F, step: Step[F]) -> tuple[Input, ...]:
        """Give the inputs to offer for a step: an input whose value is saved already is no longer required."""
        ...


@dataclass(frozen=True, slots=True)
class Command(Generic[I]):
    """One action asked of one record."""

    id: UUID
    action: Word
    expected_version: int
    inputs: I
    key: IdempotencyKey | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class AvailableAction:
    """One action with whether it is allowed now, the inputs it takes, and every reason against it."""

    action: Word
    allowed: bool
    inputs: tuple[Input, ...]
    reasons: tuple[Reason, ...]


def permission_refusal(record: Record[F, I], loaded: Loaded, action: Word, actor: Actor) -> tuple[Step[F] | None, tuple[Reason, ...]]:
    """Give the row of the table under which the actor may do ``action``, or the reasons why there is none."""
    rows = record.workflow.rows(action, loaded.state, loaded.route)
    held = [step for step in rows if step.who in loaded.grantees]
    if not held:
        who = tuple(dict.fromkeys(_who_can(step, loaded) for step in rows))
        code = ReasonCode.ROLE_REQUIRED if all(one.role for one in who) else ReasonCode.RELATION_REQUIRED
        words = "|".join(dict.fromkeys(record.workflow.called(step.who) for step in rows))
        return None, (Reason(code, params={"role": words}, who_can=who),)
    reasons: list[Reason] = []
    for step in held:
        against = _two_person(record, step, loaded, actor)
        if not against:
            return step, ()
        reasons.extend(against)
    return None, tuple({reason.code: reason for reason in reasons}.values())


def _who_can(step: Step[F], loaded: Loaded) -> WhoCan:
    if isinstance(step.who, Role):
        return WhoCan(role=step.who)
    return WhoCan(relation=step.who, employee_id=loaded.standing.get(step.who))


def _named(loaded: Loaded, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Name who stands where a guard, which knows no people, says who could help."""
    return tuple(
        replace(
            reason,
            who_can=tuple(
                one if one.relation is None else replace(one, employee_id=one.employee_id or loaded.standing.get(one.relation))
                for one in reason.who_can
            ),
        )
        for reason in reasons
    )


_SAME_PERSON = {
    EventAction.REVIEW: ReasonCode.REVIEWED_BY_SAME_PERSON,
    EventAction.SUBMIT_IN_ABSENCE: ReasonCode.SUBMITTED_BY_SAME_PERSON,
    EventAction.PROPOSE: ReasonCode.PROPOSED_BY_SAME_PERSON,
}


def _two_person(record: Record[F, I], step: Step[F], loaded: Loaded, actor: Actor) -> list[Reason]:
    own = (step.not_own and Relation.EMPLOYEE in loaded.grantees) or any(one in loaded.grantees for one in step.not_for)
    return [
        *([Reason(ReasonCode.OWN_RECORD)] if own else []),
        *(
            Reason(_SAME_PERSON[EventAction(action.value)])
            for action in step.apart_from
            if actor.employee_id is not None and record.previous_actor(loaded, action) == actor.employee_id
        ),
    ]


def not_in_state(record: Record[F, I], loaded: Loaded, actor: Actor) -> Refusal:
    """Refuse an action that the record's state doesn't have: with those that it has for the actor, and who else can act now."""
    here = [step for step in record.workflow.steps if step.source is loaded.state and loaded.route in step.routes]
    possible = tuple(
        action.value
        for action in dict.fromkeys(step.action for step in here)
        if (step := permission_refusal(record, loaded, action, actor)[0]) is not None and step.source is loaded.state
    )
    others = [step for step in here if step.who not in loaded.grantees]
    words = "|".join(dict.fromkeys(record.workflow.called(step.who) for step in others))
    reason = Reason(
        ReasonCode.ACTION_NOT_IN_STATE,
        "state",
        {"state": loaded.state.value, "possible": ", ".join(possible), "role": words},
        tuple(dict.fromkeys(_who_can(step, loaded) for step in others)),
    )
    return Refusal(RefusalCode.ILLEGAL_TRANSITION, (reason,), loaded.state.value, loaded.version, possible_actions=possible)


def judged(record: Record[F, I], step: Step[F], loaded: Loaded) -> Word | None:
    """Ask the machine where the step's action leads; None if the row is another state's, or the machine knows no such move."""
    return record.workflow.judge(step.action, loaded.state) if step.source is loaded.state else None


async def load_one(record: Record[F, I], conn: Connection, actor: Actor, subject_id: UUID) -> Loaded:
    """Load and lock one record; what the actor may not see is NOT_FOUND, like what is absent.

    Raises:
        Refused: NOT_FOUND.
    """
    found = await record.load(conn, actor, [subject_id], lock=True)
    if not found or not may_read(record.model, found[0].grantees):
        raise not_found()
    return found[0]


async def check_version(record: Record[F, I], conn: Connection, actor: Actor, loaded: Loaded, expected: int) -> None:
    """Compare the version that the client knows with the record's.

    Raises:
        Refused: STALE with the current version and state, and who changed it last and when.
    """
    if loaded.version != expected:
        raise Refused(await stale(conn, actor, record.subject_type, loaded.id, loaded.version, loaded.state.value))


async def advance_in(record: Record[F, I], conn: Connection, actor: Actor, command: Command[I], *, outbox: bool = True) -> Outcome[Loaded]:
    """Carry out one command inside the caller's transaction; ``advance`` is this in a transaction of its own.

    Raises:
        Refused: with the first of the ordered checks that fails; the transaction must then be rolled back.
    """
    loaded = await load_one(record, conn, actor, command.id)
    if not command.dry_run:
        replay = await recall_outcome(conn, actor, command.key)
        if replay is not None:
            return Outcome(value=loaded, event_id=replay, replayed=True)
    step, against = permission_refusal(record, loaded, command.action, actor)
    if step is None:
        raise not_permitted(*against)
    await check_version(record, conn, actor, loaded, command.expected_version)
    target = judged(record, step, loaded)
    if target is None:
        raise Refused(not_in_state(record, loaded, actor))
    inputs = record.checked(command.inputs)
    facts = record.with_inputs((await record.facts(conn, actor, [loaded]))[loaded.id], inputs)
    against = _named(loaded, (reason for guard in step.guards for reason in guard.against(facts)))
    if against:
        raise blocked(*against)
    actor = await in_post(conn, actor, loaded, step.who)
    granted = grant(loaded, actor)
    effect = record.effect(step, loaded, facts, inputs, actor)
    if effect.edit and all(loaded.row[name] == value for name, value in effect.columns.items()):
        return Outcome(value=loaded, unchanged=True)
    if command.dry_run:
        changed = (
            *(camel(name) for name, value in effect.columns.items() if loaded.row[name] != value),
            *(one.path for one in effect.changes),
        )
        return Outcome(value=loaded, preview=Preview(target.value, loaded.version + 1, tuple(changed)), warnings=effect.warnings)
    changes = (*await record.write(conn, granted, step, inputs, facts), *effect.changes)
    event_id = await move(record, conn, granted, command.action, target, effect.columns, changes, getattr(inputs, "reason", None))
    if outbox:
        await announce(conn, actor, event_id, f"{record.subject_type.value.lower()}.{command.action.value.lower()}")
    await remember_outcome(conn, actor, command.key, event_id)
    return Outcome(value=loaded, event_id=event_id, warnings=effect.warnings)


async def in_post(conn: Connection, actor: Actor, loaded: Loaded, grantee: Grantee) -> Actor:
    """Give the actor in the post by which they are ``grantee``, unless the request chose one; one statement where it isn't the main one."""
    employee_id, post = loaded.posts.get(grantee, (None, None))
    if actor.post_chosen or post is None or post == actor.assignment_id or employee_id != actor.employee_id:
        return actor
    rows = await conn.fetch(
        "SELECT p.name AS position, u.name AS unit, u.id AS unit_id FROM assignment s"
        " JOIN position p ON p.agency_id = s.agency_id AND p.id = s.position_id"
        " JOIN org_unit u ON u.agency_id = p.agency_id AND u.id = p.unit_id WHERE s.agency_id = :agency AND s.id = :post",
        {"agency": actor.agency_id, "post": post},
    )
    unit_id: UUID = conn.decode(Outbox, "id", rows[0]["unit_id"])
    return replace(actor, assignment_id=post, position=str(rows[0]["position"]), unit=str(rows[0]["unit"]), unit_id=unit_id)


async def move(
    record: Record[F, I],
    conn: Connection,
    granted: Granted[Loaded],
    action: Word,
    target: Word,
    columns: Mapping[str, object],
    changes: Sequence[Change],
    reason: str | None,
) -> UUID:
    """Write the event, then the row by compare-and-set on (id, version, state); give the event's id.

    Raises:
        Refused: STALE when the row has moved in between.
    """
    loaded, actor = granted.row, granted.actor
    event_id = new_id()
    written = [change for name, value in columns.items() if (change := column_change(record.model, loaded.row, name, value)) is not None]
    event = await events.record(
        conn,
        actor=actor,
        subject_type=record.subject_type,
        subject_id=loaded.id,
        version=loaded.version + 1,
        action=EventAction(action.value),
        changes=(*written, *changes),
        from_state=loaded.state.value,
        to_state=target.value,
        reason=reason,
        definition=record.workflow.digest,
        event_id=event_id,
        unit_id=loaded.unit_id,
    )
    await compare_and_set(record, conn, loaded, target, columns, event.at)
    return event_id


async def compare_and_set(
    record: Record[F, I], conn: Connection, loaded: Loaded, target: Word, columns: Mapping[str, object], at: datetime
) -> None:
    """Set the row's columns, state and next version if it still has the version and state that it was loaded with.

    Raises:
        Refused: STALE when it hasn't.
    """
    values: dict[str, object] = {**columns, "state": target, "version": loaded.version + 1, "updated_at": at}
    if target is not loaded.state and "state_since" in loaded.row:
        values["state_since"] = at
    assignments = ", ".join(f"{name} = :set_{name}" for name in values)
    table = record.model._meta.db_table
    rows = await conn.fetch(
        f"UPDATE {table} SET {assignments}"
        " WHERE agency_id = :agency AND id = :id AND version = :version AND state IS NOT DISTINCT FROM :state RETURNING id",
        {
            **{f"set_{name}": value for name, value in values.items()},
            "agency": loaded.row["agency_id"],
            "id": loaded.id,
            "version": loaded.version,
            # As stored: a plan without a state is RECORDED.
            "state": loaded.row["state"],
        },
    )
    if len(rows) != 1:
        raise Refused(
            Refusal(RefusalCode.STALE, (Reason(ReasonCode.VERSION_CHANGED, "input.expectedVersion", {"version": loaded.version}),))
        )


async def announce(conn: Connection, actor: Actor, event_id: UUID, kind: str) -> None:
    """Leave word of an event for whoever is told after commit: its id and kind, nothing else."""
    await conn.insert([Outbox(id=new_id(), agency_id=actor.agency_id, event_id=event_id, kind=kind, at=actor.now)])


async def advance(record: Record[F, I], database: Database, actor: Actor, command: Command[I]) -> Outcome[Loaded]:
    """Carry out one command in one transaction; a refusal comes back as data and leaves nothing but its kept attempt."""
    attempt = Attempt(record.subject_type, command.id, EventAction(command.action.value))
    return await run(
        database, actor, attempt, lambda conn: advance_in(record, conn, actor, command), command.key, keep_attempt=not command.dry_run
    )


async def preview(record: Record[F, I], conn: Connection, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, tuple[AvailableAction, ...]]:
    """Tell for many records at once which actions are allowed to the actor, with inputs and reasons; a fixed number of statements.

    Records that the actor may not see are left out.
    """
    loaded = [one for one in await record.load(conn, actor, ids, lock=False) if may_read(record.model, one.grantees)]
    facts = await record.facts(conn, actor, loaded)
    return {one.id: tuple(_available(record, one, facts[one.id], action, actor) for action in record.workflow.actions) for one in loaded}


def _available(record: Record[F, I], loaded: Loaded, facts: F, action: Word, actor: Actor) -> AvailableAction:
    step, against = permission_refusal(record, loaded, action, actor)
    if step is None:
        return AvailableAction(action, False, (), against)
    if judged(record, step, loaded) is None:
        return AvailableAction(action, False, (), not_in_state(record, loaded, actor).reasons)
    against = _named(loaded, (reason for guard in step.guards if not guard.of_input for reason in guard.against(facts)))
    return AvailableAction(action, not against, record.offered(facts, step), against)
