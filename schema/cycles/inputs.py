"""The inputs of the commands on cycles."""

from datetime import date

import strawberry

from models import limits
from models.vocabulary import CycleKind, EmploymentType, ExtensionKind, ExtensionScope, PositionKind
from schema.commands import Keyed, Transition, given, optional_field, optional_reason, optional_subject, reason_field, subject
from workflows.actions.cycles import CLOSING_DAYS, CycleDraft, ExtensionDraft, Population


def _after(index: int) -> str:
    return ", ".join(f"{days[index]} for `{kind.value}`" for kind, days in CLOSING_DAYS.items())


@strawberry.input(description="Whom a cycle takes in. A list that is empty or left out takes all.")
class PopulationInput:
    """Whom a cycle takes in."""

    units: list[strawberry.ID] | None = optional_field("Units (`unt_…`) with what stands under them.")
    position_kinds: list[PositionKind] | None = optional_field("Kinds of position.")
    employment_types: list[EmploymentType] | None = optional_field(
        "Types of employment; left out: civil servants (PNS, PPPK, PPPK_PART_TIME)."
    )


@strawberry.input(description="Plans a cycle. All ends are exclusive: the day after the last.")
class PlanCycleInput(Keyed):
    """The input of ``planCycle``."""

    name: str = strawberry.field(description=f"The cycle's name, at most {limits.NAME_CHARS} characters.")
    kind: CycleKind = strawberry.field(description="The length of the period.")
    starts_on: date = strawberry.field(description="The first day of the period.")
    ends_on: date = strawberry.field(description="The day after the last of the period.")
    submission_from: date | None = optional_field("The first day on which employees may submit; left out: the day after the period.")
    submission_to: date | None = optional_field(
        f"The day after the last on which employees may submit; left out, in days after the period: {_after(0)}."
    )
    decision_to: date | None = optional_field(
        f"The day after the last on which a decision is in time; left out, in days after the period: {_after(1)}."
    )
    population: PopulationInput | None = optional_field("Whom it takes in; left out: all civil servants of the agency.")
    reason: str | None = optional_reason()


@strawberry.input(description="Opens a planned cycle, or takes newcomers into an open one.")
class OpenCycleInput(Transition):
    """The input of ``openCycle``."""


@strawberry.input(description="Closes an open cycle.")
class CloseCycleInput(Transition):
    """The input of ``closeCycle``."""

    reason: str | None = reason_field("Why it is closed with undecided appraisals; required if there are any.")


@strawberry.input(description="Opens a closed cycle again.")
class ReopenCycleInput(Transition):
    """The input of ``reopenCycle``."""

    reason: str | None = reason_field("Why it is opened again; required.")


@strawberry.input(description="Holds a window open for longer.")
class GrantExtensionInput(Keyed):
    """The input of ``grantExtension``."""

    kind: ExtensionKind = strawberry.field(description="Which window.")
    scope: ExtensionScope = strawberry.field(description="For whom.")
    appraisal_id: strawberry.ID | None = optional_field("The appraisal; required for the scope `APPRAISAL`.")
    cycle_id: strawberry.ID | None = optional_field("The cycle; required for the scopes `UNIT` and `CYCLE`.")
    unit_id: strawberry.ID | None = optional_field("The unit, with what stands under it; required for the scope `UNIT`.")
    until: date = strawberry.field(description="The day after the last on which the window is open; later than today.")
    reason: str = strawberry.field(
        description=f"Why; from {limits.REASON_MIN_CHARS} to {limits.REASON_CHARS} characters; kept in the history."
    )
    expected_version: int | None = optional_field(
        "The version that you know of the appraisal or the cycle; if it has moved on since, the answer is `STALE`. Left out: not compared."
    )


def cycle_draft(asked: PlanCycleInput) -> CycleDraft:
    """Read the cycle to plan.

    Raises:
        RequestError: BAD_ID for a malformed id.
    """
    population = Population()
    if asked.population:
        units = [subject(one, "unt", f"input.population.units.{index}") for index, one in enumerate(asked.population.units or ())]
        population = Population(units, asked.population.position_kinds or (), asked.population.employment_types or ())
    return CycleDraft(
        asked.name,
        asked.kind,
        asked.starts_on,
        asked.ends_on,
        given(asked.submission_from),
        given(asked.submission_to),
        given(asked.decision_to),
        population,
        given(asked.reason),
    )


def extension_draft(asked: GrantExtensionInput) -> ExtensionDraft:
    """Read the extension to grant.

    Raises:
        RequestError: BAD_ID for a malformed id.
    """
    return ExtensionDraft(
        asked.kind,
        asked.scope,
        asked.until,
        asked.reason,
        cycle_id=optional_subject(asked.cycle_id or None, "cyc", "input.cycleId"),
        unit_id=optional_subject(asked.unit_id or None, "unt", "input.unitId"),
        appraisal_id=optional_subject(asked.appraisal_id or None, "apr", "input.appraisalId"),
    )
