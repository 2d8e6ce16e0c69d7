"""How long an appraisal was in each state, from its events, and how long it has been with whoever holds it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from models.database import Connection
from models.history import Event
from models.vocabulary import AppraisalState, SubjectType
from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain
from workflows.calendar import start_of_day

_SQL = (
    "SELECT subject_id, at, to_state FROM event WHERE agency_id = :agency AND subject_type = :kind AND subject_id IN :subjects"
    " AND to_state IS NOT NULL AND (from_state IS NULL OR from_state <> to_state) ORDER BY subject_id, version"
)


@value
class StatePeriod:
    """A time that an appraisal spent in a state."""

    state: AppraisalState = plain("The state.")
    since: datetime = plain("When it came into it.")
    until: datetime | None = plain("When it left it; null for the state in which it is.")


async def state_periods(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[StatePeriod]]:
    """Tell the states that appraisals went through, in order; all of a level in one statement."""
    params = {"agency": context.actor.agency_id, "kind": SubjectType.APPRAISAL, "subjects": [row["id"] for row in rows]}

    async def work(session: Connection) -> dict[UUID, list[tuple[datetime, str]]]:
        found: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
        for row in await session.fetch(_SQL, params):
            subject = session.decode(Event, "subject_id", row["subject_id"])
            found[subject].append((session.decode(Event, "at", row["at"]), row["to_state"]))
        return found

    moves = await context.database.read(work)
    return [_periods(moves.get(row["id"], [])) for row in rows]


def _periods(moves: Sequence[tuple[datetime, str]]) -> list[StatePeriod]:
    ends = [at for at, _ in moves[1:]]
    return [StatePeriod(state=AppraisalState(state), since=at, until=end) for (at, state), end in zip(moves, [*ends, None], strict=False)]


async def held_since(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[datetime | None]:
    """Tell since when each is its holder's: since it came into its state, or the day on which the line made them the holder."""
    zone = context.actor.zone
    return [
        None
        if row["holder_id"] is None
        else row["state_since"]
        if row["held_from"] is None
        else max(row["state_since"], start_of_day(row["held_from"], zone))
        for row in rows
    ]
