"""THE TABLE of the appraisal, and the matrix that makes a predicate of two ratings.

Everything that knows how an appraisal moves is derived from ``APPRAISAL``: the machine, ``availableActions``, the README's diagram, the
database's guards, the refusals and the docs.
"""

from collections.abc import Mapping
from datetime import date

from models.limits import REASON_MIN_CHARS
from models.vocabulary import (
    AppraisalAction,
    AppraisalState,
    ApprovalRoute,
    CycleState,
    Predicate,
    Rating,
    Relation,
    Role,
)
from workflows.definition import Input, Step, Workflow
from workflows.facts import AppraisalFacts
from workflows.guards import (
    APPRAISER_KNOWN,
    BEHAVIOUR_RATED,
    CHANGED_RESULTS_CONFIRMED,
    CYCLE_OPEN,
    HAS_MAIN_RESULT,
    INDICATORS_REALISED,
    LEGAL_STATUS_ALLOWS,
    NOT_VOIDED,
    OVERALL_FEEDBACK_GIVEN,
    REASON_GIVEN,
    RESULTS_HAVE_INDICATORS,
    RESULTS_RATED,
    SELF_APPRAISED,
    SUBMISSION_BEGUN,
    SUBMISSION_NOT_OVER,
    SUBMISSION_OVER_OR_EXEMPT,
    VOID_KIND_GIVEN,
)

_ALWAYS = (CYCLE_OPEN, NOT_VOIDED)
_REASON = Input("reason", "String", required=True, min_length=REASON_MIN_CHARS)

