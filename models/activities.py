"""What an employee did on a day, and what was said about it.

The largest tables: half a million rows a month for 25,000 staff. Every key that serves a list leads with the agency and holds the day, so
that a month can become a partition; nothing but a row's own thread points at a row.
"""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import ActivityAction, ActivityAnswer, ActivityState


class DailyActivity(AgencyRow):
    """A daily activity (progres harian); its ``id`` is made by the client, so that what is sent twice is there once.

    ``assignment_id`` is the post in which it was done, ``unit_id`` that post's unit when it was last written. ``plan_id`` and the lineages
    say which result and indicator it serves. ``written_at`` is the moment that the client tells, ``recorded_at`` the server's own; ``late``
    is decided when it is written (``workflows.activity_days``) and never afterwards. ``answer_due_on`` is the last day of a timely answer,
    while it waits for one. ``answer`` is set in ANSWERED alone.
    """

    day = Day()
    employee_id = Reference("employee")
    assignment_id = Reference("assignment")
    unit_id = Reference("org_unit", indexed=False)
    plan_id = Reference("performance_plan", null=True, indexed=False)
    result_lineage_id = fields.UUIDField(null=True)
    indicator_lineage_id = fields.UUIDField(null=True)
    text = BoundedText(max_length=limits.ACTIVITY_CHARS)
    minutes = fields.IntField(null=True)
    quantity = fields.DecimalField(limits.FIGURE_DIGITS, limits.FIGURE_DECIMALS, null=True)
    place = BoundedText(max_length=limits.NAME_CHARS, null=True)
    written_at = Instant(null=True)
    recorded_at = Instant()
    late = fields.BooleanField()
    answer_due_on = Day(null=True)
    answer = word(ActivityAnswer, null=True)
    state = word(ActivityState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "daily_activity"


class ActivityReply(AgencyRow):
    """One thing said about a daily activity, by its superior or by its employee; ``ordinal`` counts from 1 within the activity.

    ``response_days`` are the working days from the day on which the activity was recorded to the superior's first answer, null for every
    later one. ``on_day`` is the day of ``at`` in the agency's zone, ``unit_id`` the activity's unit.
    """

    activity_id = Reference("daily_activity")
    ordinal = fields.IntField()
    kind = word(ActivityAction)
    author_id = Reference("employee")
    unit_id = Reference("org_unit")
    text = BoundedText(max_length=limits.ACTIVITY_CHARS, null=True)
    at = Instant()
    on_day = Day()
    response_days = fields.IntField(null=True)

    class Meta:
        table = "activity_reply"


class ActivitySum(AgencyRow):
    """What the activities towards an indicator added up to when an appraisal was submitted last; ``value`` in its unit of measure."""

    appraisal_id = Reference("appraisal")
    indicator_lineage_id = fields.UUIDField()
    value = fields.DecimalField(limits.SUM_DIGITS, limits.FIGURE_DECIMALS)
    activities = fields.IntField()
    pinned_at = Instant()

    class Meta:
        table = "activity_sum"


class UnitWeek(AgencyRow):
    """A maintained summary: what was reported in one unit of the days of one ISO week, and what was answered in it.

    ``week`` is its Monday. Reports are those of the week's days that weren't withdrawn, ``answers`` first answers given in the week,
    ``in_time`` those within ``limits.ANSWER_WORKING_DAYS``. It is written in the transaction of what it counts, and worked out anew by
    ``kinerja figures rebuild``; so it holds nothing that ``daily_activity`` and ``activity_reply`` don't tell.
    """

    unit_id = Reference("org_unit", indexed=False)
    week = Day()
    reports = fields.IntField()
    minutes = fields.IntField()
    late = fields.IntField()
    answers = fields.IntField()
    in_time = fields.IntField()

    class Meta:
        table = "unit_week"
