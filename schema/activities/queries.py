"""Root fields that read daily activities."""

import strawberry

from models.activities import DailyActivity
from schema.people.activities import DAILY_ACTIVITY_ORDERS, DailyActivityFilter
from schema.reads.declare import connection, filter_set


@strawberry.type
class ActivityQueries:
    """The root fields of daily activities."""

    daily_activities = connection(
        DailyActivity,
        "Daily activities, as far as you may see them. One's own stand in `viewer.activities`, what waits for one's answer in"
        " `viewer.activityInbox`.",
        DAILY_ACTIVITY_ORDERS,
        filters=filter_set(DailyActivityFilter),
    )
