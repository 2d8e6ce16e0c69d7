"""What the appraisal's guards know: facts loaded once per command, with the command's inputs laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from models.vocabulary import AppraisalState, ApprovalRoute, BehaviourValue, CycleState, FeedbackAbout, LegalStatusKind, Rating, VoidKind


@dataclass(frozen=True, slots=True)
class FeedbackKey:
    """What a piece of feedback is about: overall, a result or an indicator by lineage, or a behaviour value."""

    about: FeedbackAbout
    lineage_id: UUID | None = None
    value: BehaviourValue | None = None


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A planned result as guards see it: its indicators by lineage, and which of them have a realisation."""

    lineage_id: UUID
    main: bool
    indicators: frozenset[UUID]
    realised: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a command gives beside the subject and the version; None is "not given"."""

    reason: str | None = None
    void_kind: VoidKind | None = None
    result_rating: Rating | None = None
    behaviour_rating: Rating | None = None
    recommendation: str | None = None
    feedback: Mapping[FeedbackKey, str] | None = None
    confirm_results: bool = False


@dataclass(frozen=True, slots=True)
class AppraisalFacts:
    """Facts about one appraisal on one day; days are the agency's, ends are exclusive, absent ends mean no such window.

    ``supported`` is whether the actor knows of feedback to the employee, or coaching, in the period.
    """

    state: AppraisalState
    voided: bool
    cycle_state: CycleState
    today: date
    submission_from: date
    submission_to: date
    decision_to: date
    route: ApprovalRoute
    legal_status: LegalStatusKind = LegalStatusKind.ACTIVE
    exempt_statuses: frozenset[LegalStatusKind] = frozenset()
    resubmit_to: date | None = None
    submission_extended_to: date | None = None
    decision_extended_to: date | None = None
    results: tuple[ResultFacts, ...] = ()
    self_appraisal: bool = False
    result_rating: Rating | None = None
    behaviour_rating: Rating | None = None
    overall_feedback: bool = False
    supported: bool = True
    results_changed: bool = False
    has_appraiser: bool = True
    has_approver: bool = True
    inputs: Inputs = field(default_factory=Inputs)

    @property
    def submission_end(self) -> date:
        """The first day on which the employee can't submit any more."""
        return max(day for day in (self.submission_to, self.resubmit_to, self.submission_extended_to) if day is not None)

    @property
    def decision_end(self) -> date:
        """The first day on which a decision is late."""
        return max(day for day in (self.decision_to, self.decision_extended_to) if day is not None)

    @property
    def exempt(self) -> bool:
        """Whether the agency exempts the employee's legal status from appraisal."""
        return self.legal_status in self.exempt_statuses
