"""Which fields of an appraisal a policy guards in its history: no change and no filter by field tells of them where they are hidden."""

from collections.abc import Mapping

from workflows.access import FieldPolicy

GUARDED: Mapping[FieldPolicy, tuple[str, ...]] = {
    FieldPolicy.RATING: ("behaviourRating", "feedback", "predicate", "recommendation", "resultRating"),
    FieldPolicy.SELF_APPRAISAL: ("realisations", "selfAppraisal"),
}
"""Equal to the policies that the appraisal's fields declare; a test holds them together."""


def policy_of(path: str) -> FieldPolicy:
    """Give the policy that guards a changed field of an appraisal, by its public path; a frozen copy is guarded like what it froze."""
    head = path.removeprefix("frozen.").partition(".")[0]
    return next((policy for policy, names in GUARDED.items() if head in names), FieldPolicy.OPEN)