APPRAISAL: Workflow[AppraisalFacts] = Workflow(
    name="appraisal",
    states=tuple(AppraisalState),
    initial=AppraisalState.DRAFT,
    final=frozenset({AppraisalState.APPROVED}),
    protected=frozenset({AppraisalState.APPROVED}),
    probe=AppraisalFacts(
        state=AppraisalState.DRAFT,
        voided=False,
        cycle_state=CycleState.OPEN,
        today=date(2026, 1, 1),
        submission_from=date(2026, 1, 1),
        submission_to=date(2026, 1, 6),
        decision_to=date(2026, 1, 11),
        route=ApprovalRoute.SUPERIOR,
    ),
    steps=(
        Step(
            AppraisalAction.SUBMIT,
            AppraisalState.DRAFT,
            AppraisalState.SUBMITTED,
            Relation.EMPLOYEE,
            (
                *_ALWAYS,
                LEGAL_STATUS_ALLOWS,
                SUBMISSION_BEGUN,
                SUBMISSION_NOT_OVER,
                APPRAISER_KNOWN,
                HAS_MAIN_RESULT,
                RESULTS_HAVE_INDICATORS,
                INDICATORS_REALISED,
                SELF_APPRAISED,
            ),
        ),
        Step(
            AppraisalAction.SUBMIT_IN_ABSENCE,
            AppraisalState.DRAFT,
            AppraisalState.SUBMITTED,
            Role.AGENCY_ADMIN,
            (*_ALWAYS, SUBMISSION_OVER_OR_EXEMPT, APPRAISER_KNOWN, HAS_MAIN_RESULT, RESULTS_HAVE_INDICATORS, REASON_GIVEN),
            (_REASON,),
            not_own=True,
        ),
        Step(
            AppraisalAction.WITHDRAW,
            AppraisalState.SUBMITTED,
            AppraisalState.DRAFT,
            Relation.EMPLOYEE,
            # Only while submitting is possible: who withdrew and can't submit again would have nothing to be appraised on.
            (*_ALWAYS, LEGAL_STATUS_ALLOWS, SUBMISSION_BEGUN, SUBMISSION_NOT_OVER),
        ),
        Step(
            AppraisalAction.RETURN,
            AppraisalState.SUBMITTED,
            AppraisalState.DRAFT,
            Relation.APPRAISER,
            (*_ALWAYS, REASON_GIVEN),
            (_REASON,),
            not_own=True,
        ),
        Step(
            AppraisalAction.RETURN,
            AppraisalState.REVIEWED,
            AppraisalState.SUBMITTED,
            Relation.APPROVER,
            (*_ALWAYS, REASON_GIVEN),
            (_REASON,),
            routes=frozenset({ApprovalRoute.SUPERIOR}),
            not_own=True,
            apart_from=(AppraisalAction.REVIEW, AppraisalAction.SUBMIT_IN_ABSENCE),
        ),
        Step(
            AppraisalAction.REVIEW,
            AppraisalState.SUBMITTED,
            AppraisalState.REVIEWED,
            Relation.APPRAISER,
            (*_ALWAYS, RESULTS_RATED, BEHAVIOUR_RATED, OVERALL_FEEDBACK_GIVEN, CHANGED_RESULTS_CONFIRMED),
            (
                Input("resultRating", "Rating", required=True),
                Input("behaviourRating", "Rating", required=True),
                Input("feedback", "[FeedbackInput!]", required=True),
                Input("recommendation", "String", required=False),
                Input("confirmResults", "Boolean", required=True),
            ),
            not_own=True,
            apart_from=(AppraisalAction.SUBMIT_IN_ABSENCE,),
        ),
        Step(
            AppraisalAction.RECALL,
            AppraisalState.REVIEWED,
            AppraisalState.SUBMITTED,
            Relation.APPRAISER,
            (*_ALWAYS, REASON_GIVEN),
            (_REASON,),
            not_own=True,
        ),
        Step(
            AppraisalAction.APPROVE,
            AppraisalState.REVIEWED,
            AppraisalState.APPROVED,
            Relation.APPROVER,
            _ALWAYS,
            routes=frozenset({ApprovalRoute.SUPERIOR}),
            not_own=True,
            apart_from=(AppraisalAction.REVIEW, AppraisalAction.SUBMIT_IN_ABSENCE),
        ),
        Step(
            AppraisalAction.APPROVE,
            AppraisalState.REVIEWED,
            AppraisalState.APPROVED,
            Relation.APPRAISER,
            _ALWAYS,
            routes=frozenset({ApprovalRoute.APPRAISER, ApprovalRoute.SOLE_AUTHORITY}),
            not_own=True,
            apart_from=(AppraisalAction.SUBMIT_IN_ABSENCE,),
        ),
        *(
            Step(
                AppraisalAction.VOID,
                state,
                state,
                Role.AGENCY_ADMIN,
                (*_ALWAYS, REASON_GIVEN, VOID_KIND_GIVEN),
                (_REASON, Input("kind", "VoidKind", required=True)),
                not_own=True,
            )
            for state in (AppraisalState.DRAFT, AppraisalState.SUBMITTED)
        ),
    ),
)
"""The appraisal's table: each row with who, between which states, on which routes, under which guards."""

MATRIX: Mapping[tuple[Rating, Rating], Predicate] = {
    (Rating.ABOVE, Rating.ABOVE): Predicate.VERY_GOOD,
    (Rating.ABOVE, Rating.MEETS): Predicate.GOOD,
    (Rating.ABOVE, Rating.BELOW): Predicate.POOR,
    (Rating.MEETS, Rating.ABOVE): Predicate.GOOD,
    (Rating.MEETS, Rating.MEETS): Predicate.GOOD,
    (Rating.MEETS, Rating.BELOW): Predicate.POOR,
    (Rating.BELOW, Rating.ABOVE): Predicate.NEEDS_IMPROVEMENT,
    (Rating.BELOW, Rating.MEETS): Predicate.NEEDS_IMPROVEMENT,
    (Rating.BELOW, Rating.BELOW): Predicate.VERY_POOR,
}
"""The predicate by (rating of results, rating of behaviour): the quadrant of PermenPANRB 6/2022, domain page section 4."""


def predicate(results: Rating, behaviour: Rating) -> Predicate:
    """Give the predicate that the matrix assigns to the two ratings."""
    return MATRIX[results, behaviour]
