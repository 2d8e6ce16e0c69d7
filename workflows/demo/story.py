"""How each appraisal of the demo goes: its fate, its ratings, and the moves that lead there, each at its moment; pure and repeatable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from models.vocabulary import FeedbackAbout, Rating, VoidKind
from workflows.actions.appraisals import AppraisalParts, RealisationInput
from workflows.appraisal import predicate
from workflows.demo import texts
from workflows.demo.figures import levels, reached
from workflows.demo.phrases import FAMILIES
from workflows.demo.planning import Result
from workflows.demo.quarters import Quarter
from workflows.facts import FeedbackKey, Inputs

SATURDAY = 5


class Act(Enum):
    """What a move does; the player knows who does it and by which action."""

    WRITE = "WRITE"
    SUBMIT = "SUBMIT"
    WITHDRAW = "WITHDRAW"
    RETURN = "RETURN"
    PREPARE = "PREPARE"
    REVIEW = "REVIEW"
    RECALL = "RECALL"
    SEND_BACK = "SEND_BACK"
    APPROVE = "APPROVE"
    SUBMIT_IN_ABSENCE = "SUBMIT_IN_ABSENCE"
    VOID = "VOID"


class Fate(Enum):
    """Where an appraisal stands in the end: how far it gets, by which acts."""

    EMPTY = ()
    PARTIAL = (Act.WRITE,)
    COMPLETE = (Act.WRITE, Act.WRITE)
    SUBMITTED = (Act.WRITE, Act.SUBMIT)
    PREPARED = (Act.WRITE, Act.SUBMIT, Act.PREPARE)
    REVIEWED = (Act.WRITE, Act.SUBMIT, Act.REVIEW)
    APPROVED = (Act.WRITE, Act.SUBMIT, Act.REVIEW, Act.APPROVE)
    WITHDRAWN = (Act.WRITE, Act.SUBMIT, Act.WITHDRAW, Act.WRITE, Act.SUBMIT, Act.REVIEW, Act.APPROVE)
    RETURNED = (Act.WRITE, Act.SUBMIT, Act.RETURN, Act.WRITE, Act.SUBMIT, Act.REVIEW, Act.APPROVE)
    RECALLED = (Act.WRITE, Act.SUBMIT, Act.REVIEW, Act.RECALL, Act.REVIEW, Act.APPROVE)
    SENT_BACK = (Act.WRITE, Act.SUBMIT, Act.REVIEW, Act.SEND_BACK, Act.REVIEW, Act.APPROVE)
    ABSENT = (Act.SUBMIT_IN_ABSENCE, Act.REVIEW, Act.APPROVE)
    VOIDED = (Act.WRITE, Act.VOID)
    STILL_RETURNED = (Act.WRITE, Act.SUBMIT, Act.RETURN)


CLOSED_FATES: Mapping[Fate, int] = {
    Fate.APPROVED: 850,
    Fate.RETURNED: 45,
    Fate.WITHDRAWN: 25,
    Fate.RECALLED: 20,
    Fate.SENT_BACK: 30,
    Fate.ABSENT: 14,
    Fate.VOIDED: 5,
    Fate.EMPTY: 4,
    Fate.SUBMITTED: 4,
    Fate.REVIEWED: 3,
}
"""How often each fate befalls an appraisal of a closed quarter, out of a thousand."""

OPEN_FATES: Mapping[Fate, int] = {
    Fate.EMPTY: 190,
    Fate.PARTIAL: 130,
    Fate.COMPLETE: 100,
    Fate.SUBMITTED: 200,
    Fate.PREPARED: 30,
    Fate.STILL_RETURNED: 20,
    Fate.REVIEWED: 150,
    Fate.APPROVED: 150,
    Fate.RETURNED: 12,
    Fate.SENT_BACK: 10,
    Fate.VOIDED: 3,
}
"""The same for the open quarter."""

OUTCOMES: Mapping[tuple[Rating, Rating], int] = {
    (Rating.ABOVE, Rating.ABOVE): 170,
    (Rating.ABOVE, Rating.MEETS): 130,
    (Rating.MEETS, Rating.ABOVE): 120,
    (Rating.MEETS, Rating.MEETS): 440,
    (Rating.BELOW, Rating.ABOVE): 15,
    (Rating.BELOW, Rating.MEETS): 55,
    (Rating.MEETS, Rating.BELOW): 35,
    (Rating.ABOVE, Rating.BELOW): 15,
    (Rating.BELOW, Rating.BELOW): 20,
}
"""How often each pair of ratings (results, behaviour) is given, out of a thousand: the bulk GOOD, as in a good organisation."""


@dataclass(frozen=True, slots=True)
class Part:
    """A result of the stored plan with its lineage and those of its indicators, in the order of its targets."""

    result: Result
    lineage: UUID
    indicators: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One appraisal to tell a story about: ``seed`` is what its chances depend on, whatever its ids are."""

    appraisal_id: UUID
    assignment_id: UUID
    employee_id: UUID
    seed: str
    family: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One command at its moment; ``written`` for edits, ``inputs`` for actions."""

    at: datetime
    case: Case
    act: Act
    written: AppraisalParts = field(default_factory=AppraisalParts)
    inputs: Inputs = field(default_factory=Inputs)


def choose_fate(seed: str, fates: Mapping[Fate, int]) -> Fate:
    """Draw an appraisal's fate."""
    return Random(f"{seed}|fate").choices(list(fates), list(fates.values()))[0]


