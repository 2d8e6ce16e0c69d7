"""Which of the rows that an answer shows its reader may see: asked of ``can`` row by row, and of rules written here for the history.

``can`` reads who somebody is to a row as columns (``grantees_of``), while the schema filters by ``visible``; evidence has no ``can``, so
its rule stands here once more, in Python over the stored rows. A part of a record may be seen by whoever sees the record.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import schema.root  # noqa: F401 - declares the types whose prefixes are read here
from models.activities import ActivityReply, DailyActivity
from models.appraisals import Appraisal, Feedback, Realisation
from models.base import Row
from models.database import Connection
from models.dialogue import CoachingAgreement, CoachingSession
from models.evidence import Evidence
from models.history import Event, RefusedAttempt
from models.line_proposals import LineProposal
from models.people import Agency
from models.plans import BehaviourExpectation, Indicator, PerformanceDialogue, PerformancePlan, PlanAnnex, PlannedResult, PlanRevision
from models.templates import PlanTemplate, TemplateIndicator, TemplatePosition, TemplateResult
from models.training import Enrolment, Training
from models.vocabulary import Role
from schema.reads import registry
from workflows.access import Actor, Permission, can, grantees_of, held
from workflows.conditions import DIRECTORY, READERS
from workflows.privacy import PRIVATE

ID = re.compile(r"\b([a-z]{3})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b")
PARTS: Mapping[type[Row], tuple[str, type[Row]]] = {
    Feedback: ("appraisal_id", Appraisal),
    Realisation: ("appraisal_id", Appraisal),
    ActivityReply: ("activity_id", DailyActivity),
    PlanRevision: ("plan_id", PerformancePlan),
    PlannedResult: ("revision_id", PlanRevision),
    Indicator: ("revision_id", PlanRevision),
    BehaviourExpectation: ("revision_id", PlanRevision),
    PlanAnnex: ("revision_id", PlanRevision),
    CoachingAgreement: ("session_id", CoachingSession),
    **dict.fromkeys((TemplatePosition, TemplateResult, TemplateIndicator), ("template_id", PlanTemplate)),
}
"""By which column a part points at what it is a part of."""
SUBJECTS: Mapping[str, type[Row]] = {
    "APPRAISAL": Appraisal,
    "PLAN": PerformancePlan,
    "LINE_PROPOSAL": LineProposal,
    "DAILY_ACTIVITY": DailyActivity,
    "DIALOGUE": PerformanceDialogue,
    "EVIDENCE": Evidence,
    "TRAINING": Training,
    "ENROLMENT": Enrolment,
    **{one.value: model for one, model in PRIVATE.items()},
}
"""The subjects whose events may be read by whoever reads the subject."""


def models_by_prefix() -> dict[str, type[Row]]:
    """Give the model of each prefix of a public id."""
    found: dict[str, type[Row]] = {one.prefix: one.model for one in registry.records() if one.prefix and one.model}
    return found | {"evt": Event, "ref": RefusedAttempt}


MODELS = models_by_prefix()


async def unseen(conn: Connection, actor: Actor, shown: Iterable[str]) -> list[str]:
    """Give the public ids among ``shown`` of rows that the actor may not see, and of rows that aren't there."""
    keys: defaultdict[str, set[UUID]] = defaultdict(set)
    for one in shown:
        prefix, _, key = one.partition("_")
        keys[prefix].add(UUID(key))
    wrong = []
    for prefix, asked in keys.items():
        model = MODELS.get(prefix)
        allowed = await seen(conn, actor, model, asked) if model else set()
        wrong += [f"{prefix}_{key}" for key in sorted(asked - allowed)]
    return wrong


