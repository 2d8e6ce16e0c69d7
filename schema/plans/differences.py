"""What differs between two revisions of a plan, as published."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models.plans import PlanRevision
from models.vocabulary import AnnexKind, BehaviourValue, DifferenceKind
from schema.context import Context
from schema.reads.declare import argument, value
from schema.reads.readfield import plain
from workflows.actions.plan_content import load_contents
from workflows.plan_differences import Differences, compare

DIFFERENCES = (
    "What differs from an earlier revision of the same plan: the one before, or the one whose number `since` gives; null where there is"
    " none. Places in a list aren't compared."
)
SINCE = argument("since", int | None, "The number of the revision with which it is compared; the one before if not given.", None)
READS = 60


@value
class PlanFieldDifference:
    """A field that differs between two revisions."""

    field: str = plain("Its name, as `editPlan` takes it.")
    old: str | None = plain("Its value in the earlier revision as text; null without one.")
    new: str | None = plain("Its value in this revision as text; null without one.")


@value
class PlanIndicatorDifference:
    """An indicator that came, went or changed."""

    lineage: UUID = plain("What it keeps from revision to revision.")
    kind: DifferenceKind = plain("Whether it came, went or changed.")
    title: str = plain("The indicator as it is now, or was last.")
    fields: list[PlanFieldDifference] = plain("Its fields that differ.")


@value
class PlanResultDifference:
    """A result that came, went or changed, itself or in its indicators."""

    lineage: UUID = plain("What it keeps from revision to revision.")
    kind: DifferenceKind = plain("Whether it came, went or changed.")
    title: str = plain("The result as it is now, or was last.")
    fields: list[PlanFieldDifference] = plain("Its own fields that differ.")
    indicators: list[PlanIndicatorDifference] = plain("Its indicators that came, went or changed.")


@value
class PlanExpectationDifference:
    """An expectation that came, went or changed."""

    value: BehaviourValue = plain("The behaviour value.")
    kind: DifferenceKind = plain("Whether it came, went or changed.")
    old: str | None = plain("What was expected; null if nothing was.")
    new: str | None = plain("What is expected; null if nothing is.")


@value
class PlanAnnexDifference:
    """An entry of an annex that came or went; a changed one is both."""

    annex: AnnexKind = plain("Which annex.")
    kind: DifferenceKind = plain("Whether it came or went.")
    text: str = plain("The entry.")


@value
class PlanDifferences:
    """What differs between two revisions of a plan."""

    since: int = plain("The number of the earlier revision.")
    results: list[PlanResultDifference] = plain("Results that came, went or changed.")
    expectations: list[PlanExpectationDifference] = plain("Expectations that came, went or changed.")
    annexes: list[PlanAnnexDifference] = plain("Entries of annexes that came or went.")


_BEFORE = (
    "SELECT r.id, b.id AS before_id, b.ordinal FROM plan_revision r JOIN plan_revision b ON b.agency_id = r.agency_id"
    " AND b.plan_id = r.plan_id AND b.ordinal < r.ordinal AND b.ordinal = COALESCE(:since, r.ordinal - 1)"
    " WHERE r.agency_id = :agency AND r.id IN :ids"
)


async def revision_differences(
    context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]
) -> list[PlanDifferences | None]:
    """Compare all revisions of a level with earlier ones; five statements for all."""
    ids = [row["id"] for row in rows]
    agency = context.actor.agency_id
    params = {"agency": agency, "ids": list(dict.fromkeys(ids)), "since": arguments.get("since")}

    async def work(conn: Any) -> dict[UUID, PlanDifferences]:
        pairs = {
            conn.decode(PlanRevision, "id", raw["id"]): (conn.decode(PlanRevision, "id", raw["before_id"]), int(raw["ordinal"]))
            for raw in await conn.fetch(_BEFORE, params)
        }
        contents = await load_contents(conn, agency, list(dict.fromkeys([*pairs, *(before for before, _ in pairs.values())])))
        return {key: _shown(since, compare(contents[before], contents[key])) for key, (before, since) in pairs.items()}

    found = await context.database.read(work)
    return [found.get(key) for key in ids]


def _shown(since: int, told: Differences) -> PlanDifferences:
    return PlanDifferences(
        since=since,
        results=[
            PlanResultDifference(
                lineage=one.lineage,
                kind=one.kind,
                title=one.title,
                fields=_fields(one.fields),
                indicators=[
                    PlanIndicatorDifference(lineage=each.lineage, kind=each.kind, title=each.title, fields=_fields(each.fields))
                    for each in one.indicators
                ],
            )
            for one in told.results
        ],
        expectations=[
            PlanExpectationDifference(value=one.value, kind=one.kind, old=one.old, new=one.new)
            for one in told.expectations
            if one.value is not None
        ],
        annexes=[
            PlanAnnexDifference(annex=one.annex, kind=one.kind, text=one.new or one.old or "")
            for one in told.annexes
            if one.annex is not None
        ],
    )


def _fields(told: Sequence[Any]) -> list[PlanFieldDifference]:
    return [PlanFieldDifference(field=one.field, old=one.old, new=one.new) for one in told]