def script(case: Case, quarter: Quarter, fate: Fate, today: date, zone: str) -> list[Move]:
    """Write the moves of one appraisal; none is later than the day before ``today``, so that each lies in the past."""
    if not case.parts:
        return []
    pick = Random(f"{case.seed}|{quarter.name}|{fate.name}")
    acts = fate.value
    moments = _moments(pick, acts, quarter, today, zone)
    results, behaviour = pick.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    if fate is Fate.ABSENT:
        results = behaviour = Rating.MEETS
    teller = _Teller(pick, case, quarter, results, behaviour)
    moves = []
    for number, (act, at) in enumerate(zip(acts, moments, strict=True)):
        last = act not in acts[number + 1 :]
        complete = fate not in (Fate.PARTIAL, Fate.VOIDED)
        moves.append(teller.move(act, at, last=last, complete=complete))
    return moves


class _Teller:
    """Writes what each act says, the same figures throughout one appraisal."""

    def __init__(self, pick: Random, case: Case, quarter: Quarter, results: Rating, behaviour: Rating) -> None:
        self.pick, self.case, self.quarter = pick, case, quarter
        self.results, self.behaviour = results, behaviour
        self.family = FAMILIES[case.family]
        spread = levels(pick, [part.result for part in case.parts], results)
        self.levels = dict(zip((part.lineage for part in case.parts), spread, strict=True))
        self.figures: dict[UUID, Decimal] = {}
        for part in case.parts:
            for target, indicator in zip(part.result.targets, part.indicators, strict=True):
                self.figures[indicator] = reached(pick, target, self.levels[part.lineage])

    def move(self, act: Act, at: datetime, *, last: bool, complete: bool) -> Move:
        """Write one move; ``last`` tells whether the same act comes again later."""
        plan = [part.result for part in self.case.parts]
        match act:
            case Act.WRITE:
                return Move(at, self.case, act, written=self._written(complete=complete, again=not last))
            case Act.PREPARE:
                inputs = self._review(last=True)
                written = AppraisalParts(
                    feedback=inputs.feedback or {}, result_rating=inputs.result_rating, behaviour_rating=inputs.behaviour_rating
                )
                return Move(at, self.case, act, written=written)
            case Act.REVIEW:
                return Move(at, self.case, act, inputs=self._review(last=last))
            case Act.RETURN:
                return Move(at, self.case, act, inputs=Inputs(reason=texts.return_reason(self.pick, plan)))
            case Act.SEND_BACK:
                return Move(at, self.case, act, inputs=Inputs(reason=texts.sent_back_reason(self.pick)))
            case Act.RECALL:
                return Move(at, self.case, act, inputs=Inputs(reason=texts.recall_reason(self.pick)))
            case Act.SUBMIT_IN_ABSENCE:
                return Move(at, self.case, act, inputs=Inputs(reason=texts.absence_reason(self.pick)))
            case Act.VOID:
                kind, reason = texts.void_reason(self.pick)
                return Move(at, self.case, act, inputs=Inputs(reason=reason, void_kind=VoidKind(kind)))
            case _:
                return Move(at, self.case, act)

    def _written(self, *, complete: bool, again: bool) -> AppraisalParts:
        """Give realisations and self-appraisal; an incomplete one leaves out the last result, and the self-appraisal."""
        parts = self.case.parts if complete else self.case.parts[:-1]
        inputs = []
        for part in parts:
            level = self.levels[part.lineage]
            for indicator in part.indicators:
                remark = texts.note(self.pick, self.family, level)
                inputs.append(RealisationInput(indicator, self.figures[indicator], remark, self.pick.choice(self.family.sources)))
        if not complete:
            return AppraisalParts(realisations=inputs)
        text = texts.self_appraisal(self.pick, self.family, [part.result for part in self.case.parts], self.results, self.quarter.name)
        # A first version that is written again later is shorter: its second sentence comes with the second writing.
        return AppraisalParts(realisations=inputs, self_appraisal=text.split(". ")[0] + "." if again else text)

    def _review(self, *, last: bool) -> Inputs:
        """Give ratings and feedback; a review that is made again rates behaviour as expected and says less."""
        behaviour = self.behaviour if last else Rating.MEETS
        overall = texts.overall_feedback(self.pick, self.family, self.results, behaviour, self.quarter.name)
        feedback = {FeedbackKey(FeedbackAbout.OVERALL): overall}
        if last and self.results is not Rating.MEETS:
            self._on_results(feedback)
        if last and behaviour is not Rating.MEETS:
            value, text = texts.value_feedback(self.pick, behaviour)
            feedback[FeedbackKey(FeedbackAbout.VALUE, value=value)] = text
        advice = texts.recommendation(self.pick, predicate(self.results, behaviour)) if self.pick.random() < 0.4 else None
        return Inputs(result_rating=self.results, behaviour_rating=behaviour, feedback=feedback, recommendation=advice)

    def _on_results(self, feedback: dict[FeedbackKey, str]) -> None:
        for part in self.case.parts[:2]:
            level = self.levels[part.lineage]
            if level is self.results:
                text = texts.result_feedback(self.pick, self.family, part.result.targets[0], self.figures[part.indicators[0]], level)
                feedback[FeedbackKey(FeedbackAbout.RESULT, part.lineage)] = text


