"""How feedback, requests and coaching sessions are loaded, and what each action writes; the rules stand in ``workflows.dialogue``."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from models import limits
from models.database import Connection
from models.dialogue import CoachingAgreement, CoachingSession, FeedbackNote, FeedbackRequest
from models.vocabulary import AgreementOutcome, CoachingAction, FeedbackNoteAction, SubjectType
from workflows.access import Actor, Granted
from workflows.actions.plain_record import PlainRecord
from workflows.changes import told
from workflows.definition import Step
from workflows.dialogue import COACHING, FEEDBACK_NOTE, FEEDBACK_REQUEST, DialogueFacts, DialogueInputs
from workflows.engine import Effect, Loaded
from workflows.events import Change
from workflows.texts import Checked


class DialogueRecord(PlainRecord[DialogueFacts, DialogueInputs]):
    """What the three kinds share: one row with an employee whom it concerns and an author, and no facts beside the row."""

    text_chars: ClassVar[int] = limits.TEXT_CHARS

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, DialogueFacts]:
        """Give no more than the row: nothing else is asked."""
        return {one.id: DialogueFacts() for one in loaded}

    def checked(self, inputs: DialogueInputs) -> DialogueInputs:
        """Clean the texts and check their limits; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", limits.REASON_CHARS)
        text = checked.text(inputs.text, "input.text", self.text_chars)
        checked.done()
        return replace(inputs, reason=reason, text=text)

    def with_inputs(self, facts: DialogueFacts, inputs: DialogueInputs) -> DialogueFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)


class FeedbackNoteRecord(DialogueRecord):
    """A feedback as the engine's ``Record``."""

    workflow = FEEDBACK_NOTE
    model = FeedbackNote
    subject_type = SubjectType.FEEDBACK_NOTE

    def effect(self, step: Step[DialogueFacts], loaded: Loaded, facts: DialogueFacts, inputs: DialogueInputs, actor: Actor) -> Effect:
        """Keep when it was acknowledged first, and the answer."""
        columns: dict[str, object] = {"acknowledged_at": loaded.row["acknowledged_at"] or actor.now}
        if step.action is FeedbackNoteAction.ANSWER:
            columns["answer"] = inputs.text
        return Effect(columns)


class FeedbackRequestRecord(DialogueRecord):
    """A request for feedback as the engine's ``Record``."""

    workflow = FEEDBACK_REQUEST
    model = FeedbackRequest
    subject_type = SubjectType.FEEDBACK_REQUEST


class CoachingRecord(DialogueRecord):
    """A coaching session as the engine's ``Record``."""

    workflow = COACHING
    model = CoachingSession
    subject_type = SubjectType.COACHING_SESSION

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, DialogueFacts]:
        """Load which agreements of all sessions are open, and which are settled; one statement."""
        rows = (
            await conn.fetch(
                "SELECT g.session_id, g.id, g.outcome FROM coaching_agreement g WHERE g.agency_id = :agency AND g.session_id IN :ids",
                {"agency": actor.agency_id, "ids": [one.id for one in loaded]},
            )
            if loaded
            else []
        )
        left: dict[UUID, set[UUID]] = {one.id: set() for one in loaded}
        settled: dict[UUID, set[UUID]] = {one.id: set() for one in loaded}
        for raw in rows:
            session = conn.decode(CoachingAgreement, "session_id", raw["session_id"])
            kept = left if raw["outcome"] == AgreementOutcome.OPEN.value else settled
            kept[session].add(conn.decode(CoachingAgreement, "id", raw["id"]))
        return {key: DialogueFacts(frozenset(left[key]), frozenset(settled[key])) for key in left}

    def effect(self, step: Step[DialogueFacts], loaded: Loaded, facts: DialogueFacts, inputs: DialogueInputs, actor: Actor) -> Effect:
        """Keep what the employee adds in confirming."""
        return Effect({"employee_view": inputs.text} if step.action is CoachingAction.CONFIRM else {})

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[DialogueFacts], inputs: DialogueInputs, facts: DialogueFacts
    ) -> tuple[Change, ...]:
        """Settle the named agreement, and tell what became of it."""
        if step.action is not CoachingAction.FOLLOW_UP or inputs.outcome is None:
            return ()
        await conn.execute(
            "UPDATE coaching_agreement SET outcome = :outcome, outcome_note = :note, settled_at = :now"
            " WHERE agency_id = :agency AND session_id = :session AND id = :id AND outcome = :open",
            {
                "outcome": inputs.outcome,
                "note": inputs.text,
                "now": granted.actor.now,
                "agency": granted.row.row["agency_id"],
                "session": granted.row.id,
                "id": inputs.agreement_id,
                "open": AgreementOutcome.OPEN,
            },
        )
        path = f"agreements.{inputs.agreement_id}"
        note = "outcome_note"
        changes = [
            Change(f"{path}.outcome", AgreementOutcome.OPEN.value, inputs.outcome.value),
            Change(f"{path}.settledAt", None, granted.actor.now),
        ]
        if inputs.text is not None:
            changes.append(Change(f"{path}.outcomeNote", told(CoachingAgreement, note, None), told(CoachingAgreement, note, inputs.text)))
        return tuple(changes)
