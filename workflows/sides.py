"""From where one employee speaks to another on a day: from above, as leader of a unit, from below, or beside."""

from uuid import UUID

from models.database import Connection
from models.vocabulary import FeedbackSide
from workflows.access import Actor
from workflows.standing import TODAY

_SUPERIOR = (
    "EXISTS (SELECT 1 FROM reporting_line l WHERE l.agency_id = :agency AND l.employee_id = :{below}"
    f" AND (l.appraiser_id = :{{above}} OR l.approver_id = :{{above}}) AND {TODAY.format(l='l')})"
)
_LEADER = (
    "EXISTS (SELECT 1 FROM assignment o JOIN position q ON q.agency_id = o.agency_id AND q.id = o.position_id"
    " JOIN unit_closure c ON c.agency_id = q.agency_id AND c.descendant_id = q.unit_id"
    " JOIN unit_leadership d ON d.agency_id = c.agency_id AND d.unit_id = c.ancestor_id AND d.position_id <> q.id"
    " JOIN assignment s ON s.agency_id = d.agency_id AND s.position_id = d.position_id"
    " WHERE o.agency_id = :agency AND o.employee_id = :{below} AND s.employee_id = :{above}"
    f" AND o.recorded_to IS NULL AND s.recorded_to IS NULL AND {TODAY.format(l='o')} AND {TODAY.format(l='c')} AND {TODAY.format(l='d')}"
    f" AND {TODAY.format(l='s')})"
)
_HOLDS = (
    "EXISTS (SELECT 1 FROM assignment s WHERE s.agency_id = :agency AND s.employee_id = :{who} AND s.recorded_to IS NULL"
    f" AND {TODAY.format(l='s')})"
)


def _flag(condition: str, name: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END AS {name}"


_UP, _DOWN = {"above": "speaker", "below": "listener"}, {"above": "listener", "below": "speaker"}
_SQL = "SELECT " + ", ".join(
    (
        _flag(_SUPERIOR.format(**_UP), "superior"),
        _flag(_LEADER.format(**_UP), "leader"),
        _flag(f"{_SUPERIOR.format(**_DOWN)} OR {_LEADER.format(**_DOWN)}", "subordinate"),
        _flag(_HOLDS.format(who="speaker"), "speaker_here"),
        _flag(_HOLDS.format(who="listener"), "listener_here"),
    )
)


async def side_of(conn: Connection, actor: Actor, speaker: UUID, listener: UUID) -> tuple[FeedbackSide | None, bool]:
    """Tell from where ``speaker`` speaks to ``listener`` today, None for who holds no post, and whether the listener holds one.

    Whoever appraises or approves is a superior; whoever leads a unit in which the listener holds a post, or one above it, a team leader.
    """
    [row] = await conn.fetch(_SQL, {"agency": actor.agency_id, "speaker": speaker, "listener": listener, "acc_today": actor.today})
    here = bool(row["listener_here"])
    if row["superior"]:
        return FeedbackSide.SUPERIOR, here
    if row["leader"]:
        return FeedbackSide.TEAM_LEADER, here
    if row["subordinate"]:
        return FeedbackSide.SUBORDINATE, here
    return (FeedbackSide.PEER if row["speaker_here"] else None), here
