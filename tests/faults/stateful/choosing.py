"""What people of the town think of asking: now and then anything at all, mostly something that the model would do."""

from datetime import date, timedelta
from random import Random

from tests.faults.stateful.asks import Ask, Value, ask
from tests.faults.stateful.judging import MOVES
from tests.faults.stateful.staffing import judge
from tests.faults.stateful.town import ADMIN, ADMINS, LEADS, PEOPLE, UNITS, Town

RATINGS = ("ABOVE", "MEETS", "BELOW")
PARTS = ("selfAppraisal", "realisations", "recommendation", "feedback", "resultRating", "behaviourRating", "nothing")
PLAN_PARTS = ("main", "main", "additional", "bare", "take out", "expectation", "nothing")
USUAL = {"DRAFT": ("SUBMIT",), "SUBMITTED": ("REVIEW", "REVIEW", "RETURN"), "REVIEWED": ("APPROVE", "APPROVE", "RECALL", "RETURN")}
"""What mostly comes next."""
TRIES = 12
"""How often somebody thinks again before asking what will be refused."""


class Chooser:
    """Chooses one command after the other; ``chance`` is the only source of choices."""

    def __init__(self, town: Town, chance: Random) -> None:
        self.town, self.chance = town, chance

    def sensible(self, *kinds: str) -> Ask:
        """Give a command of these kinds; if thinking helps, one that will be done."""
        made = self.any(*kinds)
        for _ in range(TRIES):
            if judge(self.town, made)[0] == "DONE":
                break
            made = self.any(*kinds)
        return made

    def any(self, *kinds: str) -> Ask:
        """Give any command of these kinds."""
        made: Ask = getattr(self, f"_{self.chance.choice(kinds)}")()
        return made

    def _one(self, *of: str) -> str:
        return self.chance.choice(of)

    def _subject(self) -> str:
        return self._one(*self.town.appraisals)

    def _person(self, likely: str) -> str:
        return likely if self.chance.random() < 0.6 else self._one(*PEOPLE)

    def _likely(self, subject: str, action: str) -> str:
        one, (appraiser, approver, _) = self.town.appraisals[subject], self.town.line(subject)
        if action in ("SUBMIT", "WITHDRAW", "selfAppraisal", "realisations", "plan"):
            return one.person
        if action in ("SUBMIT_IN_ABSENCE", "VOID"):
            return self._one(*ADMINS)
        decides = one.state == "REVIEWED" and action in ("APPROVE", "RETURN") and self.town.route_of(subject) == "SUPERIOR"
        return (one.approver or approver if decides else one.appraiser or appraiser) or "mayor"

    def _days(self) -> dict[str, Value]:
        since = self.town.today + timedelta(days=self.chance.randint(-2, 2))
        length = self._one("open", "days", "days", "days", "wrong")
        until = {"open": None, "days": since + timedelta(days=self.chance.randint(1, 6)), "wrong": since}[length]
        return {"since": since, "until": until}

    def _move(self) -> Ask:
        subject = self._subject()
        begun = [name for name, one in self.town.appraisals.items() if one.open and one.state != "DRAFT"]
        if begun and self.chance.random() < 0.3:
            subject = self._one(*begun)
        action = self._one(*self._usual(subject)) if self.chance.random() < 0.5 else self._one(*MOVES)
        if action == "VOID" and self.chance.random() < 0.7:
            # Nothing is against it, and nothing comes after it.
            action = self._one(*MOVES)
        args: dict[str, Value] = {}
        if action in ("SUBMIT_IN_ABSENCE", "RETURN", "RECALL", "VOID"):
            args["reason"] = self.chance.random() < 0.85
        if action == "VOID" and self.chance.random() < 0.85:
            args["kind"] = self._one("DUPLICATE", "WRONG_OPENING", "DIED", "DISMISSED", "EXEMPT")
        if action == "REVIEW":
            args = {name: self._one(*RATINGS) for name in ("results", "behaviour") if self.chance.random() < 0.8}
            args["confirm"] = self.chance.random() < 0.85
            if self.chance.random() < 0.85:
                args["feedback"] = self.chance.random() < 0.9
        who = self._person(self._likely(subject, action))
        return ask(action, who, subject, self.town.appraisals[subject].version, **args)

    def _usual(self, subject: str) -> tuple[str, ...]:
        one = self.town.appraisals[subject]
        late = self.town.today >= self.town.submission_end(subject) or self.town.exempt(one.person, self.town.today)
        return ("SUBMIT_IN_ABSENCE",) if late and one.state == "DRAFT" else USUAL.get(one.state, MOVES)

    def _edit(self) -> Ask:
        subject, part = self._subject(), self._one(*PARTS)
        value: Value = self.chance.random() < 0.85
        if part in ("resultRating", "behaviourRating"):
            value = self._one(*RATINGS) if value else None
        elif part in ("selfAppraisal", "recommendation"):
            value = "Semua target tercapai." if value else None
        args: dict[str, Value] = {"part": part, "value": value}
        if part == "realisations":
            args["names"] = " ".join(self.town.appraisals[subject].indicators)
        return ask("EDIT", self._person(self._likely(subject, part)), subject, self.town.appraisals[subject].version, **args)

    def _edit_plan(self) -> Ask:
        subject, part = self._subject(), self._one(*PLAN_PARTS)
        if part not in ("take out", "nothing", "expectation") and len(self.town.appraisals[subject].results) > 3:
            part = "take out"
        who = self._person(self._likely(subject, "expectation" if part == "expectation" else "plan"))
        return ask("EDIT_PLAN", who, subject, self.town.appraisals[subject].plan_version, part=part)

    def _cycle(self) -> Ask:
        action = "REOPEN" if self.town.cycle_state == "CLOSED" and self.chance.random() < 0.8 else self._one("OPEN", "CLOSE", "REOPEN")
        return ask(action, self._person(ADMIN), "", self.town.cycle_version, reason=self.chance.random() < 0.85)

    def _plan(self) -> Ask:
        starts = date(2026, self.chance.randint(1, 12), 1)
        ends = starts if self.chance.random() < 0.1 else starts + timedelta(days=27)
        who = self._person(ADMIN)
        return ask("PLAN", "employee" if who == "foreigner" else who, starts=starts, ends=ends)

    def _extend(self) -> Ask:
        scope = self._one("APPRAISAL", "APPRAISAL", "UNIT", "CYCLE")
        of = {"APPRAISAL": self._subject(), "UNIT": self._one(*LEADS)}.get(scope, "")
        version = self.town.appraisals[of].version if scope == "APPRAISAL" else self.town.cycle_version
        days = self.chance.choice((-1, 0, 5, 20, 60, 900))
        args: dict[str, Value] = {"scope": scope, "until": self.town.today + timedelta(days=days), "reason": self.chance.random() < 0.9}
        kind = self._one("SUBMISSION", "SUBMISSION", "DECISION")
        return ask("EXTEND", self._person(ADMIN), of, self.chance.choice((None, version)), kind=kind, **args)

    def _known(self, person: str) -> int | None:
        return self.chance.choice((None, self.town.employees[person]))

    def _set_line(self) -> Ask:
        subject = self._one(*UNITS)
        appraiser, approver = self.chance.choices([one for one in PEOPLE if one != "foreigner"], k=2)
        name = self.town.fresh("line")
        args: dict[str, Value] = {"appraiser": appraiser, "approver": approver, "name": name, **self._days()}
        return ask("SET_LINE", self._person(ADMIN), subject, self._known(self.town.appraisals[subject].person), **args)

    def _legal_status(self) -> Ask:
        person = self._one(*UNITS)
        status = self._one("SUSPENDED", "ACTIVE", "ACTIVE")
        name = self.town.fresh("status")
        return ask("LEGAL_STATUS", self._person(ADMIN), person, self._known(person), status=status, name=name, **self._days())

    def _absence(self) -> Ask:
        person = self._one("mayor", "approver", "supervisor", "supervisor", "planner", "employee")
        return ask("ABSENCE", self._person(ADMIN), person, self._known(person), name=self.town.fresh("absence"), **self._days())

    def _act(self) -> Ask:
        unit = self._one("testing", "testing", "transport", "city")
        person = self._one("colleague", "stranger", "planner", "approver", "hr")
        args: dict[str, Value] = {"unit": unit, "post": LEADS[unit], "name": self.town.fresh("acting"), **self._days()}
        return ask("ACT", self._person(ADMIN), person, self._known(person), **args)

    def _end(self) -> Ask:
        kinds = {"END_ABSENCE": self.town.away, "END_ACTING": self.town.acting, "END_LINE": self.town.by_hand}
        known = [(what, row) for what, rows in kinds.items() for of in rows.values() for row in of]
        if not known:
            return self._absence()
        rarest = self._one(*dict.fromkeys(one for one, _ in known)) if self.chance.random() < 0.5 else ""
        what, row = self.chance.choice([one for one in known if one[0] == rarest] or known)
        until = row.since + timedelta(days=self.chance.randint(0, 5))
        return ask(what, self._person(ADMIN), row.name, None, until=until)
