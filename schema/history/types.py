"""Events and refused attempts as one history."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from models.appraisals import Appraisal
from models.history import Event, RefusedAttempt
from models.people import Employee
from models.vocabulary import ActorKind, ReasonCode, RefusalCode, SubjectType
from schema.context import Context
from schema.history.filters import PREFIXES
from schema.history.opening import open_events
from schema.history.references import shown_path, shown_value
from schema.reads.cohort import given
from schema.reads.declare import column, computed, record, to_one, value
from schema.reads.fields import Like, Part, Through, Union, Value
from schema.reads.ids import make_id
from schema.reads.node import Node
from schema.reads.readfield import plain
from workflows.access import FieldPolicy

_EVENT_COLUMNS = (
    "id, agency_id, at, subject_type, subject_id, version, action, from_state, to_state, actor_id, actor_kind, unit_id, changed_fields,"
    " request_id, definition, canonical"
)
_ROWS = Union(
    f"(SELECT {_EVENT_COLUMNS}, 0 AS refused, NULL AS code, NULL AS reasons FROM event"
    " UNION ALL SELECT id, agency_id, at, subject_type, subject_id, NULL, action, NULL, NULL, actor_id, 'PERSON', unit_id, '', request_id,"
    " NULL, NULL, 1, code, reasons FROM refused_attempt)",
    "refused",
    (Part(0, Event, "evt"), Part(1, RefusedAttempt, "ref")),
)
_SHOWN = Like(Event, "version")


@record(None)
class HistoryActor:
    """Who acted, as known at that moment."""

    kind: ActorKind = plain("Whether a person, an import, a job or the system acted.")
    name: str | None = plain("The name then. Null for what acts without a person, for refused attempts, and after a lawful redaction.")
    nip: str | None = plain(
        "The number then. Null where there was none, where that person's number is hidden from you, for refused attempts, and after a"
        " lawful redaction."
    )
    position: str | None = plain("The post in which they acted. Null as `name` is.")
    unit: str | None = plain("The unit of that post. Null as `name` is.")
    employee = to_one(Employee, "employee_id", "The employee as they are now; null for what acts without a person.")


@record(None)
class HistoryPrincipal:
    """On whose behalf somebody acted, by which document."""

    name: str | None = plain("The name then; null after a lawful redaction.")
    document_number: str | None = plain("The number of the delegation; null after a lawful redaction.")
    employee = to_one(Employee, "employee_id", "The employee as they are now.")


@value
class HistoryChange:
    """A changed field. Changes of what is hidden from you are left out."""

    path: str = plain("The field's public path: rows of the record by their id, results and indicators of a plan by their `lineage`.")
    old: str | None = plain("The value before, as text, an id with its prefix; null if there was none, and after a lawful redaction.")
    new: str | None = plain("The value after, as text, an id with its prefix; null if there is none, and after a lawful redaction.")
    redacted: bool = plain("Whether a value was lawfully redacted.")


@value
class HistoryRefusalReason:
    """A reason of a refused attempt."""

    code: ReasonCode = plain("The reason's code.")
    path: str | None = plain("What it is about.")


@value
class HistoryRefusal:
    """Why an attempt was refused."""

    code: RefusalCode = plain("The refusal's code.")
    reasons: list[HistoryRefusalReason] = plain("Its reasons.")


async def _subjects(_: Context, rows: Sequence[Mapping[str, Any]], __: Mapping[str, Any]) -> list[str]:
    return [make_id(PREFIXES[SubjectType(row["subject_type"])], row["subject_id"]) for row in rows]


async def _actors(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[HistoryActor]:
    opened = await open_events(context, rows)

    def told(row: Mapping[str, Any]) -> dict[str, Any]:
        view = opened.get(row["id"])
        seen = None if view is None else view.actor
        return {
            "kind": ActorKind(row["actor_kind"]),
            "employee_id": row["actor_id"],
            "name": seen and seen.name.value,
            "nip": seen.number.value if seen and row["number_shown"] else None,
            "position": seen and seen.position.value,
            "unit": seen and seen.unit.value,
        }

    return given(HistoryActor, context, map(told, rows))


async def _principals(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[HistoryPrincipal | None]:
    opened = await open_events(context, rows)
    behalf = [None if (view := opened.get(row["id"])) is None else view.on_behalf_of for row in rows]
    shown = iter(
        given(
            HistoryPrincipal,
            context,
            (
                {"name": one.name.value, "document_number": one.document_number.value, "employee_id": one.employee_id}
                for one in behalf
                if one is not None
            ),
        )
    )
    return [None if one is None else next(shown) for one in behalf]


async def _reasons(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[str | None]:
    opened = await open_events(context, rows)
    return [opened[row["id"]].shown_reason if row["id"] in opened else None for row in rows]


async def _changes(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[HistoryChange]]:
    opened = await open_events(context, rows)
    return [
        [
            HistoryChange(
                path=shown_path(one.path),
                old=shown_value(one.path, one.old),
                new=shown_value(one.path, one.new),
                redacted=one.old.redacted or one.new.redacted,
            )
            for one in opened[row["id"]].shown_changes
        ]
        if row["id"] in opened
        else []
        for row in rows
    ]


async def _refusals(_: Context, rows: Sequence[Mapping[str, Any]], __: Mapping[str, Any]) -> list[HistoryRefusal | None]:
    return [
        None
        if row["code"] is None
        else HistoryRefusal(
            code=RefusalCode(row["code"]),
            reasons=[HistoryRefusalReason(code=ReasonCode(one["code"]), path=one.get("path")) for one in json.loads(row["reasons"])],
        )
        for row in rows
    ]


_OPENED = ("id", "canonical", "from_state", "subject_type", "ratings_shown", "self_appraisal_shown")


@record(
    Event,
    union=_ROWS,
    values=(
        Value("refused", sql="{a}.refused", like=_SHOWN),
        Value("code", sql="{a}.code", like=Like(RefusedAttempt, "code")),
        Value("reasons", sql="{a}.reasons", like=Like(RefusedAttempt, "reasons")),
        Value("ratings_shown", sql="1", like=_SHOWN, through=Through("subject_id", Appraisal, FieldPolicy.RATING)),
        Value("self_appraisal_shown", sql="1", like=_SHOWN, through=Through("subject_id", Appraisal, FieldPolicy.SELF_APPRAISAL)),
        Value("number_shown", sql="1", like=_SHOWN, through=Through("actor_id", Employee, FieldPolicy.EMPLOYEE_NUMBER)),
        Value(
            "changed_with_ratings",
            sql="{a}.changed_fields",
            like=Like(Event, "changed_fields"),
            through=Through("subject_id", Appraisal, FieldPolicy.RATING),
        ),
        Value(
            "changed_with_self_appraisal",
            sql="{a}.changed_fields",
            like=Like(Event, "changed_fields"),
            through=Through("subject_id", Appraisal, FieldPolicy.SELF_APPRAISAL),
        ),
    ),
)
class HistoryEvent(Node):
    """Something that was done, or an attempt that was refused. Auditors and agency admins see the agency's; the parties see their own."""

    subject: strawberry.ID = computed(_subjects, "The id of the record that it is about.", needs=("subject_type", "subject_id"))
    actor: HistoryActor = computed(_actors, "Who acted.", needs=(*_OPENED, "actor_id", "actor_kind", "number_shown"), reads=4)
    on_behalf_of: HistoryPrincipal | None = computed(_principals, "For whom; null if for oneself.", needs=_OPENED, reads=1)
    reason: str | None = computed(
        _reasons,
        "The reason given. Null if none was, after a lawful redaction, and where it made or undid a review, or changed a field, that is"
        " hidden from you.",
        needs=_OPENED,
        reads=1,
    )
    changes: list[HistoryChange] = computed(
        _changes, "The changed fields with their old and new values, without those that are hidden from you.", needs=_OPENED, reads=6
    )
    refused: HistoryRefusal | None = computed(_refusals, "Why it was refused; null for what was done.", needs=("code", "reasons"))
    at = column("When it was recorded.")
    subject_type = column("What kind of record it is about.")
    version = column(
        "The version that the record had after it; null for a refused attempt.", sql="{a}.version", like=Like(Event, "version")
    )
    action = column("What was done or attempted.")
    from_ = column("The state before; null where the state didn't change.", of="from_state", name="from")
    to_ = column("The state after; null where the state didn't change.", of="to_state", name="to")
    request_id = column("The id of the request that did it.")
    definition = column("The digest of the workflow's table that allowed it; null where no table did.")