def _moments(pick: Random, acts: Sequence[Act], quarter: Quarter, today: date, zone: str) -> list[datetime]:
    """Draw rising moments in office hours: the employee's acts within the submission window, the superiors' after them."""
    end = min(quarter.closed_on or today, today)
    window = _working_days(quarter.submission_from, min(quarter.submission_to, end))
    if Act.SUBMIT_IN_ABSENCE in acts:
        days = sorted(pick.choices(_working_days(quarter.submission_to, end), k=len(acts)))
    elif quarter.closed_on is None:
        days = sorted(pick.choices(window, k=len(acts)))
    else:
        submits = [number for number, act in enumerate(acts) if act in (Act.WRITE, Act.SUBMIT)]
        before = submits[-1] + 1 if submits else 0
        days = sorted(pick.choices(window, k=before))
        rest = _working_days(days[-1] if days else quarter.submission_from, end)
        days += sorted(pick.choices(rest, k=len(acts) - before))
    minutes = sorted(pick.sample(range(8 * 60, 16 * 60), len(acts)))
    # The minutes rise as the days do, so that moments rise also within one day.
    return [
        datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone)).astimezone(UTC)
        for day, minute in zip(days, minutes, strict=True)
    ]


def _working_days(first: date, end: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    return [day for day in days if day.weekday() < SATURDAY] or days
