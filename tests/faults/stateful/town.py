"""The model's town, written by hand: people, posts, lines, absences, windows, appraisals, cycle and keys as they should stand.

Nothing of the product is imported. People and subjects go by their names in ``tests.worlds``; a subject is one assignment with its
appraisal. Days are those of Jakarta; ends are exclusive.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

CHAINS = {
    "testing": ("testing", "transport", "city"),
    "transport": ("transport", "city"),
    "city": ("city",),
    "planning": ("planning", "city"),
}
LEADS = {"testing": "supervisor", "transport": "approver", "city": "mayor", "planning": "planner"}
UNITS = {
    "approver": "transport",
    "supervisor": "testing",
    "employee": "testing",
    "colleague": "testing",
    "planner": "planning",
    "stranger": "planning",
    "hr": "city",
}
"""Everybody who is appraised, and the unit of their post; the mayor is no civil servant, the others hold no post."""
SOLE_UNITS = {**UNITS, "employee": "city", "colleague": "city"}
"""The same in the town of SOLE_AUTHORITY, where two more stand under the mayor alone; whom somebody else appraises is on SUPERIOR."""
PEOPLE = (*UNITS, "mayor", "auditor", "leader", "operator", "foreigner")
ADMIN = "hr"
ADMINS = (ADMIN, "planner")
"""Who administers the agency; the second one appraises somebody too."""
WATCHING = frozenset({*ADMINS, "auditor", "leader"})
"""Who reads everything of the agency by a role."""
EXEMPT = frozenset({"SUSPENDED"})
SUBMISSION = (date(2026, 3, 1), date(2026, 4, 11))
PERIOD_ENDS = date(2026, 4, 1)
EDITED_TEXT, REVIEWED_TEXT = "Baik.", "Kinerja baik."
"""The overall feedback that an edit writes, and the one that a review brings."""
KEPT_DAYS = 30


@dataclass
class Dated:
    """A dated row: what it says, and the name under which it can be ended."""

    name: str
    since: date
    until: date | None
    says: tuple[str, ...] = ()


@dataclass
class Appraisal:
    """One appraisal with the content that its plan shows; indicators by names of the model.

    ``retold`` are those whose realisation is as an edit writes it; ``expected`` whether the appraiser's expectation is written.
    """

    person: str
    unit: str
    state: str = "DRAFT"
    version: int = 1
    voided: bool = False
    appraiser: str | None = None
    approver: str | None = None
    route: str | None = None
    absent_by: str | None = None
    resubmit: date | None = None
    delivered: bool = False
    self_appraisal: str | None = None
    recommendation: str | None = None
    result_rating: str | None = None
    behaviour_rating: str | None = None
    said: str | None = None
    plan_version: int = 1
    plan_edited: bool = False
    results: list[tuple[bool, list[str]]] = field(default_factory=list)
    realised: set[str] = field(default_factory=set)
    retold: set[str] = field(default_factory=set)
    expected: bool = False

    @property
    def overall(self) -> bool:
        """Whether there is an overall feedback; ``said`` is its text."""
        return self.said is not None

    @property
    def indicators(self) -> list[str]:
        """The indicators of all results."""
        return [name for _, indicators in self.results for name in indicators]

    @property
    def open(self) -> bool:
        """Whether it is neither approved nor voided."""
        return self.state != "APPROVED" and not self.voided


@dataclass
class Extension:
    """A submission window held open: for a subject, a unit with what is under it, or all; never for whoever granted it."""

    scope: str
    over: str | None
    until: date
    by: str


@dataclass
class Town:
    """Everything that the model knows; ``now`` is in UTC."""

    route: str
    now: datetime
    appraisals: dict[str, Appraisal]
    cycle_state: str = "OPEN"
    cycle_version: int = 2
    planned: list[date] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    employees: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, 1))
    names: dict[str, str] = field(default_factory=dict)
    away: dict[str, list[Dated]] = field(default_factory=dict)
    acting: dict[str, list[Dated]] = field(default_factory=dict)
    by_hand: dict[str, list[Dated]] = field(default_factory=dict)
    statuses: dict[str, list[Dated]] = field(default_factory=dict)
    moved_on: date | None = None
    keys: dict[tuple[str, str], tuple[object, datetime]] = field(default_factory=dict, repr=False)
    events: int = 0
    made: int = 0

    @property
    def today(self) -> date:
        """The day in Jakarta."""
        return (self.now + timedelta(hours=7)).date()

    def fresh(self, kind: str) -> str:
        """Give a name for something new."""
        self.made += 1
        return f"{kind}-{self.made}"

    def line(self, subject: str) -> tuple[str | None, str | None, str]:
        """Tell who appraises and approves a subject today, and on which route."""
        one = self.appraisals[subject]
        by_hand = next((row for row in current(self.by_hand.get(subject, ()), self.today) if one.person not in row.says), None)
        if by_hand is not None:
            return by_hand.says[0], by_hand.says[1], self.route
        chain = CHAINS[one.unit]
        start = max(self._highest(chain, one.person, self.today) + 1, self._began(subject))
        if start == len(chain):
            return None, None, "SOLE_AUTHORITY"
        appraiser = self.counting(chain[start], self.today)
        base = start if appraiser is None else max(start, self._highest(chain, appraiser, self.today))
        if base == len(chain) - 1:
            return appraiser, None, "SOLE_AUTHORITY"
        return appraiser, self.counting(chain[base + 1], self.today), self.route

    def _began(self, subject: str) -> int:
        """Tell where the way up of an ended assignment begins: as on its last day."""
        if subject != "stranger" or self.moved_on is None or self.today < self.moved_on:
            return 0
        return self._highest(CHAINS[UNITS["stranger"]], "stranger", self.moved_on - timedelta(days=1)) + 1

    def counting(self, unit: str, day: date) -> str | None:
        """Tell who counts in the post that leads a unit on a day: its holder, else who acts daily, the last appointed first.

        Each only if present: who is suspended is as much away as who is on leave.
        """
        acting = sorted(current(self.acting.get(unit, ()), day), key=lambda row: row.since, reverse=True)
        holders = (LEADS[unit], *(row.says[0] for row in acting))
        return next((one for one in holders if not self.exempt(one, day) and not current(self.away.get(one, ()), day)), None)

    def leading(self, unit: str) -> set[str]:
        """Tell who holds the leading post of a unit today in any way."""
        return {LEADS[unit], *(row.says[0] for row in current(self.acting.get(unit, ()), self.today))}

    def _highest(self, chain: tuple[str, ...], person: str, day: date) -> int:
        standing = [index for index, unit in enumerate(chain) if person in (LEADS[unit], self.counting(unit, day))]
        return max(standing, default=-1)

    def appraises(self, subject: str, who: str) -> bool:
        """Tell whether somebody is the appraiser: the pinned one, else today's."""
        return who == (self.appraisals[subject].appraiser or self.line(subject)[0])

    def approves(self, subject: str, who: str) -> bool:
        """Tell whether somebody is the approver: the pinned one, else today's."""
        return who == (self.appraisals[subject].approver or self.line(subject)[1])

    def route_of(self, subject: str) -> str:
        """Tell the route in force."""
        return self.appraisals[subject].route or self.line(subject)[2]

    def sees(self, subject: str, who: str) -> bool:
        """Tell whether somebody may see an appraisal."""
        one = self.appraisals[subject]
        above = who in WATCHING or any(who in self.leading(unit) for unit in CHAINS[one.unit])
        return above or who == one.person or self.appraises(subject, who) or self.approves(subject, who)

    def sees_plan(self, subject: str, who: str) -> bool:
        """Tell whether somebody may see the plan: by today's line, or by the appraisal."""
        return who in self.line(subject)[:2] or self.sees(subject, who)

    def exempt(self, person: str, day: date) -> bool:
        """Tell whether the legal status of a day exempts from appraisal."""
        return any(row.says[0] in EXEMPT for row in current(self.statuses.get(person, ()), day))

    def submission_end(self, subject: str) -> date:
        """Give the first day on which an employee can't submit any more."""
        one = self.appraisals[subject]
        units = CHAINS[one.unit]
        over: dict[str, set[str | None]] = {"APPRAISAL": {subject}, "UNIT": set(units), "CYCLE": {None}}
        extended = [each.until for each in self.extensions if each.by != one.person and each.over in over[each.scope]]
        return max([SUBMISSION[1], *([one.resubmit] if one.resubmit else []), *extended])

    def working_days(self, count: int) -> date:
        """Give the day after so many working days from today; no day is a holiday."""
        day = self.today
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
        return day


def current(rows: Iterable[Dated], day: date) -> list[Dated]:
    """Give the rows that hold on a day."""
    return [row for row in rows if row.since <= day and (row.until is None or day < row.until)]


def overlapping(rows: Iterable[Dated], since: date, until: date | None) -> list[Dated]:
    """Give the rows that hold on one of the days."""
    return [row for row in rows if (until is None or row.since < until) and (row.until is None or since < row.until)]
