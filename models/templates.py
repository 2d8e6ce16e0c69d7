"""Templates: what is usually planned in a post, kept by the agency, and what somebody reports often, kept by themselves."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Instant, Reference, word
from models.vocabulary import Aspect, Perspective, ResultKind, ResultOwnership, TemplateState


class PlanTemplate(AgencyRow):
    """What is usually planned in some positions; ``document_number`` names the paper it comes from. Everybody of the agency reads it."""

    name = BoundedText(max_length=limits.TITLE_CHARS)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    state = word(TemplateState)
    version = fields.IntField()
    recorded_at = Instant()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "plan_template"


class TemplatePosition(AgencyRow):
    """A position for which a template is meant."""

    template_id = Reference("plan_template")
    position_id = Reference("position")

    class Meta:
        table = "template_position"


class TemplateResult(AgencyRow):
    """A result of a template; ``ordinal`` counts from 1."""

    template_id = Reference("plan_template")
    ordinal = fields.IntField()
    kind = word(ResultKind)
    ownership = word(ResultOwnership)
    perspective = word(Perspective, null=True)
    title = BoundedText(max_length=limits.TITLE_CHARS)

    class Meta:
        table = "template_result"


class TemplateIndicator(AgencyRow):
    """An indicator of a template's result, its target in words; ``ordinal`` counts from 1 within the result."""

    template_id = Reference("plan_template")
    result_id = Reference("template_result")
    ordinal = fields.IntField()
    aspect = word(Aspect)
    title = BoundedText(max_length=limits.TITLE_CHARS)
    target_text = BoundedText(max_length=limits.NAME_CHARS)

    class Meta:
        table = "template_indicator"


class ActivityTemplate(AgencyRow):
    """What an employee reports often, for themselves alone; ``plan_id`` and the lineages say which result and indicator it serves."""

    employee_id = Reference("employee")
    name = BoundedText(max_length=limits.NAME_CHARS)
    text = BoundedText(max_length=limits.ACTIVITY_CHARS)
    minutes = fields.IntField(null=True)
    place = BoundedText(max_length=limits.NAME_CHARS, null=True)
    plan_id = Reference("performance_plan", null=True, indexed=False)
    result_lineage_id = fields.UUIDField(null=True)
    indicator_lineage_id = fields.UUIDField(null=True)
    state = word(TemplateState)
    version = fields.IntField()
    recorded_at = Instant()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "activity_template"
