"""Who may do what to which row: one definition that answers "may I" (``can``), "which ones" (``visible``) and "why not".

The conditions stand in ``workflows.conditions``; here are the permissions that no workflow's table names, and the proof of a checked
right (``Granted``), without which nothing writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from models.base import Row
from models.vocabulary import ReasonCode, Role
from workflows.actor import Actor, RoleHeld
from workflows.conditions import DIRECTORY, READERS, Condition, FieldPolicy, Grantee, field_visible, grantees_of, held, visible
from workflows.refusals import Reason, WhoCan, not_permitted

__all__ = [
    "Actor",
    "Condition",
    "Decision",
    "FieldPolicy",
    "Granted",
    "Grantee",
    "Permission",
    "RoleHeld",
    "also",
    "can",
    "field_visible",
    "grant",
    "grantees_of",
    "held",
    "may_read",
    "require",
    "visible",
]

R = TypeVar("R")
S = TypeVar("S")


class Permission(Enum):
    """What may be asked of ``can`` beside the workflows' own tables."""

    READ = "READ"
    EDIT_PEOPLE = "EDIT_PEOPLE"
    SET_LINE = "SET_LINE"
    GRANT_ROLES = "GRANT_ROLES"
    LINK_IDENTITIES = "LINK_IDENTITIES"
    RUN_CYCLES = "RUN_CYCLES"
    GRANT_EXTENSION = "GRANT_EXTENSION"
    SET_HOLIDAYS = "SET_HOLIDAYS"
    IMPORT_ROSTER = "IMPORT_ROSTER"
    EXPORT_HISTORY = "EXPORT_HISTORY"
    EDIT_GUIDANCE = "EDIT_GUIDANCE"
    EDIT_TEMPLATES = "EDIT_TEMPLATES"


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of ``can``; a refusal carries its reason."""

    allowed: bool
    reason: Reason | None = None


_token = object()


class Granted(Generic[R]):
    """A row together with the proof that a right to it was checked; only this module makes one, and every write takes one."""

    __slots__ = ("actor", "row")

    def __init__(self, row: R, actor: Actor, token: object) -> None:
        if token is not _token:
            raise TypeError("Granted is made by workflows.access.require alone")
        self.row = row
        self.actor = actor


PERMISSIONS: Mapping[Permission, tuple[Role, ...]] = {
    Permission.EDIT_PEOPLE: (Role.AGENCY_ADMIN,),
    Permission.SET_LINE: (Role.AGENCY_ADMIN,),
    Permission.GRANT_ROLES: (Role.AGENCY_ADMIN,),
    Permission.LINK_IDENTITIES: (Role.AGENCY_ADMIN,),
    Permission.RUN_CYCLES: (Role.AGENCY_ADMIN,),
    Permission.GRANT_EXTENSION: (Role.AGENCY_ADMIN,),
    Permission.SET_HOLIDAYS: (Role.AGENCY_ADMIN,),
    Permission.IMPORT_ROSTER: (Role.AGENCY_ADMIN,),
    Permission.EXPORT_HISTORY: (Role.AGENCY_ADMIN, Role.AUDITOR),
    Permission.EDIT_GUIDANCE: (Role.AGENCY_ADMIN,),
    Permission.EDIT_TEMPLATES: (Role.AGENCY_ADMIN,),
}
"""Who may do what a workflow's table doesn't name."""


def may_read(model: type[Row], grantees: frozenset[Grantee]) -> bool:
    """Answer READ from the grantees that an actor is to a row, as ``visible`` answers it in SQL."""
    return model in DIRECTORY or bool(grantees & frozenset(READERS[model]))


def can(actor: Actor, permission: Permission, grantees: frozenset[Grantee] | None = None, model: type[Row] | None = None) -> Decision:
    """Decide ``permission`` for somebody who is ``grantees`` to the row; without a row, by the roles held over the whole agency."""
    if grantees is None:
        grantees = frozenset(one.role for one in actor.roles if one.unit_id is None)
    if permission is Permission.READ:
        if model is None:
            raise TypeError("READ is asked of a model")
        return Decision(may_read(model, grantees))
    asked = PERMISSIONS[permission]
    if grantees & frozenset(asked):
        return Decision(True)
    who = tuple(WhoCan(role=one) for one in asked)
    return Decision(False, Reason(ReasonCode.ROLE_REQUIRED, params={"role": "|".join(one.value for one in asked)}, who_can=who))


def require(actor: Actor, permission: Permission, row: R, grantees: frozenset[Grantee] | None = None) -> Granted[R]:
    """Check ``permission`` and hand the row on as ``Granted``.

    Raises:
        Refused: NOT_PERMITTED with the reason and who could.
    """
    decision = can(actor, permission, grantees)
    if not decision.allowed:
        raise not_permitted(*([decision.reason] if decision.reason else []))
    return grant(row, actor)


def grant(row: R, actor: Actor) -> Granted[R]:
    """Hand a row on as ``Granted`` after a workflow's table has decided; called by the engine and ``require`` alone."""
    return Granted(row, actor, _token)


def also(decided: Granted[R], row: S) -> Granted[S]:
    """Hand on, with the proof that a decision was the actor's, a row that the decision is about."""
    return Granted(row, decided.actor, _token)
