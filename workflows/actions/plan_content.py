"""A plan revision's content in memory: loaded, edited part by part, compared, and written as a new revision or in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from models.base import AgencyRow
from models.database import Connection, new_id
from models.plans import BehaviourExpectation, Indicator, PlanAnnex, PlannedResult, PlanRevision
from models.vocabulary import AnnexKind, BehaviourValue
from workflows.changes import column_change
from workflows.events import Change
from workflows.standing import SETTLED_UNTIL

RESULT_COLUMNS = ("kind", "ownership", "perspective", "title", "assigned_by", "ordinal")
INDICATOR_COLUMNS = ("aspect", "title", "target_text", "target_value", "target_high", "target_unit", "ordinal")


@dataclass
class IndicatorContent:
    """One indicator: ``values`` by column, ``row_id`` of the row it came from."""

    lineage: UUID
    values: dict[str, Any]
    row_id: UUID | None = None


@dataclass
class ResultContent:
    """One planned result with its indicators by lineage."""

    lineage: UUID
    values: dict[str, Any]
    indicators: dict[UUID, IndicatorContent] = field(default_factory=dict)
    row_id: UUID | None = None


@dataclass
class PlanContent:
    """A revision's results by lineage, expectations by value and annexes by kind, with the rows they came from."""

    results: dict[UUID, ResultContent] = field(default_factory=dict)
    expectations: dict[BehaviourValue, str] = field(default_factory=dict)
    expectation_rows: dict[BehaviourValue, UUID] = field(default_factory=dict)
    annexes: dict[AnnexKind, list[str]] = field(default_factory=dict)
    annex_rows: dict[tuple[AnnexKind, int], UUID] = field(default_factory=dict)


def _decoded(conn: Connection, model: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: conn.decode(model, name, value) for name, value in raw.items()}


def created_after(now: datetime, settled: datetime | None) -> datetime:
    """Give the moment at which a new revision is made: now, but after the moment up to which drafts of closed cycles show what there was.

    The clock may have been set back since one was closed, and a test's stands still.
    """
    return now if settled is None or settled < now else settled + timedelta(microseconds=1)


