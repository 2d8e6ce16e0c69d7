"""Whether somebody was spoken to in a period, as far as the actor may know: feedback received, or coaching."""

from models.base import AgencyRow
from models.dialogue import CoachingSession, FeedbackNote
from workflows.access import Actor, visible

_SPOKEN: tuple[tuple[type[AgencyRow], str], ...] = ((FeedbackNote, "given_on"), (CoachingSession, "held_on"))


def supported(actor: Actor, appraisal: str, cycle: str) -> str:
    """Give an SQL expression, 1 or 0: whether the employee of ``appraisal`` got feedback or coaching in the period of ``cycle``.

    Only what the actor may read counts: what is hidden from them can't be told by the absence of a warning. Its parameters are those of
    every condition of the actor's.
    """
    terms = (
        f"EXISTS (SELECT 1 FROM {model._meta.db_table} w_s WHERE w_s.agency_id = {appraisal}.agency_id"
        f" AND w_s.employee_id = {appraisal}.employee_id AND w_s.{day} >= {cycle}.starts_on AND w_s.{day} < {cycle}.ends_on"
        f" AND {visible(actor, model, 'w_s').sql})"
        for model, day in _SPOKEN
    )
    return f"CASE WHEN {' OR '.join(terms)} THEN 1 ELSE 0 END"
