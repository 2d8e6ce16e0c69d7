"""Who acts: the actor of one request or job, as rights are asked of and as an event keeps them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from models.vocabulary import ActorKind, Role


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role that the actor holds today, over the whole agency or over a unit and what is under it."""

    role: Role
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class AgencyKnown:
    """An agency in which the actor's token counts: its key, code and name."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which agency and post, at which moment; the snapshot that an event keeps.

    ``post_chosen`` says that ``assignment_id`` was chosen by the request: then relations by line and leadership narrow to that post.
    ``agencies`` are all in which the request could have been made; its rights are of ``agency_id`` alone.
    ``now`` is UTC; ``today`` is its day in the agency's zone. One clock reading serves the whole command.
    """

    kind: ActorKind
    agency_id: UUID
    person_id: UUID | None
    employee_id: UUID | None
    now: datetime
    today: date
    zone: str
    request_id: str
    name: str | None = None
    number: str | None = None
    assignment_id: UUID | None = None
    position: str | None = None
    unit: str | None = None
    unit_id: UUID | None = None
    roles: tuple[RoleHeld, ...] = ()
    post_chosen: bool = False
    address: str | None = None
    client: str | None = None
    agencies: tuple[AgencyKnown, ...] = ()

    def holds(self, role: Role) -> bool:
        """Tell whether the actor holds ``role``, over the agency or over any unit."""
        return any(held.role is role for held in self.roles)
