"""Who could fill a gap in a line, in the order in which one would ask, each with the reason.

First whoever counts in the leading posts on the way up, nearest first, acting officers included; then who appraised before, as long as they
are in service. Never the employee, never somebody whom the employee appraises, and as approver nobody who isn't above the appraiser.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models.database import Connection
from models.people import ReportingLine
from models.vocabulary import LineCandidate
from workflows.actor import Actor
from workflows.conditions import visible
from workflows.lines.chain import Chain, Chains
from workflows.lines.gaps import GAP, UNIT_OF_LINE
from workflows.lines.holding import LASTING, Holdings
from workflows.lines.judging import first_superior, highest_standing
from workflows.lines.loading import OUT_OF_SERVICE, load_structure
from workflows.lines.reach import Change
from workflows.lines.structure import Holder
from workflows.standing import TODAY


@dataclass(frozen=True, slots=True)
class Gap:
    """A line of today: of which assignment, whose, and who stands in it."""

    line_id: UUID
    assignment_id: UUID
    employee_id: UUID
    appraiser_id: UUID | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line that ``setLine`` would take; without an approver, the approver is found above the appraiser."""

    appraiser_id: UUID
    approver_id: UUID | None
    candidate: LineCandidate


_IN_SERVICE = (
    "EXISTS (SELECT 1 FROM assignment s WHERE s.agency_id = l.agency_id AND s.employee_id = l.appraiser_id AND s.recorded_to IS NULL"
    f" AND {TODAY.format(l='s')})"
    " AND NOT EXISTS (SELECT 1 FROM absence b WHERE b.agency_id = l.agency_id AND b.employee_id = l.appraiser_id AND b.recorded_to IS NULL"
    f" AND {TODAY.format(l='b')})"
    " AND NOT EXISTS (SELECT 1 FROM legal_status g WHERE g.agency_id = l.agency_id AND g.employee_id = l.appraiser_id"
    f" AND g.recorded_to IS NULL AND g.status IN :out AND {TODAY.format(l='g')})"
    # Nobody whom the employee appraises or approves: that would stand them below their own subordinate.
    " AND NOT EXISTS (SELECT 1 FROM reporting_line u WHERE u.agency_id = l.agency_id AND u.employee_id = l.appraiser_id"
    f" AND (u.appraiser_id = l.employee_id OR u.approver_id = l.employee_id) AND {TODAY.format(l='u')})"
)
_BEFORE = (
    "SELECT l.assignment_id, l.appraiser_id FROM reporting_line l WHERE l.agency_id = :agency AND l.assignment_id IN :ids"
    f" AND l.valid_to <= :acc_today AND l.appraiser_id IS NOT NULL AND {_IN_SERVICE} ORDER BY l.valid_from DESC"
)
_NAMED = (
    "SELECT l.assignment_id, l.appraiser_id FROM (SELECT h.agency_id, h.assignment_id, h.appraiser_id, h.valid_from, s.employee_id"
    " FROM hand_set_line h JOIN assignment s ON s.agency_id = h.agency_id AND s.id = h.assignment_id"
    " WHERE h.agency_id = :agency AND h.assignment_id IN :ids) l"
    f" WHERE {_IN_SERVICE} ORDER BY l.valid_from DESC"
)


async def gaps_of_unit(conn: Connection, actor: Actor, unit_id: UUID, most: int) -> list[Gap]:
    """Give the gaps of a unit and what stands under it that the actor may see, at most ``most``; one statement."""
    condition = visible(actor, ReportingLine, "t")
    rows = await conn.fetch(
        f"SELECT t.id, t.assignment_id, t.employee_id, t.appraiser_id FROM reporting_line t WHERE {condition.sql}"
        f" AND {GAP.format(a='t')} AND {UNIT_OF_LINE.format(a='t')} IN (SELECT c.descendant_id FROM unit_closure c"
        f" WHERE c.agency_id = :acc_agency AND c.ancestor_id = :unit AND {TODAY.format(l='c')}) ORDER BY t.id LIMIT :most",
        {**condition.params, "unit": unit_id, "most": most},
    )
    names = {"line_id": "id", "assignment_id": "assignment_id", "employee_id": "employee_id", "appraiser_id": "appraiser_id"}
    return [Gap(**{name: conn.decode(ReportingLine, column, row[column]) for name, column in names.items()}) for row in rows]


async def suggest(conn: Connection, actor: Actor, gaps: Sequence[Gap]) -> dict[UUID, list[Suggestion]]:
    """Give the suggestions for lines, by line, the first to ask first; a fixed number of statements."""
    if not gaps:
        return {}
    ids = frozenset(gap.assignment_id for gap in gaps)
    structure = (await load_structure(conn, actor.agency_id, Change(assignments=ids))).structure
    params = {"agency": actor.agency_id, "ids": list(ids), "acc_today": actor.today, "out": list(OUT_OF_SERVICE)}
    earlier: dict[UUID, list[tuple[LineCandidate, UUID]]] = defaultdict(list)
    for candidate, sql in ((LineCandidate.PREVIOUS_APPRAISER, _BEFORE), (LineCandidate.NAMED_BEFORE, _NAMED)):
        for row in await conn.fetch(sql, params):
            person = conn.decode(ReportingLine, "appraiser_id", row["appraiser_id"])
            earlier[conn.decode(ReportingLine, "assignment_id", row["assignment_id"])].append((candidate, person))
    chains = Chains(structure, Holdings(structure))
    posts = {one.assignment_id: one for one in structure.holders}
    found = {}
    for gap in gaps:
        post = posts.get(gap.assignment_id)
        chain = None if post is None else chains.of(chains.unit_of(post.position_id)).on(actor.today)
        found[gap.line_id] = [] if post is None or chain is None else _for(gap, post, chain, earlier[gap.assignment_id])
    return found


def _for(gap: Gap, post: Holder, chain: Chain, earlier: Sequence[tuple[LineCandidate, UUID]]) -> list[Suggestion]:
    start = first_superior(chain, gap.employee_id, post.position_id)
    if gap.appraiser_id is None:
        named = dict.fromkeys((gap.employee_id,))
        candidates = [*_leading(chain, start), *earlier]
    else:
        named = dict.fromkeys((gap.employee_id, gap.appraiser_id))
        candidates = list(_leading(chain, max(start, highest_standing(chain, gap.appraiser_id) + 1)))
    suggestions = []
    for candidate, person in candidates:
        if person not in named:
            named[person] = None
            lacking = gap.appraiser_id is None
            suggestions.append(Suggestion(person if lacking else gap.appraiser_id or person, None if lacking else person, candidate))
    return suggestions


def _leading(chain: Chain, start: int) -> list[tuple[LineCandidate, UUID]]:
    found = []
    for index, level in enumerate(chain.levels):
        counting = None if level.holding is None else level.holding.counting
        if index >= start and counting is not None:
            lasting = LineCandidate.UNIT_LEADER if index == 0 else LineCandidate.SUPERIOR_UNIT_LEADER
            found.append((lasting if counting.kind in LASTING else LineCandidate.ACTING_OFFICER, counting.employee_id))
    return found
