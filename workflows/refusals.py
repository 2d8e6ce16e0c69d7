"""Refusals as data: why a command was not carried out, and what would help.

A refusal carries codes and parameters only; the sentences come from the message catalogues at the edge, in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.vocabulary import EventAction, ReasonCode, RefusalCode, Relation, Role


@dataclass(frozen=True, slots=True)
class WhoCan:
    """Somebody who could do it instead: a relation or a role, and the employee who stands in it now, if there is one."""

    relation: Relation | None = None
    role: Role | None = None
    employee_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind a refusal.

    ``path`` is the public path of the input or part that it is about, e.g. ``input.reason`` or ``realisations.ind_….value``;
    ``params`` fill the message's placeholders and hold figures, dates and codes, never a person's text.
    """

    code: ReasonCode
    path: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)
    who_can: tuple[WhoCan, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The outcome of a command that changed nothing.

    ``current_*`` and ``changed_*`` are set where the subject is visible: they tell a client with stale data what it missed.
    """

    code: RefusalCode
    reasons: tuple[Reason, ...] = ()
    current_state: str | None = None
    current_version: int | None = None
    changed_by: UUID | None = None
    changed_at: datetime | None = None
    changed_action: EventAction | None = None
    possible_actions: tuple[str, ...] = ()


class Refused(Exception):
    """Raised inside a command's transaction so that it rolls back; the edge answers the refusal as data."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code.value)
        self.refusal = refusal


def invalid(*reasons: Reason) -> Refused:
    """Make the refusal of an input that could never succeed as it stands."""
    return Refused(Refusal(RefusalCode.INVALID, reasons))


def not_found() -> Refused:
    """Make the refusal for what is absent or hidden; both look alike."""
    return Refused(Refusal(RefusalCode.NOT_FOUND))


def blocked(*reasons: Reason) -> Refused:
    """Make the refusal for conditions that don't hold now; all of them are told."""
    return Refused(Refusal(RefusalCode.BLOCKED, reasons))


def not_permitted(*reasons: Reason) -> Refused:
    """Make the refusal for want of a right."""
    return Refused(Refusal(RefusalCode.NOT_PERMITTED, reasons))
