"""What evidence may belong to, a table by kind: how such a subject is loaded, and what keeps its employee from editing it.

A further kind is a row here, a member of ``EvidenceSubject`` and its model in ``workflows.subjects.EVIDENCE_OF``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from models.database import Connection
from models.vocabulary import ActivityAction, EvidenceSubject
from workflows.access import Actor, grant
from workflows.actions.daily_activity_record import PREFIX as ACTIVITY
from workflows.actions.daily_activity_record import DailyActivityRecord
from workflows.appraisal_record import AppraisalRecord
from workflows.engine import Loaded, Record, judged, not_in_state, permission_refusal
from workflows.feedback import lineages
from workflows.parts import PARTS, not_the_writer, shut
from workflows.refusals import Reason

PATH = "input.subjectId"


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of subject: the prefix of its ids, its record, who may not edit it, and what shuts it for who may."""

    prefix: str
    record: Record[Any, Any]
    not_the_employee: Callable[[Loaded, Actor], tuple[Reason, ...]]
    shut: Callable[[Loaded, Actor], tuple[Reason, ...]]
    by_indicator: bool = False


_REALISATIONS = PARTS["realisations"]
_ACTIVITY = DailyActivityRecord()


def _not_appraised(loaded: Loaded, _: Actor) -> tuple[Reason, ...]:
    reason = not_the_writer(_REALISATIONS, loaded)
    return () if reason is None else (replace(reason, path=PATH),)


def _appraisal_shut(loaded: Loaded, _: Actor) -> tuple[Reason, ...]:
    return tuple(replace(one, path=PATH) for one in shut((_REALISATIONS,), loaded))


def _not_reporting(loaded: Loaded, actor: Actor) -> tuple[Reason, ...]:
    return tuple(replace(one, path=PATH) for one in permission_refusal(_ACTIVITY, loaded, ActivityAction.EDIT, actor)[1])


def _activity_shut(loaded: Loaded, actor: Actor) -> tuple[Reason, ...]:
    if any(step.action is ActivityAction.EDIT and judged(_ACTIVITY, step, loaded) for step in _ACTIVITY.workflow.steps):
        return ()
    return tuple(replace(one, path=PATH) for one in not_in_state(_ACTIVITY, loaded, actor).reasons)


SUBJECTS: Mapping[EvidenceSubject, SubjectKind] = {
    EvidenceSubject.APPRAISAL: SubjectKind("apr", AppraisalRecord(), _not_appraised, _appraisal_shut, by_indicator=True),
    EvidenceSubject.DAILY_ACTIVITY: SubjectKind(ACTIVITY, _ACTIVITY, _not_reporting, _activity_shut),
}
"""Everything that evidence may belong to."""


async def indicator_lineage(conn: Connection, loaded: Loaded, actor: Actor, indicator: UUID) -> UUID | None:
    """Give the lineage of an indicator, named by its row or its lineage, of the plan that an appraisal shows; None if it has none such."""
    return (await lineages(conn, grant(loaded, actor), "indicator")).get(indicator)