async def settled_until(conn: Connection, agency_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Give for each plan that has drafts which nobody can write any more up to when they show what there was; one statement."""
    rows = await conn.fetch(
        f"SELECT p.id, {SETTLED_UNTIL.format(p='p')} AS settled FROM performance_plan p WHERE p.agency_id = :agency AND p.id IN :ids",
        {"agency": agency_id, "ids": list(plan_ids)},
    )
    return {
        conn.decode(PlanRevision, "id", row["id"]): conn.decode(PlanRevision, "created_at", row["settled"])
        for row in rows
        if row["settled"] is not None
    }


async def load_content(conn: Connection, agency_id: UUID, revision_id: UUID) -> PlanContent:
    """Load a revision's content; four statements."""
    return (await load_contents(conn, agency_id, [revision_id]))[revision_id]


async def load_contents(conn: Connection, agency_id: UUID, revisions: Sequence[UUID]) -> dict[UUID, PlanContent]:
    """Load the contents of revisions; four statements for all."""
    found = {one: PlanContent() for one in revisions}
    scope = {"agency": agency_id, "revisions": list(found)}
    of = "WHERE agency_id = :agency AND revision_id IN :revisions"
    by_row: dict[UUID, ResultContent] = {}
    if not found:
        return found
    for raw in await conn.fetch(
        f"SELECT id, revision_id, lineage_id, {', '.join(RESULT_COLUMNS)} FROM planned_result {of} ORDER BY ordinal", scope
    ):
        row = _decoded(conn, PlannedResult, raw)
        result = ResultContent(row["lineage_id"], {name: row[name] for name in RESULT_COLUMNS}, row_id=row["id"])
        found[row["revision_id"]].results[result.lineage] = by_row[row["id"]] = result
    for raw in await conn.fetch(
        f"SELECT id, lineage_id, result_id, {', '.join(INDICATOR_COLUMNS)} FROM indicator {of} ORDER BY ordinal", scope
    ):
        row = _decoded(conn, Indicator, raw)
        one = IndicatorContent(row["lineage_id"], {name: row[name] for name in INDICATOR_COLUMNS}, row["id"])
        by_row[row["result_id"]].indicators[one.lineage] = one
    for raw in await conn.fetch(f"SELECT id, revision_id, value, text FROM behaviour_expectation {of}", scope):
        row = _decoded(conn, BehaviourExpectation, raw)
        content = found[row["revision_id"]]
        content.expectations[row["value"]] = row["text"]
        content.expectation_rows[row["value"]] = row["id"]
    for raw in await conn.fetch(f"SELECT id, revision_id, kind, ordinal, text FROM plan_annex {of} ORDER BY kind, ordinal", scope):
        row = _decoded(conn, PlanAnnex, raw)
        content = found[row["revision_id"]]
        content.annexes.setdefault(row["kind"], []).append(row["text"])
        content.annex_rows[row["kind"], row["ordinal"]] = row["id"]
    return found


def renumber(content: PlanContent) -> None:
    """Number results and indicators from 1 in their order."""
    for ordinal, result in enumerate(content.results.values(), 1):
        result.values["ordinal"] = ordinal
        for place, indicator in enumerate(result.indicators.values(), 1):
            indicator.values["ordinal"] = place


def differences(old: PlanContent, new: PlanContent) -> list[Change]:
    """Tell every difference by public path: ``results.<lineage>.title``, ``results.<lineage>.indicators.<lineage>.targetValue``, …"""
    changes: list[Change] = []
    for lineage in dict.fromkeys((*old.results, *new.results)):
        before, after = old.results.get(lineage), new.results.get(lineage)
        path = f"results.{lineage}"
        changes.extend(_columns(PlannedResult, RESULT_COLUMNS, before.values if before else None, after.values if after else None, path))
        had = before.indicators if before else {}
        has = after.indicators if after else {}
        for inner in dict.fromkeys((*had, *has)):
            one, two = had.get(inner), has.get(inner)
            changes.extend(
                _columns(
                    Indicator, INDICATOR_COLUMNS, one.values if one else None, two.values if two else None, f"{path}.indicators.{inner}"
                )
            )
    for value in BehaviourValue:
        change = column_change(BehaviourExpectation, {"text": old.expectations.get(value)}, "text", new.expectations.get(value))
        if change is not None:
            changes.append(Change(f"expectations.{value.value}", change.old, change.new))
    for kind in AnnexKind:
        was, now = old.annexes.get(kind, []), new.annexes.get(kind, [])
        for place in range(max(len(was), len(now))):
            before_text, after_text = (texts[place] if place < len(texts) else None for texts in (was, now))
            change = column_change(PlanAnnex, {"text": before_text}, "text", after_text)
            if change is not None:
                changes.append(Change(f"annexes.{kind.value}.{place + 1}", change.old, change.new))
    return changes


def _columns(
    model: Any, columns: Sequence[str], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, path: str
) -> list[Change]:
    old, new = before or {}, after or {}
    told = [change for name in columns if (change := column_change(model, old, name, new.get(name)))]
    return [Change(f"{path}.{change.path}", change.old, change.new) for change in told]


async def write_revision(conn: Connection, agency_id: UUID, revision_id: UUID, content: PlanContent, *, keep_ids: bool) -> None:
    """Write the whole content into an empty revision; with ``keep_ids`` rows that came from it keep theirs, for clients that know them."""
    for rows in _rows(agency_id, revision_id, content, keep_ids=keep_ids).values():
        await conn.insert(rows)


async def rewrite_revision(conn: Connection, agency_id: UUID, revision_id: UUID, old: PlanContent, new: PlanContent) -> None:
    """Make a revision that holds ``old`` and that nothing pins hold exactly ``new``; what is equal in both isn't touched."""
    kept: list[type[AgencyRow]] = []
    if old.results == new.results:
        kept += [PlannedResult, Indicator]
    if old.expectations == new.expectations:
        kept.append(BehaviourExpectation)
    if old.annexes == new.annexes:
        kept.append(PlanAnnex)
    rows = {model: of for model, of in _rows(agency_id, revision_id, new, keep_ids=True).items() if model not in kept}
    for model in reversed(rows):
        await conn.execute(
            f"DELETE FROM {model._meta.db_table} WHERE agency_id = :agency AND revision_id = :revision",
            {"agency": agency_id, "revision": revision_id},
        )
    for of in rows.values():
        await conn.insert(of)


def _rows(agency_id: UUID, revision_id: UUID, content: PlanContent, *, keep_ids: bool) -> dict[type[AgencyRow], list[AgencyRow]]:
    """Give the rows of a revision by their model, those before others that point at them."""
    shared = {"agency_id": agency_id, "revision_id": revision_id}

    def key(row_id: UUID | None) -> UUID:
        return (row_id if keep_ids else None) or new_id()

    found: dict[type[AgencyRow], list[AgencyRow]] = {PlannedResult: [], Indicator: [], BehaviourExpectation: [], PlanAnnex: []}
    for result in content.results.values():
        row = PlannedResult(id=key(result.row_id), lineage_id=result.lineage, **shared, **result.values)
        found[PlannedResult].append(row)
        found[Indicator] += [
            Indicator(id=key(one.row_id), result_id=row.id, lineage_id=one.lineage, **shared, **one.values)
            for one in result.indicators.values()
        ]
    found[BehaviourExpectation] += [
        BehaviourExpectation(id=key(content.expectation_rows.get(value)), value=value, text=text, **shared)
        for value, text in content.expectations.items()
    ]
    found[PlanAnnex] += [
        PlanAnnex(id=key(content.annex_rows.get((kind, place))), kind=kind, ordinal=place, text=text, **shared)
        for kind, texts in content.annexes.items()
        for place, text in enumerate(texts, 1)
    ]
    return found
