"""The table of the line proposal: who says that somebody else should appraise, and who decides.

The employee or a superior proposes (``actions.line_proposals``); an agency admin or the proposed appraiser decides, never whoever proposed
it and never the employee (design section 3: nobody decides their own line). The proposed appraiser accepts alone only where they lead the
employee's unit or one above it, and where no approver is named: two friends must not become each other's law. An admin whom a proposal
names doesn't accept it by that role. What has become pointless can be rejected or withdrawn only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.limits import REASON_MIN_CHARS
from models.vocabulary import EventAction, LineProposalAction, LineProposalState, ReasonCode, Relation, Role
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason, WhoCan


@dataclass(frozen=True, slots=True)
class LineProposalInputs:
    """What a proposal's action is given."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LineProposalFacts:
    """Facts about a proposal, on the first day from today on for which it speaks.

    ``needed``: the assignment is held then, or an undecided appraisal stands on it · ``so_already``: the line says from then on what is
    proposed · ``later_line``: a line set by hand begins within its days and would be cut off · ``appraiser_leads``: the proposed
    appraiser leads the employee's unit or one above it, from another post than the employee's.
    """

    today: date
    valid_to: date | None = None
    needed: bool = True
    appraiser_here: bool = True
    approver_here: bool = True
    so_already: bool = False
    later_line: bool = False
    approver_named: bool = False
    appraiser_leads: bool = True
    inputs: LineProposalInputs = field(default_factory=LineProposalInputs)


def period_not_over(facts: LineProposalFacts) -> bool:
    """The days for which it was proposed are not all over."""
    return facts.valid_to is None or facts.today < facts.valid_to


def assignment_needs_a_line(facts: LineProposalFacts) -> bool:
    """Somebody holds the assignment, or is still to be appraised for it."""
    return facts.needed


def proposed_people_are_here(facts: LineProposalFacts) -> bool:
    """The proposed appraiser and approver hold a post and are in service."""
    return facts.appraiser_here and facts.approver_here


def line_differs(facts: LineProposalFacts) -> bool:
    """The line doesn't say already what is proposed."""
    return not facts.so_already


def no_later_line(facts: LineProposalFacts) -> bool:
    """No line set by hand begins within the proposed days."""
    return not facts.later_line


def no_approver_named(facts: LineProposalFacts) -> bool:
    """No approver is proposed: whoever appraises doesn't choose who approves."""
    return not facts.approver_named


def appraiser_leads_above(facts: LineProposalFacts) -> bool:
    """The proposed appraiser leads the employee's unit or one above it."""
    return facts.appraiser_leads


def reason_given(facts: LineProposalFacts) -> bool:
    """A reason of real length is given."""
    return len((facts.inputs.reason or "").strip()) >= REASON_MIN_CHARS


def _one(code: ReasonCode, path: str) -> Callable[[LineProposalFacts], Sequence[Reason]]:
    return lambda facts: (Reason(code, path),)


def _admin(code: ReasonCode, path: str) -> Callable[[LineProposalFacts], Sequence[Reason]]:
    return lambda facts: (Reason(code, path, who_can=(WhoCan(role=Role.AGENCY_ADMIN),)),)


def _left(facts: LineProposalFacts) -> Sequence[Reason]:
    here = {"appraiser": facts.appraiser_here, "approver": facts.approver_here}
    return tuple(Reason(ReasonCode.PERSON_LEFT, path) for path, one in here.items() if not one)


def _reason_text(facts: LineProposalFacts) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if (facts.inputs.reason or "").strip() else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.reason", {"min": REASON_MIN_CHARS}),)


NOT_POINTLESS = (
    Guard(period_not_over, _one(ReasonCode.PERIOD_OVER, "validTo")),
    Guard(assignment_needs_a_line, _one(ReasonCode.ASSIGNMENT_ENDED, "assignment")),
    Guard(proposed_people_are_here, _left),
    Guard(line_differs, _one(ReasonCode.LINE_ALREADY_SO, "appraiser")),
    Guard(no_later_line, _one(ReasonCode.LATER_LINE, "validFrom")),
)
"""What holds when a line is proposed and when it is accepted."""

PROPOSED_APPRAISER = "PROPOSED_APPRAISER"
"""How sentences name the appraiser whom a proposal names, who is somebody else than who appraises today."""

_PROPOSED = LineProposalState.PROPOSED
ALONE = (
    Guard(no_approver_named, _admin(ReasonCode.APPROVER_NEEDS_ADMIN, "approver")),
    Guard(appraiser_leads_above, _admin(ReasonCode.APPRAISER_NOT_ABOVE, "appraiser")),
)
"""What holds besides where the proposed appraiser accepts without an admin."""

_EXPLAINED = Guard(reason_given, _reason_text, of_input=True)
_BEGUN = EventAction.PROPOSE

LINE_PROPOSAL: Workflow[LineProposalFacts] = Workflow(
    name="line_proposal",
    states=tuple(LineProposalState),
    initial=_PROPOSED,
    final=frozenset({LineProposalState.ACCEPTED, LineProposalState.REJECTED, LineProposalState.WITHDRAWN}),
    protected=frozenset({LineProposalState.ACCEPTED}),
    probe=LineProposalFacts(date(2026, 1, 1)),
    begun_by=_BEGUN,
    titles={Relation.APPRAISER: PROPOSED_APPRAISER},
    steps=(
        *(
            Step(
                LineProposalAction.ACCEPT,
                _PROPOSED,
                LineProposalState.ACCEPTED,
                who,
                guards,
                (Input("reason", "String", required=False),),
                not_own=True,
                apart_from=(_BEGUN,),
                not_for=not_for,
            )
            for who, guards, not_for in (
                (Relation.APPRAISER, (*ALONE, *NOT_POINTLESS), ()),
                (Role.AGENCY_ADMIN, NOT_POINTLESS, (Relation.APPRAISER, Relation.APPROVER)),
            )
        ),
        *(
            Step(
                LineProposalAction.REJECT,
                _PROPOSED,
                LineProposalState.REJECTED,
                who,
                (_EXPLAINED,),
                (Input("reason", "String", required=True, min_length=REASON_MIN_CHARS),),
                not_own=True,
                apart_from=(_BEGUN,),
            )
            for who in (Relation.APPRAISER, Role.AGENCY_ADMIN)
        ),
        Step(LineProposalAction.WITHDRAW, _PROPOSED, LineProposalState.WITHDRAWN, Relation.PROPOSER),
    ),
)
"""The proposal's table; proposing creates it and is no move."""
