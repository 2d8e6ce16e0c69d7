"""Where an appraisal stands today, as SQL over its alias ``{a}``: who appraises and approves, on which route, who holds it, if it is late.

Every expression may name ``:acc_today`` (the agency's day). Before ``review`` pins the appraiser and ``approve`` the approver and route,
today's reporting line speaks.
"""

TODAY = "{l}.valid_from <= :acc_today AND ({l}.valid_to IS NULL OR {l}.valid_to > :acc_today)"

_LINE = (
    "(SELECT w_l.{column} FROM reporting_line w_l WHERE w_l.agency_id = {{a}}.agency_id AND w_l.assignment_id = {{a}}.assignment_id"
    f" AND {TODAY.format(l='w_l')})"
)

APPRAISER = f"COALESCE({{a}}.appraiser_id, {_LINE.format(column='appraiser_id')})"
"""The employee who appraises, or null when nobody stands there."""

APPROVER = f"COALESCE({{a}}.approver_id, {_LINE.format(column='approver_id')})"
"""The employee who approves on route SUPERIOR, or null."""

ROUTE = f"COALESCE({{a}}.route, {_LINE.format(column='route')}, (SELECT w_g.approval_route FROM agency w_g WHERE w_g.id = {{a}}.agency_id))"
"""The approval route in force."""

HOLDER = (
    "CASE WHEN {a}.voided_at IS NOT NULL THEN NULL WHEN {a}.state = 'DRAFT' THEN {a}.employee_id"
    f" WHEN {{a}}.state = 'SUBMITTED' THEN {APPRAISER}"
    f" WHEN {{a}}.state = 'REVIEWED' THEN (CASE WHEN {ROUTE} = 'SUPERIOR' THEN {APPROVER} ELSE {APPRAISER} END) END"
)
"""The employee who holds it now: whose turn it is; null when it is approved, voided, or nobody stands there."""

_BEFORE = (
    "(SELECT MAX(w_b.valid_to) FROM reporting_line w_b WHERE w_b.agency_id = {{a}}.agency_id AND w_b.assignment_id = {{a}}.assignment_id"
    " AND w_b.valid_to <= :acc_today AND (w_b.{part}_id IS NULL OR w_b.{part}_id <> {who}))"
)

HELD_FROM = (
    f"CASE WHEN {{a}}.state = 'SUBMITTED' AND {{a}}.appraiser_id IS NULL THEN {_BEFORE.format(part='appraiser', who=APPRAISER)}"
    f" WHEN {{a}}.state = 'REVIEWED' AND {ROUTE} = 'SUPERIOR' AND {{a}}.approver_id IS NULL"
    f" THEN {_BEFORE.format(part='approver', who=APPROVER)} END"
)
"""The day from which its holder has stood in the line without a break; null where they always have, and where no line says who holds it."""

EXTENDED = (
    "(SELECT MAX(w_x.until) FROM extension w_x WHERE w_x.agency_id = {a}.agency_id AND w_x.cycle_id = {a}.cycle_id AND w_x.kind = '{kind}'"
    " AND w_x.granted_by_id <> {a}.employee_id"
    " AND (w_x.scope = 'CYCLE' OR w_x.appraisal_id = {a}.id OR w_x.unit_id IN (SELECT w_c.ancestor_id FROM unit_closure w_c"
    f" WHERE w_c.agency_id = {{a}}.agency_id AND w_c.descendant_id = {{a}}.unit_id AND {TODAY.format(l='w_c')})))"
)
"""The exclusive end of the latest extension of a kind that covers it, or null; nobody extends their own."""

NEWEST_REVISION = (
    "(SELECT w_r.id FROM plan_revision w_r WHERE w_r.agency_id = {a}.agency_id AND w_r.plan_id = {a}.id ORDER BY w_r.ordinal DESC LIMIT 1)"
)
"""The newest revision of a plan ``{a}``: what is drafted, proposed or agreed last."""

IN_FORCE = f"COALESCE({{a}}.in_force_revision_id, {NEWEST_REVISION})"
"""The revision of a plan ``{a}`` by which its employee is appraised: the one in force, and the newest where nothing was agreed yet."""

PLAN_STATE = "COALESCE({a}.state, 'RECORDED')"
"""Where a plan ``{a}`` stands: one without a state was recorded."""

PLAN_WAITS_FOR_ME = (
    "{a}.state = 'PROPOSED' AND {a}.employee_id <> :acc_me AND {a}.assignment_id IN (SELECT w_l.assignment_id FROM reporting_line w_l"
    f" WHERE w_l.agency_id = {{a}}.agency_id AND w_l.appraiser_id = :acc_me AND {TODAY.format(l='w_l')})"
)
"""Whether a plan ``{a}`` is proposed and for ``:acc_me`` to agree or return."""

CLOSED_AT = "(SELECT w_z.closed_at FROM appraisal_cycle w_z WHERE w_z.agency_id = {a}.agency_id AND w_z.id = {a}.cycle_id)"
"""When its cycle was closed; null while it isn't."""

SETTLED_AT = f"COALESCE({{a}}.voided_at, {CLOSED_AT})"
"""Since when nobody can write it: its voiding, else its cycle's closing; null while somebody may."""

_OF_PLAN = "SELECT w_r.id FROM plan_revision w_r WHERE w_r.agency_id = {a}.agency_id AND w_r.plan_id = {a}.plan_id"
_AGREED_THEN = f"({_OF_PLAN} AND w_r.agreed_at <= {SETTLED_AT} ORDER BY w_r.ordinal DESC LIMIT 1)"
_WRITTEN_THEN = (
    f"({_OF_PLAN} AND w_r.created_at <= {SETTLED_AT} AND NOT EXISTS (SELECT 1 FROM plan_revision w_m"
    # An amendment alone has a reason; before it is agreed what stood before it is in force.
    " WHERE w_m.agency_id = w_r.agency_id AND w_m.plan_id = w_r.plan_id AND w_m.ordinal <= w_r.ordinal AND w_m.reason IS NOT NULL)"
    " ORDER BY w_r.ordinal DESC LIMIT 1)"
)

