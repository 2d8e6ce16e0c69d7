"""The appraisal's guards: pure functions over facts that return a bool, and the reasons told when one doesn't hold.

Sources: the steps and contents are those of PermenPANRB 6/2022 as the domain page reads it; windows are the agency's settings.
"""

from collections.abc import Callable, Sequence

from models.limits import REASON_MIN_CHARS
from models.vocabulary import CycleState, FeedbackAbout, ReasonCode, Relation, Role
from workflows.definition import Guard
from workflows.facts import AppraisalFacts, FeedbackKey
from workflows.refusals import Reason, WhoCan

_ADMIN = (WhoCan(role=Role.AGENCY_ADMIN),)


def cycle_open(facts: AppraisalFacts) -> bool:
    """A closed or planned cycle allows no action."""
    return facts.cycle_state is CycleState.OPEN


def not_voided(facts: AppraisalFacts) -> bool:
    """A voided appraisal stays as it is."""
    return not facts.voided


def submission_begun(facts: AppraisalFacts) -> bool:
    """The submission window has begun."""
    return facts.today >= facts.submission_from


def submission_not_over(facts: AppraisalFacts) -> bool:
    """The submission window, a return's days or an extension still run."""
    return facts.today < facts.submission_end


def legal_status_allows(facts: AppraisalFacts) -> bool:
    """The employee's legal status is not one that the agency exempts."""
    return not facts.exempt


def has_main_result(facts: AppraisalFacts) -> bool:
    """The plan has at least one main result."""
    return any(result.main for result in facts.results)


def results_have_indicators(facts: AppraisalFacts) -> bool:
    """Each planned result has at least one indicator."""
    return all(result.indicators for result in facts.results)


def indicators_realised(facts: AppraisalFacts) -> bool:
    """Each indicator has a realisation."""
    return all(result.indicators <= result.realised for result in facts.results)


def self_appraised(facts: AppraisalFacts) -> bool:
    """The self-appraisal is written."""
    return facts.self_appraisal


def submission_over_or_exempt(facts: AppraisalFacts) -> bool:
    """Somebody may submit in the employee's absence only after the window, or by legal status."""
    return facts.today >= facts.submission_end or facts.exempt


def appraiser_known(facts: AppraisalFacts) -> bool:
    """Somebody stands in the line as appraiser today."""
    return facts.has_appraiser


def reason_given(facts: AppraisalFacts) -> bool:
    """A reason of real length is given."""
    return len((facts.inputs.reason or "").strip()) >= REASON_MIN_CHARS


def void_kind_given(facts: AppraisalFacts) -> bool:
    """The kind of voiding is given."""
    return facts.inputs.void_kind is not None


def results_rated(facts: AppraisalFacts) -> bool:
    """The rating of results is given or saved."""
    return (facts.inputs.result_rating or facts.result_rating) is not None


def behaviour_rated(facts: AppraisalFacts) -> bool:
    """The rating of behaviour is given or saved."""
    return (facts.inputs.behaviour_rating or facts.behaviour_rating) is not None


def overall_feedback_given(facts: AppraisalFacts) -> bool:
    """An overall feedback is given or saved; a given list of feedback replaces the saved one."""
    if facts.inputs.feedback is not None:
        return bool(facts.inputs.feedback.get(FeedbackKey(FeedbackAbout.OVERALL), "").strip())
    return facts.overall_feedback


def changed_results_confirmed(facts: AppraisalFacts) -> bool:
    """Results that changed since the opening are confirmed by the appraiser."""
    return facts.inputs.confirm_results or not facts.results_changed


def _one(code: ReasonCode, path: str | None = None, who: tuple[WhoCan, ...] = ()) -> Callable[[AppraisalFacts], Sequence[Reason]]:
    return lambda facts: (Reason(code, path, who_can=who),)


def _reason_text(facts: AppraisalFacts) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if (facts.inputs.reason or "").strip() else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.reason", {"min": REASON_MIN_CHARS}),)


CYCLE_OPEN = Guard(cycle_open, _one(ReasonCode.CYCLE_NOT_OPEN, "cycle.state", _ADMIN))
NOT_VOIDED = Guard(not_voided, _one(ReasonCode.APPRAISAL_VOIDED, "voidedAt"))
SUBMISSION_BEGUN = Guard(
    submission_begun,
    lambda facts: (Reason(ReasonCode.WINDOW_NOT_OPEN, "cycle.submissionFrom", {"from": facts.submission_from.isoformat()}),),
)
SUBMISSION_NOT_OVER = Guard(
    submission_not_over,
    lambda facts: (Reason(ReasonCode.WINDOW_CLOSED, "cycle.submissionTo", {"until": facts.submission_end.isoformat()}, _ADMIN),),
)
LEGAL_STATUS_ALLOWS = Guard(
    legal_status_allows,
    lambda facts: (Reason(ReasonCode.LEGAL_STATUS, "employee.legalStatus", {"status": facts.legal_status.value}, _ADMIN),),
)
HAS_MAIN_RESULT = Guard(has_main_result, _one(ReasonCode.NO_MAIN_RESULT, "plan.results", (WhoCan(relation=Relation.EMPLOYEE),)))
RESULTS_HAVE_INDICATORS = Guard(
    results_have_indicators,
    lambda facts: tuple(
        Reason(ReasonCode.RESULT_WITHOUT_INDICATOR, f"plan.results.{result.lineage_id}.indicators")
        for result in facts.results
        if not result.indicators
    ),
)
INDICATORS_REALISED = Guard(
    indicators_realised,
    lambda facts: tuple(
        Reason(ReasonCode.REALISATION_MISSING, f"realisations.{indicator}")
        for result in facts.results
        for indicator in sorted(result.indicators - result.realised)
    ),
)
SELF_APPRAISED = Guard(self_appraised, _one(ReasonCode.SELF_APPRAISAL_MISSING, "selfAppraisal"))
SUBMISSION_OVER_OR_EXEMPT = Guard(
    submission_over_or_exempt,
    lambda facts: (Reason(ReasonCode.SUBMISSION_STILL_POSSIBLE, "cycle.submissionTo", {"until": facts.submission_end.isoformat()}),),
)
APPRAISER_KNOWN = Guard(appraiser_known, _one(ReasonCode.NO_APPRAISER, "appraiser", _ADMIN))
REASON_GIVEN = Guard(reason_given, _reason_text, of_input=True)
VOID_KIND_GIVEN = Guard(void_kind_given, _one(ReasonCode.VOID_KIND_REQUIRED, "input.kind"), of_input=True)
RESULTS_RATED = Guard(results_rated, _one(ReasonCode.RATING_MISSING, "input.resultRating"), of_input=True)
BEHAVIOUR_RATED = Guard(behaviour_rated, _one(ReasonCode.RATING_MISSING, "input.behaviourRating"), of_input=True)
OVERALL_FEEDBACK_GIVEN = Guard(overall_feedback_given, _one(ReasonCode.FEEDBACK_MISSING, "input.feedback"), of_input=True)
CHANGED_RESULTS_CONFIRMED = Guard(changed_results_confirmed, _one(ReasonCode.RESULTS_CHANGED, "input.confirmResults"), of_input=True)
