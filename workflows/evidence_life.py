"""The table of evidence: who may remove what is attached, and while what.

Attaching creates it (``actions.evidence``) and is no move. Its employee attaches and removes as long as they may edit what it belongs to;
afterwards others rest on it, and an agency admin alone takes away what must not be kept, never their own. What is removed leaves a
tombstone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.limits import REASON_MIN_CHARS
from models.vocabulary import EvidenceAction, EvidenceState, ReasonCode, Relation, Role
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason


@dataclass(frozen=True, slots=True)
class EvidenceInputs:
    """What an action on evidence is given."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """Facts about a piece of evidence: everything that keeps its employee from editing what it belongs to."""

    shut: tuple[Reason, ...] = ()
    inputs: EvidenceInputs = field(default_factory=EvidenceInputs)


def subject_may_be_edited(facts: EvidenceFacts) -> bool:
    """Its employee may still edit what it belongs to."""
    return not facts.shut


def reason_given(facts: EvidenceFacts) -> bool:
    """A reason of real length is given."""
    return len((facts.inputs.reason or "").strip()) >= REASON_MIN_CHARS


def _shut(facts: EvidenceFacts) -> Sequence[Reason]:
    return facts.shut


def _reason_text(facts: EvidenceFacts) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if (facts.inputs.reason or "").strip() else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.reason", {"min": REASON_MIN_CHARS}),)


_EXPLAINED = Guard(reason_given, _reason_text, of_input=True)
_REASON = (Input("reason", "String", required=True, min_length=REASON_MIN_CHARS),)

EVIDENCE: Workflow[EvidenceFacts] = Workflow(
    name="evidence",
    states=tuple(EvidenceState),
    initial=EvidenceState.ATTACHED,
    final=frozenset({EvidenceState.REMOVED}),
    protected=frozenset(),
    probe=EvidenceFacts(),
    steps=(
        Step(
            EvidenceAction.REMOVE,
            EvidenceState.ATTACHED,
            EvidenceState.REMOVED,
            Relation.EMPLOYEE,
            (Guard(subject_may_be_edited, _shut), _EXPLAINED),
            _REASON,
        ),
        Step(EvidenceAction.REMOVE, EvidenceState.ATTACHED, EvidenceState.REMOVED, Role.AGENCY_ADMIN, (_EXPLAINED,), _REASON, not_own=True),
    ),
)
"""The table of evidence."""