SHOWN_REVISION = (
    f"COALESCE({{a}}.revision_id, CASE WHEN {SETTLED_AT} IS NULL THEN (SELECT {IN_FORCE.replace('{a}', 'w_p')} FROM performance_plan w_p"
    " WHERE w_p.agency_id = {a}.agency_id AND w_p.id = {a}.plan_id)"
    f" ELSE COALESCE({_AGREED_THEN}, {_WRITTEN_THEN}) END, {{a}}.opening_revision_id)"
)
"""The plan revision that an appraisal shows: the pinned one, else the plan's in force, now or when it was voided or its cycle closed."""

SETTLED_DRAFT = f"({{a}}.state = 'DRAFT' AND {{r}}.plan_id = {{a}}.plan_id AND {{r}}.created_at <= {SETTLED_AT})"
"""Whether a draft that nobody can write any more keeps a revision as it is, though it doesn't pin it."""

SETTLED_CONTENT = (
    "EXISTS (SELECT 1 FROM plan_revision w_r JOIN appraisal w_a ON w_a.agency_id = w_r.agency_id AND w_a.plan_id = w_r.plan_id"
    " JOIN performance_plan w_p ON w_p.agency_id = w_r.agency_id AND w_p.id = w_r.plan_id"
    " WHERE w_r.agency_id = {side}.agency_id AND w_r.id = {side}.revision_id AND w_a.state = 'DRAFT'"
    f" AND w_p.state IS DISTINCT FROM 'PROPOSED' AND w_r.created_at <= {CLOSED_AT.format(a='w_a')})"
)
"""Whether content ``{side}`` is of a revision that a draft of a closed cycle keeps; a proposed plan's expectations are still written."""

SETTLED_UNTIL = (
    f"(SELECT MAX({SETTLED_AT.format(a='w_a')}) FROM appraisal w_a WHERE w_a.agency_id = {{p}}.agency_id AND w_a.plan_id = {{p}}.id"
    " AND w_a.state = 'DRAFT')"
)
"""The latest moment up to which a plan's revisions are kept for such drafts; null where there is none. A new revision comes after it."""

_CYCLE_DAY = "(SELECT w_y.{column} FROM appraisal_cycle w_y WHERE w_y.agency_id = {{a}}.agency_id AND w_y.id = {{a}}.cycle_id)"

LATE = (
    "CASE WHEN {a}.voided_at IS NOT NULL OR {a}.state = 'APPROVED' THEN 0"
    f" WHEN {{a}}.state = 'DRAFT' THEN (CASE WHEN :acc_today >= {_CYCLE_DAY.format(column='submission_to')}"
    " AND :acc_today >= COALESCE({a}.resubmit_to, :acc_today)"
    f" AND :acc_today >= COALESCE({EXTENDED.replace('{kind}', 'SUBMISSION')}, :acc_today)"
    " THEN 1 ELSE 0 END)"
    f" WHEN :acc_today >= {_CYCLE_DAY.format(column='decision_to')}"
    f" AND :acc_today >= COALESCE({EXTENDED.replace('{kind}', 'DECISION')}, :acc_today) THEN 1 ELSE 0 END"
)
"""1 when its holder is behind the window that is theirs, else 0; late is a flag, never a lock."""

CYCLE_OPEN = f"({_CYCLE_DAY.format(column='state')} = 'OPEN')"
"""Whether its cycle is open: in a closed one nothing waits for anybody."""

ACTIVITY_WAITS_FOR_ME = (
    "{a}.state = 'REPORTED' AND {a}.employee_id <> :acc_me AND {a}.assignment_id IN (SELECT w_l.assignment_id FROM reporting_line w_l"
    f" WHERE w_l.agency_id = :acc_agency AND w_l.appraiser_id = :acc_me AND {TODAY.format(l='w_l')})"
)
"""Whether a daily activity ``{a}`` waits for ``:acc_me`` to answer it: who stands as superior in today's line of its post."""

PROPOSAL_WAITS_FOR_ME = (
    "{a}.state = 'PROPOSED' AND {a}.proposed_by_id <> :acc_me AND {a}.employee_id <> :acc_me AND ({a}.appraiser_id = :acc_me"
    " OR EXISTS (SELECT 1 FROM role_grant w_o WHERE w_o.agency_id = {a}.agency_id AND w_o.employee_id = :acc_me"
    f" AND w_o.role = 'AGENCY_ADMIN' AND w_o.recorded_to IS NULL AND {TODAY.format(l='w_o')} AND (w_o.unit_id IS NULL OR w_o.unit_id IN"
    " (SELECT w_c.ancestor_id FROM unit_closure w_c JOIN position w_p ON w_p.agency_id = w_c.agency_id AND w_p.unit_id = w_c.descendant_id"
    " JOIN assignment w_s ON w_s.agency_id = w_p.agency_id AND w_s.position_id = w_p.id"
    f" WHERE w_s.agency_id = {{a}}.agency_id AND w_s.id = {{a}}.assignment_id AND {TODAY.format(l='w_c')}))))"
)
"""Whether a line proposal ``{a}`` is open and for ``:acc_me`` to decide, as its table has it: the proposed appraiser or an admin,
neither who proposed it nor whom it is about."""
