"""Words of the plan's own life: its states, what moves it, its annexes."""

from models.vocabulary.word import Word


class PlanState(Word):
    """Where a plan stands. RECORDED was imported or entered without an agreement here, and never claims one."""

    RECORDED = "RECORDED"
    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"


class PlanAction(Word):
    """What moves a plan."""

    PROPOSE_PLAN = "PROPOSE_PLAN"
    WITHDRAW_PLAN = "WITHDRAW_PLAN"
    RETURN_PLAN = "RETURN_PLAN"
    AGREE_PLAN = "AGREE_PLAN"
    AMEND_PLAN = "AMEND_PLAN"


class SupportKind(Word):
    """How a result supports a leader's: its part of it directly, or something that the leader's result needs."""

    DIRECT = "DIRECT"
    INDIRECT = "INDIRECT"


class DifferenceKind(Word):
    """How something differs between two revisions of a plan."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


class AnnexKind(Word):
    """The three annexes of a plan (PermenPANRB 6/2022): what it needs, how it is accounted for, what follows from it."""

    RESOURCE_SUPPORT = "RESOURCE_SUPPORT"
    ACCOUNTABILITY = "ACCOUNTABILITY"
    CONSEQUENCE = "CONSEQUENCE"


class TargetOutcome(Word):
    """What a figure makes of a target: NOT_JUDGED where either has no single figure, or the target doesn't say which way is better."""

    REACHED = "REACHED"
    MISSED = "MISSED"
    NOT_JUDGED = "NOT_JUDGED"
