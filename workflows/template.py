"""The tables of templates: an agency's admin keeps those of positions' plans, each employee keeps those of their own activities.

Writing one makes it (``actions.plan_templates``, ``actions.activity_templates``) and is no move. It is edited as a whole as long as it is
in use; removed, it stays readable, and nothing new is made from it. What was made from it never follows it: a template is copied, never
referred to. That agencies copy what is planned in a post is custom; the moves are a choice of ours.
"""

from dataclasses import dataclass, field

from models.vocabulary import Relation, Role, TemplateAction, TemplateState
from workflows.definition import Input, Step, Workflow


@dataclass(frozen=True, slots=True)
class TemplateInputs:
    """What an action on a template is given beside its content."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """Facts about a template: none but what the action is given."""

    inputs: TemplateInputs = field(default_factory=TemplateInputs)


_WHY = (Input("reason", "String", required=False),)


def _table(name: str, keeper: Relation | Role) -> Workflow[TemplateFacts]:
    return Workflow(
        name=name,
        states=tuple(TemplateState),
        initial=TemplateState.ACTIVE,
        final=frozenset({TemplateState.REMOVED}),
        protected=frozenset(),
        probe=TemplateFacts(),
        steps=(
            Step(TemplateAction.EDIT, TemplateState.ACTIVE, TemplateState.ACTIVE, keeper, inputs=_WHY),
            Step(TemplateAction.REMOVE, TemplateState.ACTIVE, TemplateState.REMOVED, keeper, inputs=_WHY),
        ),
    )


PLAN_TEMPLATE = _table("plan_template", Role.AGENCY_ADMIN)
"""The table of a position's plan template."""

ACTIVITY_TEMPLATE = _table("activity_template", Relation.EMPLOYEE)
"""The table of one's own activity template."""
