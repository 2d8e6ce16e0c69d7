"""The filters and orders of templates."""

import strawberry

from models.vocabulary import TemplateState
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order

_MEANT = (
    "EXISTS (SELECT 1 FROM template_position f_t{join} WHERE f_t.agency_id = {{a}}.agency_id AND f_t.template_id = {{a}}.id"
    " AND {of} = :value)"
)
_HELD = " JOIN assignment f_s ON f_s.agency_id = f_t.agency_id AND f_s.position_id = f_t.position_id"


@filters
class PlanTemplateFilter:
    """Which templates of plans; all given fields must hold."""

    states: list[TemplateState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    position_id: strawberry.ID | None = where(_MEANT.format(join="", of="f_t.position_id"), "Meant for this position.", id_of="pos")
    assignment_id: strawberry.ID | None = where(
        _MEANT.format(join=_HELD, of="f_s.id"), "Meant for the position of this assignment.", id_of="asg"
    )


@filters
class ActivityTemplateFilter:
    """Which templates of activities; all given fields must hold."""

    states: list[TemplateState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")


PLAN_TEMPLATE_ORDERS = Orders(
    "PlanTemplateOrder",
    "Orders of templates of plans.",
    Order("NAME_ASC", "By name.", (Key("name"),)),
    Order("RECORDED_DESC", "As they were made, the latest first.", (Key("id", True),)),
)
ACTIVITY_TEMPLATE_ORDERS = Orders(
    "ActivityTemplateOrder",
    "Orders of templates of activities.",
    Order("NAME_ASC", "By name.", (Key("name"),)),
    Order("RECORDED_DESC", "As they were made, the latest first.", (Key("id", True),)),
)
