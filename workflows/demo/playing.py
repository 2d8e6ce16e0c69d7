"""Playing moves: each becomes the command that a person would give, at its own moment, many of them in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.database import Connection, Database
from models.vocabulary import AppraisalAction, ApprovalRoute, Role
from workflows.actions.appraisals import edit_appraisal_in
from workflows.actor import Actor
from workflows.appraisal_record import AppraisalRecord
from workflows.calendar import day_in_zone
from workflows.demo.story import Act, Move
from workflows.demo.world import World
from workflows.engine import Command, advance_in

CHUNK = 250
"""Moves a transaction."""

ACTIONS: Mapping[Act, AppraisalAction] = {
    Act.SUBMIT: AppraisalAction.SUBMIT,
    Act.WITHDRAW: AppraisalAction.WITHDRAW,
    Act.RETURN: AppraisalAction.RETURN,
    Act.SEND_BACK: AppraisalAction.RETURN,
    Act.REVIEW: AppraisalAction.REVIEW,
    Act.RECALL: AppraisalAction.RECALL,
    Act.APPROVE: AppraisalAction.APPROVE,
    Act.SUBMIT_IN_ABSENCE: AppraisalAction.SUBMIT_IN_ABSENCE,
    Act.VOID: AppraisalAction.VOID,
}
_BY_EMPLOYEE = frozenset({Act.WRITE, Act.SUBMIT, Act.WITHDRAW})
_BY_ADMIN = frozenset({Act.SUBMIT_IN_ABSENCE, Act.VOID})
_BY_APPROVER = frozenset({Act.SEND_BACK, Act.APPROVE})


@dataclass(slots=True)
class _Course:
    """Where an appraisal is while it is played: its version, and who reviewed it in which post."""

    version: int = 1
    reviewer: UUID | None = None
    post: UUID | None = None
    stopped: bool = False


class Player:
    """Plays moves of one agency; an appraisal for which nobody stands in the line on the day of a move stops there."""

    def __init__(self, world: World, record: AppraisalRecord, admin_id: UUID) -> None:
        self.world, self.record, self.admin_id = world, record, admin_id
        self._courses: dict[UUID, _Course] = {}

    async def play(self, database: Database, moves: Sequence[Move]) -> None:
        """Play moves in the order of their moments.

        Raises:
            Refused: a move that the engine refuses: the story is then wrong.
        """
        ordered = sorted(moves, key=lambda move: (move.at, move.case.seed))
        for start in range(0, len(ordered), CHUNK):
            chunk = ordered[start : start + CHUNK]

            async def work(conn: Connection, chunk: Sequence[Move] = chunk) -> None:
                for move in chunk:
                    await self._play(conn, move)

            await database.transaction(work)

    async def _play(self, conn: Connection, move: Move) -> None:
        course = self._courses.setdefault(move.case.appraisal_id, _Course())
        actor = None if course.stopped else self._actor(move, course)
        if actor is None:
            course.stopped = True
            return
        if move.act in (Act.WRITE, Act.PREPARE):
            await edit_appraisal_in(self.record, conn, actor, move.case.appraisal_id, course.version, move.written)
        else:
            command = Command(move.case.appraisal_id, ACTIONS[move.act], course.version, move.inputs)
            await advance_in(self.record, conn, actor, command)
        course.version += 1
        if move.act is Act.REVIEW:
            course.reviewer, course.post = actor.employee_id, actor.assignment_id
        elif move.act in (Act.RECALL, Act.SEND_BACK):
            course.reviewer = course.post = None

    def _actor(self, move: Move, course: _Course) -> Actor | None:
        case = move.case
        if move.act in _BY_ADMIN:
            return self.world.actor(self.admin_id, move.at, roles=(Role.AGENCY_ADMIN,)) if case.employee_id != self.admin_id else None
        line = self.world.line(case.assignment_id, day_in_zone(move.at, self.world.zone))
        if move.act in _BY_EMPLOYEE:
            if move.act is Act.SUBMIT and (line is None or line.appraiser_id is None):
                return None
            return self.world.actor(case.employee_id, move.at, assignment_id=case.assignment_id)
        if line is None:
            return None
        if move.act in _BY_APPROVER and line.route is ApprovalRoute.SUPERIOR:
            if line.approver_id is None or line.approver_id in (course.reviewer, case.employee_id):
                return None
            return self.world.actor(line.approver_id, move.at, assignment_id=line.approver_assignment_id)
        if move.act is Act.SEND_BACK:
            return None
        appraiser, post = (course.reviewer, course.post) if course.reviewer else (line.appraiser_id, line.appraiser_assignment_id)
        if appraiser is None:
            return None
        return self.world.actor(appraiser, move.at, assignment_id=post)
