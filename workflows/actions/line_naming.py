"""Naming who stands in a line in a refusal: to those alone who may read that line."""

from uuid import UUID

from models.database import Connection
from models.people import ReportingLine
from models.vocabulary import Relation
from workflows.access import Actor, visible
from workflows.refusals import WhoCan
from workflows.standing import TODAY


async def who_by_line(conn: Connection, actor: Actor, assignments: tuple[UUID, ...], *relations: Relation) -> tuple[WhoCan, ...]:
    """Give who appraises or approves posts today, each once, for a refusal's ``who_can``; of a line that isn't the actor's to read, nobody.

    ``relations`` are of APPRAISER and APPROVER, and order the answer. Where a line names nobody, or names them to others alone, the
    relation stands without an employee, so that nothing tells the two apart.
    """
    seen = visible(actor, ReportingLine, "l")
    rows = await conn.fetch(
        "SELECT l.appraiser_id, l.approver_id FROM reporting_line l WHERE l.agency_id = :agency AND l.assignment_id IN :assignments"
        f" AND {TODAY.format(l='l')} AND {seen.sql} ORDER BY l.assignment_id, l.id",
        {**seen.params, "agency": actor.agency_id, "assignments": list(assignments), "acc_today": actor.today},
    )
    told: list[WhoCan] = []
    for relation in relations:
        column = f"{relation.value.lower()}_id"
        named = [conn.decode(ReportingLine, column, row[column]) for row in rows if row[column] is not None]
        told += [WhoCan(relation=relation, employee_id=one) for one in named or [None]]
    return tuple(dict.fromkeys(told))
