"""From a token's verified claims to the actor of a request: who it is, in which agency, in which post, with which roles.

A person may work in several agencies and hold several posts in one. The header ``Kinerja-Agency`` chooses an agency, ``Kinerja-Acting-As``
a post; without them the agency in which they hold a definitive post today speaks, the one begun last if there are two. A token may be bound
to agencies, and a subject of an issuer counts in those that have linked it. Two statements a request, and nothing remembered between two: a
role or a post that ended is gone at the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from models.database import Connection
from models.people import Agency, Assignment, Employee, OrgUnit, Person, Position, RoleGrant
from models.vocabulary import ActorKind, AssignmentKind
from workflows.actor import Actor, AgencyKnown, RoleHeld
from workflows.calendar import day_in_zone

_KNOWN = (
    "SELECT p.id AS person_id, p.number, e.id AS employee_id, e.agency_id, e.name, g.time_zone, g.code, g.name AS agency,"
    " s.id AS assignment_id, s.kind, s.valid_from, s.valid_to, o.name AS position, o.unit_id, u.name AS unit"
    " FROM person p JOIN employee e ON e.person_id = p.id JOIN agency g ON g.id = e.agency_id"
    " LEFT JOIN assignment s ON s.agency_id = e.agency_id AND s.employee_id = e.id AND s.recorded_to IS NULL"
    " LEFT JOIN position o ON o.agency_id = s.agency_id AND o.id = s.position_id"
    " LEFT JOIN org_unit u ON u.agency_id = o.agency_id AND u.id = o.unit_id"
)
_COLUMNS: Mapping[str, tuple[Any, str]] = {
    "person_id": (Person, "id"),
    "number": (Person, "number"),
    "employee_id": (Employee, "id"),
    "agency_id": (Employee, "agency_id"),
    "name": (Employee, "name"),
    "time_zone": (Agency, "time_zone"),
    "code": (Agency, "code"),
    "agency": (Agency, "name"),
    "assignment_id": (Assignment, "id"),
    "kind": (Assignment, "kind"),
    "valid_from": (Assignment, "valid_from"),
    "valid_to": (Assignment, "valid_to"),
    "position": (Position, "name"),
    "unit_id": (Position, "unit_id"),
    "unit": (OrgUnit, "name"),
}
_RANK = {kind: rank for rank, kind in enumerate(AssignmentKind)}


class UnknownPerson(Exception):
    """The token is sound, but nobody here is linked to its subject."""


class UnknownAgency(Exception):
    """The person is known, but not in the agency that the request asks for or that the token is bound to."""


class UnknownPost(Exception):
    """The post to act in is not one that the person holds today."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a token speaks of: a person already known, or a subject of an issuer that agencies have linked to their employees.

    ``agencies`` are the codes of those that the token is bound to, None if to none; ``number`` is the NIP that the issuer vouches for.
    """

    person_id: UUID | None = None
    issuer: str | None = None
    subject: str | None = None
    number: str | None = None
    agencies: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a request says about where its person acts: an agency, a post, both or neither."""

    agency_id: UUID | None = None
    assignment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What an actor keeps of the request: its moment (UTC), id, and where it came from."""

    now: datetime
    request_id: str
    address: str | None = None
    client: str | None = None


NO_CHOICE = Choice()


async def find_actor(conn: Connection, subject: Subject, request: Request, choice: Choice = NO_CHOICE) -> Actor:
    """Find the actor of a request.

    Raises:
        UnknownPerson: nobody is linked to the subject, or the person is no agency's employee.
        UnknownAgency: the person isn't known in the agency chosen, or in any that the token is bound to.
        UnknownPost: the post chosen is none that the person holds today, there.
    """
    known = await _known(conn, subject)
    if not known:
        raise UnknownPerson
    bound = [row for row in known if subject.agencies is None or row["code"] in subject.agencies]
    rows = [row for row in bound if choice.agency_id in (None, row["agency_id"])]
    if not rows:
        raise UnknownAgency
    chosen = _choose(rows, request.now, choice.assignment_id)
    today = day_in_zone(request.now, chosen["time_zone"])
    acts = _holds(chosen, today)
    return Actor(
        kind=ActorKind.PERSON,
        agency_id=chosen["agency_id"],
        person_id=chosen["person_id"],
        employee_id=chosen["employee_id"],
        now=request.now,
        today=today,
        zone=chosen["time_zone"],
        request_id=request.request_id,
        name=chosen["name"],
        number=chosen["number"],
        assignment_id=chosen["assignment_id"] if acts else None,
        position=chosen["position"] if acts else None,
        unit=chosen["unit"] if acts else None,
        unit_id=chosen["unit_id"] if acts else None,
        roles=await _roles(conn, chosen["agency_id"], chosen["employee_id"], today),
        post_chosen=choice.assignment_id is not None,
        agencies=_agencies(bound),
        address=request.address,
        client=request.client,
    )


async def _known(conn: Connection, subject: Subject) -> list[dict[str, Any]]:
    if subject.person_id is not None:
        found = await conn.fetch(f"{_KNOWN} WHERE p.id = :person", {"person": subject.person_id})
    else:
        found = await conn.fetch(
            f"{_KNOWN} WHERE e.id IN (SELECT i.employee_id FROM employee_identity i"
            " WHERE i.issuer = :issuer AND i.subject = :subject AND i.recorded_to IS NULL)",
            {"issuer": subject.issuer, "subject": subject.subject},
        )
    return [{name: conn.decode(model, column, raw[name]) for name, (model, column) in _COLUMNS.items()} for raw in found]


def _agencies(rows: Sequence[dict[str, Any]]) -> tuple[AgencyKnown, ...]:
    found = {row["agency_id"]: AgencyKnown(row["agency_id"], row["code"], row["agency"]) for row in rows}
    return tuple(sorted(found.values(), key=lambda one: one.code))


def _choose(rows: Sequence[dict[str, Any]], now: datetime, acting_as: UUID | None) -> dict[str, Any]:
    current = [row for row in rows if _holds(row, day_in_zone(now, row["time_zone"]))]
    if acting_as is not None:
        for row in current:
            if row["assignment_id"] == acting_as:
                return row
        raise UnknownPost
    if current:
        return min(current, key=lambda row: (_RANK[row["kind"]], -row["valid_from"].toordinal(), row["assignment_id"]))
    return max(rows, key=lambda row: (row["valid_from"] or date.min, row["employee_id"]))


def _holds(row: Mapping[str, Any], today: date) -> bool:
    starts, ends = row["valid_from"], row["valid_to"]
    return starts is not None and starts <= today and (ends is None or today < ends)


async def _roles(conn: Connection, agency_id: UUID, employee_id: UUID, today: date) -> tuple[RoleHeld, ...]:
    rows = await conn.fetch(
        "SELECT role, unit_id FROM role_grant WHERE agency_id = :agency AND employee_id = :employee AND recorded_to IS NULL"
        " AND valid_from <= :today AND (valid_to IS NULL OR valid_to > :today) ORDER BY role, id",
        {"agency": agency_id, "employee": employee_id, "today": today},
    )
    return tuple(RoleHeld(conn.decode(RoleGrant, "role", row["role"]), conn.decode(RoleGrant, "unit_id", row["unit_id"])) for row in rows)
