"""Opening events once a request, and leaving out what is hidden from the reader."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.database import Connection
from models.history import EventValue
from models.vocabulary import AppraisalState, SubjectType
from schema.context import Context
from schema.history.guarded import OF_THE_WRITER, policy_of
from workflows.access import FieldPolicy
from workflows.event_views import ActorView, ChangeView, EventView, OnBehalfView, read_event

Opened = Mapping[UUID, "ShownEvent"]


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event opened for one reader."""

    view: EventView
    hidden: frozenset[FieldPolicy]
    unread: tuple[str, ...] = ()

    @property
    def actor(self) -> ActorView:
        """Who acted."""
        return self.view.actor

    @property
    def on_behalf_of(self) -> OnBehalfView | None:
        """For whom."""
        return self.view.on_behalf_of

    @property
    def shown_changes(self) -> tuple[ChangeView, ...]:
        """The changes, without those of fields that are hidden."""
        return tuple(
            one
            for one in self.view.changes
            if policy_of(one.path) not in self.hidden and one.path.removeprefix("frozen.").partition(".")[0] not in self.unread
        )

    @property
    def shown_reason(self) -> str | None:
        """The reason; hidden where it made, approved or undid a review, or changed what is hidden, since it may speak of that."""
        reviewed = AppraisalState.REVIEWED.value in (self.view.from_state, self.view.to_state)
        about_review = reviewed and FieldPolicy.RATING in self.hidden
        about_hidden = len(self.shown_changes) < len(self.view.changes)
        value = self.view.reason.value
        return None if about_review or about_hidden or value is None else str(value)


async def open_events(context: Context, rows: Sequence[Mapping[str, Any]]) -> Opened:
    """Open the events among ``rows`` with one statement for their personal values, however many fields ask for them."""
    events = [row for row in rows if row["canonical"] is not None]
    if not events:
        return {}
    keys = tuple(row["id"] for row in events)
    return await context.once(("events", keys), lambda: _open(context, events, keys))


async def _open(context: Context, events: Sequence[Mapping[str, Any]], keys: Sequence[UUID]) -> Opened:
    async def work(session: Connection) -> dict[UUID, list[dict[str, Any]]]:
        found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        sql = "SELECT event_id, slot, value FROM event_value WHERE agency_id = :agency AND event_id IN :events"
        for row in await session.fetch(sql, {"agency": context.actor.agency_id, "events": list(keys)}):
            found[session.decode(EventValue, "event_id", row["event_id"])].append(row)
        return found

    values = await context.database.read(work)
    shown: dict[UUID, ShownEvent] = {}
    for row in events:
        view = read_event(row, values.get(row["id"], []))
        own = view.actor.employee_id is not None and view.actor.employee_id == context.actor.employee_id
        shown[row["id"]] = ShownEvent(view, _hidden(row), () if own else OF_THE_WRITER.get(SubjectType(view.subject_type), ()))
    return shown


def _hidden(row: Mapping[str, Any]) -> frozenset[FieldPolicy]:
    if row["subject_type"] != SubjectType.APPRAISAL:
        return frozenset()
    shown = {FieldPolicy.RATING: row["ratings_shown"], FieldPolicy.SELF_APPRAISAL: row["self_appraisal_shown"]}
    return frozenset(policy for policy, flag in shown.items() if not flag)