async def seen(conn: Connection, actor: Actor, model: type[Row], keys: set[UUID]) -> set[UUID]:
    """Give those keys of a model's rows that the actor may see."""
    if not keys:
        return set()
    if model in PARTS:
        column, whole = PARTS[model]
        rows = await conn.fetch(f"SELECT id, {column} AS whole FROM {model._meta.db_table} WHERE id IN :ids", {"ids": list(keys)})
        points = {_key(row["id"]): _key(row["whole"]) for row in rows}
        wholes = await seen(conn, actor, whole, set(points.values()))
        return {key for key, pointed in points.items() if pointed in wholes}
    if model is Event or model is RefusedAttempt:
        return await _evidence(conn, actor, model, keys)
    agency = "id" if model is Agency else "agency_id"
    columns = grantees_of(actor, model, "t") if model in READERS else None
    more = f", {columns.sql}" if columns and columns.sql else ""
    params = {**(columns.params if columns else {}), "ids": list(keys)}
    rows = await conn.fetch(f"SELECT t.id, t.{agency} AS agency{more} FROM {model._meta.db_table} t WHERE t.id IN :ids", params)
    own = {actor.agency_id} | ({one.id for one in actor.agencies} if model is Agency else set())
    assert model in READERS or model in DIRECTORY, f"nothing says who sees {model.__name__}"
    return {_key(row["id"]) for row in rows if _key(row["agency"]) in own and can(actor, Permission.READ, held(row), model).allowed}


async def _evidence(conn: Connection, actor: Actor, model: type[Row], keys: set[UUID]) -> set[UUID]:
    rows = await conn.fetch(f"SELECT * FROM {model._meta.db_table} WHERE id IN :ids", {"ids": list(keys)})
    over = await _units_of_roles(conn, actor)
    found = set()
    for row in rows:
        if _key(row["agency_id"]) == actor.agency_id and await _reads(conn, actor, model, row, over):
            found.add(_key(row["id"]))
    return found


async def _reads(conn: Connection, actor: Actor, model: type[Row], row: Mapping[str, Any], over: set[UUID] | None) -> bool:
    subject = None if row["subject_id"] is None else _key(row["subject_id"])
    # An admin reads nothing of a dialogue by that role, its history neither.
    if model is Event and row["subject_type"] == "DIALOGUE":
        return subject is not None and bool(await seen(conn, actor, PerformanceDialogue, {subject}))
    private = row["subject_type"] in {one.value for one in PRIVATE}
    by_role = not private and (over is None or (row["unit_id"] is not None and _key(row["unit_id"]) in over))
    if model is Event:
        if by_role or (row["subject_type"] == "EMPLOYEE" and subject == actor.employee_id):
            return True
        whole = SUBJECTS.get(row["subject_type"])
        return whole is not None and subject is not None and bool(await seen(conn, actor, whole, {subject}))
    if row["actor_id"] is not None and _key(row["actor_id"]) == actor.employee_id:
        return True
    return by_role and not (row["subject_type"] == "APPRAISAL" and subject is not None and subject in await undelivered(conn, actor))


async def undelivered(conn: Connection, actor: Actor) -> set[UUID]:
    """Give the actor's own appraisals that haven't been delivered, whose ratings are hidden from them."""
    rows = await conn.fetch("SELECT id FROM appraisal WHERE employee_id = :me AND delivered_at IS NULL", {"me": actor.employee_id})
    return {_key(row["id"]) for row in rows}


async def drafts_of_others(conn: Connection, actor: Actor) -> set[UUID]:
    """Give the appraisals of others that stand in DRAFT, whose self-appraisals are hidden from the actor."""
    rows = await conn.fetch("SELECT id FROM appraisal WHERE employee_id <> :me AND state = 'DRAFT'", {"me": actor.employee_id})
    return {_key(row["id"]) for row in rows}


async def _units_of_roles(conn: Connection, actor: Actor) -> set[UUID] | None:
    """Give the units over whose evidence the actor has a role today; None for all of the agency's."""
    held_over = [one for one in actor.roles if one.role in (Role.AGENCY_ADMIN, Role.AUDITOR)]
    if any(one.unit_id is None for one in held_over):
        return None
    found: set[UUID] = set()
    for one in held_over:
        rows = await conn.fetch(
            "SELECT descendant_id FROM unit_closure WHERE agency_id = :agency AND ancestor_id = :unit AND valid_from <= :today"
            " AND (valid_to IS NULL OR valid_to > :today)",
            {"agency": actor.agency_id, "unit": one.unit_id, "today": actor.today},
        )
        found |= {_key(row["descendant_id"]) for row in rows}
    return found


def _key(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
