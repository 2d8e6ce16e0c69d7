"""What results support, what they may support, and the leader's role-result matrix, as published."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import strawberry

from models.people import Assignment, Employee
from models.vocabulary import ResultKind, SupportKind
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import record, to_one
from schema.reads.ids import make_id
from schema.reads.readfield import plain
from workflows import cascade
from workflows.cascade import Matrix, MatrixRow


@record(None)
class SupportableResult:
    """A leader's result that results of this plan may support: of who appraises or approves, or leads the unit or one above it."""

    id: strawberry.ID = plain("The result's id, for `supportsResultId` of `linkResult`.")
    lineage: UUID = plain("What it keeps from revision to revision.")
    title: str = plain("The leader's result.")
    kind: ResultKind = plain("Main or additional.")
    role: str | None = plain("What the leader's matrix expects there of whose plan this is; null if it says nothing.")
    leader = to_one(Employee, "employee_id", "Whose result it is.")


@record(None)
class SupportedResult:
    """The leader's result that a result supports."""

    lineage: UUID = plain("What the leader's result keeps from revision to revision.")
    title: str = plain("The leader's result, as their plan calls it last.")
    support: SupportKind = plain("How it is supported.")
    planned: bool = plain("Whether the leader's plan still has it; where it doesn't, the link is worth a look.")
    year: int = plain("The year of the leader's plan.")
    leader = to_one(Employee, "employee_id", "Whose result it is.")


@record(None)
class MatrixResult:
    """A result of the leader's: a row of the matrix."""

    id: strawberry.ID = plain("The result's id.")
    lineage: UUID = plain("What it keeps from revision to revision.")
    title: str = plain("The result.")
    kind: ResultKind = plain("Main or additional.")
    supporters: int = plain("How many results support it that you may see, of whomever.")


@record(None)
class MatrixLink:
    """A result of the staff's that supports the leader's."""

    id: strawberry.ID = plain("The supporting result's id.")
    title: str = plain("The supporting result.")
    support: SupportKind = plain("How it supports.")


@record(None)
class MatrixCell:
    """What somebody of the staff is to reach for a result, and which of their results support it."""

    result: UUID = plain("The leader's result, by its lineage.")
    role: str | None = plain("What the leader expects there; null if nothing is written.")
    links: list[MatrixLink] = plain("The results that support it and that you may see.")
    assignment = to_one(Assignment, "assignment_id", "Whose cell it is: the assignment.")


@record(None)
class MatrixStaff:
    """Somebody whom the leader appraises today: a column of the matrix."""

    employee = to_one(Employee, "employee_id", "Who it is.")
    assignment = to_one(Assignment, "assignment_id", "In which post.")


@record(None)
class RoleMatrix:
    """The role-result matrix (matriks peran hasil): a leader's results × staff, and the gaps in it."""

    results: list[MatrixResult] = plain("The leader's results, in the order of the plan's newest revision.")
    staff: list[MatrixStaff] = plain("Whom the leader appraises today in the post of this plan.")
    cells: list[MatrixCell] = plain("The cells in which a role is written or a result of theirs is linked; the others are empty.")
    unsupported: list[MatrixResult] = plain("The gaps among results: neither a role is written nor is any result linked.")
    staff_without_result: list[MatrixStaff] = plain("The gaps among staff: who has neither a role nor a linked result.")


def _spread(kind: Any, context: Context, told: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[Any]]:
    """Make objects of one cohort and give them back in the lists in which their values came."""
    made = iter(given(kind, context, [one for of in told for one in of]))
    return [[next(made) for _ in of] for of in told]


async def supportable_results(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[SupportableResult]]:
    """Find for all plans of a level what their results may support."""
    keys = [row["id"] for row in rows]
    found = await context.database.read(lambda conn: cascade.supportable(conn, context.actor, keys))
    told = [
        [
            {
                "id": strawberry.ID(make_id("res", one.result_id)),
                "lineage": one.lineage_id,
                "title": one.title,
                "kind": one.kind,
                "role": one.role,
                "employee_id": one.employee_id,
            }
            for one in found[key]
        ]
        for key in keys
    ]
    return _spread(SupportableResult, context, told)


async def supported_results(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[SupportedResult | None]:
    """Find for all results of a level what they support."""
    keys = [(row["revision_id"], row["lineage"]) for row in rows]
    found = await context.database.read(lambda conn: cascade.supported(conn, context.actor.agency_id, [key for key, _ in keys]))
    told = [
        [
            {
                "lineage": one.lineage_id,
                "title": one.title,
                "support": one.support,
                "planned": one.planned,
                "year": one.year,
                "employee_id": one.employee_id,
            }
        ]
        if (one := found.get(key)) is not None
        else []
        for key in keys
    ]
    return [of[0] if of else None for of in _spread(SupportedResult, context, told)]


async def role_matrices(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[RoleMatrix]:
    """Show the matrices of all plans of a level, each kind of object in one cohort."""
    keys = [row["id"] for row in rows]
    found = await context.database.read(lambda conn: cascade.matrices(conn, context.actor, keys))
    shown = [found[key] for key in keys]
    results = _spread(MatrixResult, context, [[_row(matrix, row) for row in matrix.rows] for matrix in shown])
    staff = _spread(MatrixStaff, context, [[_holder(one) for one in matrix.staff] for matrix in shown])
    places = [_places(matrix) for matrix in shown]
    links = iter(
        _spread(
            MatrixLink,
            context,
            [
                [
                    {"id": strawberry.ID(make_id("res", one.result_id)), "title": one.title, "support": one.support}
                    for one in matrix.links.get(place, ())
                ]
                for matrix, of in zip(shown, places, strict=True)
                for place in of
            ],
        )
    )
    cells = _spread(
        MatrixCell,
        context,
        [
            [{"result": place[0], "assignment_id": place[1], "role": matrix.roles.get(place), "links": next(links)} for place in of]
            for matrix, of in zip(shown, places, strict=True)
        ],
    )
    unsupported = _spread(MatrixResult, context, [[_row(matrix, row) for row in matrix.unsupported()] for matrix in shown])
    without = _spread(MatrixStaff, context, [[_holder(one) for one in matrix.without_result()] for matrix in shown])
    told = [
        {"results": one, "staff": two, "cells": three, "unsupported": four, "staff_without_result": five}
        for one, two, three, four, five in zip(results, staff, cells, unsupported, without, strict=True)
    ]
    return given(RoleMatrix, context, told)


def _places(matrix: Matrix) -> list[tuple[UUID, UUID]]:
    """Give the filled cells by rows and columns."""
    filled = {*matrix.roles, *matrix.links}
    return [(row.lineage_id, holder) for row in matrix.rows for holder, _ in matrix.staff if (row.lineage_id, holder) in filled]


def _row(matrix: Matrix, row: MatrixRow) -> dict[str, Any]:
    return {
        "id": strawberry.ID(make_id("res", row.result_id)),
        "lineage": row.lineage_id,
        "title": row.title,
        "kind": row.kind,
        "supporters": sum(len(links) for (lineage, _), links in matrix.links.items() if lineage == row.lineage_id),
    }


def _holder(one: tuple[UUID, UUID]) -> dict[str, Any]:
    return {"assignment_id": one[0], "employee_id": one[1]}
