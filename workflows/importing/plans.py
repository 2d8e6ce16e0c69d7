"""Imported plans: results with indicators and expectations of a year, compared with the newest revision; a difference makes the next one.

An imported plan was not agreed here: its origin says IMPORTED, and nothing pretends otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from models import limits
from models.database import Connection, new_id
from models.people import Assignment
from models.plans import BehaviourExpectation, Indicator, PerformancePlan, PlannedResult, PlanRevision
from models.vocabulary import AssignmentKind, BehaviourValue, EventAction, PlanApproach, PlanOrigin, SubjectType
from workflows.actions.plan_content import (
    INDICATOR_COLUMNS,
    RESULT_COLUMNS,
    IndicatorContent,
    PlanContent,
    ResultContent,
    created_after,
    differences,
    renumber,
    settled_until,
)
from workflows.events import Change
from workflows.importing.known import Known, chunks, rows_of
from workflows.importing.ledger import Ledger, Subject
from workflows.importing.lines import ExpectationLine, ResultLine
from workflows.importing.problems import Place, ProblemCode

RESULT_GIVEN = tuple(name for name in RESULT_COLUMNS if name != "ordinal")
INDICATOR_GIVEN = tuple(name for name in INDICATOR_COLUMNS if name != "ordinal")


@dataclass(slots=True)
class Said:
    """What the files say about one plan: results by title in their order, each with its lines, and expectations by value."""

    place: Place
    results: dict[str, list[ResultLine]] = field(default_factory=dict)
    expectations: dict[BehaviourValue, ExpectationLine] = field(default_factory=dict)


@dataclass(slots=True)
class Stored:
    """A plan with its newest revision's id, ordinal and content, and up to when drafts that nobody can write show what there was."""

    plan: PerformancePlan
    revision_id: UUID | None = None
    ordinal: int = 0
    settled: datetime | None = None
    content: PlanContent = field(default_factory=PlanContent)


class PlanChanges:
    """Fills a ledger with plans that begin and plans that get a next revision; ``known`` has the assignments and the posts named."""

    def __init__(self, ledger: Ledger, known: Known) -> None:
        self.ledger, self.known = ledger, known
        self.agency_id = ledger.actor.agency_id
        self.by_id: dict[UUID, Assignment] = {}

    async def compare(self, conn: Connection, lines: Sequence[tuple[ResultLine | ExpectationLine, UUID]]) -> None:
        """Compare the plans that lines speak of, each given with its employee; every line of a plan must be there."""
        said = self._said(lines)
        stored = await self._stored(conn, said)
        for (assignment_id, year), one in said.items():
            before = stored.get((assignment_id, year))
            if before is None:
                self._begin(self.by_id[assignment_id], year, one)
                continue
            after = content_of(one, before.content)
            if differences(before.content, after):
                if before.plan.state is not None:
                    # What two people agree on, or are about to, is amended by them and never by a file.
                    self.ledger.fault(ProblemCode.PLAN_AGREED_HERE, one.place, "result")
                    continue
                subject = self.ledger.touch(SubjectType.PLAN, before.plan, one.place, EventAction.EDIT_PLAN)
                self._write(subject, before, after)

    def _said(self, lines: Sequence[tuple[ResultLine | ExpectationLine, UUID]]) -> dict[tuple[UUID, int], Said]:
        found: dict[tuple[UUID, int], Said] = {}
        for line, employee_id in lines:
            assignment = self._assignment(line, employee_id)
            if assignment is None:
                continue
            said = found.setdefault((assignment.id, line.year), Said(line.place))
            if isinstance(line, ExpectationLine):
                said.expectations[line.value] = line
                continue
            of_result = said.results.setdefault(line.title, [])
            of_result.append(line)
            if len(said.results) > limits.RESULTS_ROWS or len(of_result) > limits.INDICATORS_ROWS:
                self.ledger.fault(
                    ProblemCode.TOO_MANY, line.place, "result", results=limits.RESULTS_ROWS, indicators=limits.INDICATORS_ROWS
                )
            if any(line.indicator == other.indicator for other in of_result[:-1]):
                self.ledger.fault(ProblemCode.DUPLICATE, line.place, "indicator", **self.ledger.told(of_result[0].place))
        return found

    def _assignment(self, line: ResultLine | ExpectationLine, employee_id: UUID) -> Assignment | None:
        """Find whose plan it is: the post that the line names, else the definitive one held last in that year."""
        first, last = date(line.year, 1, 1), date(line.year + 1, 1, 1)
        held = [
            row
            for row in self.known.assignments.get(employee_id, [])
            if row.valid_from < last and (row.valid_to is None or row.valid_to > first)
        ]
        if line.position is not None:
            post = self.known.positions.get(line.position)
            held = [row for row in held if post is not None and row.position_id == post.id]
        else:
            held = [row for row in held if row.kind is AssignmentKind.DEFINITIVE]
        if not held:
            self.ledger.fault(ProblemCode.NO_ASSIGNMENT, line.place, "position_code" if line.position else "year", year=line.year)
            return None
        assignment = max(held, key=lambda row: row.valid_from)
        self.by_id[assignment.id] = assignment
        return assignment

    async def _stored(self, conn: Connection, said: Mapping[tuple[UUID, int], Said]) -> dict[tuple[UUID, int], Stored]:
        found: dict[UUID, Stored] = {}
        scope = {"agency": self.agency_id}
        for part in chunks(list({assignment for assignment, _ in said})):
            plans = await rows_of(conn, PerformancePlan, "agency_id = :agency AND assignment_id IN :ids", {**scope, "ids": part})
            found.update({plan.id: Stored(plan) for plan in plans})
        for part in chunks(list(found)):
            for plan_id, settled in (await settled_until(conn, self.agency_id, part)).items():
                found[plan_id].settled = settled
            for revision in await rows_of(conn, PlanRevision, "agency_id = :agency AND plan_id IN :ids", {**scope, "ids": part}):
                stored = found[revision.plan_id]
                if revision.ordinal > stored.ordinal:
                    stored.ordinal, stored.revision_id = revision.ordinal, revision.id
        await self._contents(conn, {one.revision_id: one.content for one in found.values() if one.revision_id})
        return {(stored.plan.assignment_id, stored.plan.year): stored for stored in found.values()}

    async def _contents(self, conn: Connection, contents: Mapping[UUID, PlanContent]) -> None:
        of_revision = "agency_id = :agency AND revision_id IN :ids"
        for part in chunks(list(contents)):
            scope: Mapping[str, object] = {"agency": self.agency_id, "ids": part}
            by_row: dict[UUID, ResultContent] = {}
            for row in sorted(await rows_of(conn, PlannedResult, of_revision, scope), key=lambda one: one.ordinal):
                result = ResultContent(row.lineage_id, {name: getattr(row, name) for name in RESULT_COLUMNS}, row_id=row.id)
                contents[row.revision_id].results[result.lineage] = by_row[row.id] = result
            for one in sorted(await rows_of(conn, Indicator, of_revision, scope), key=lambda one: one.ordinal):
                values = {name: getattr(one, name) for name in INDICATOR_COLUMNS}
                by_row[one.result_id].indicators[one.lineage_id] = IndicatorContent(one.lineage_id, values, one.id)
            for expectation in await rows_of(conn, BehaviourExpectation, of_revision, scope):
                contents[expectation.revision_id].expectations[expectation.value] = expectation.text

    def _begin(self, assignment: Assignment, year: int, said: Said) -> None:
        first, last = date(year, 1, 1), date(year + 1, 1, 1)
        plan = PerformancePlan(
            id=new_id(),
            agency_id=self.agency_id,
            assignment_id=assignment.id,
            employee_id=assignment.employee_id,
            year=year,
            starts_on=max(first, assignment.valid_from),
            ends_on=min(last, assignment.valid_to or last),
            approach=PlanApproach.QUANTITATIVE,
            origin=PlanOrigin.IMPORTED,
            version=1,
        )
        subject = self.ledger.begin(SubjectType.PLAN, plan, said.place, EventAction.CREATE_PLAN)
        self._write(subject, Stored(plan), content_of(said, PlanContent()))

    def _write(self, subject: Subject, before: Stored, after: PlanContent) -> None:
        """Add the next revision with the whole content; the one before stays as it is, whether an appraisal pins it or not."""
        made = created_after(self.ledger.actor.now, before.settled)
        ordinal = before.ordinal + 1
        revision = PlanRevision(id=new_id(), agency_id=self.agency_id, plan_id=before.plan.id, ordinal=ordinal, created_at=made)
        self.ledger.add(revision)
        subject.changes.extend(differences(before.content, after))
        if before.revision_id is not None:
            subject.changes.append(Change("revisionId", before.revision_id, revision.id))
        shared = {"agency_id": self.agency_id, "revision_id": revision.id}
        for result in after.results.values():
            row = PlannedResult(id=new_id(), lineage_id=result.lineage, **shared, **result.values)
            self.ledger.add(row)
            for one in result.indicators.values():
                self.ledger.add(Indicator(id=new_id(), result_id=row.id, lineage_id=one.lineage, **shared, **one.values))
        for value, text in after.expectations.items():
            self.ledger.add(BehaviourExpectation(id=new_id(), value=value, text=text, **shared))


def content_of(said: Said, before: PlanContent) -> PlanContent:
    """Give the content that the files ask for: their results, or those there are if they speak of none; the same for each expectation.

    A result or indicator keeps its lineage by its title.
    """
    content = PlanContent(expectations={**before.expectations, **{value: line.text for value, line in said.expectations.items()}})
    if not said.results:
        content.results = before.results
        return content
    old = {result.values["title"]: result for result in before.results.values()}
    for title, lines in said.results.items():
        known = old.get(title)
        values = {name: getattr(lines[0], name) for name in RESULT_GIVEN}
        result = ResultContent(known.lineage if known else new_id(), values)
        indicators = {one.values["title"]: one for one in known.indicators.values()} if known else {}
        for line in lines:
            was = indicators.get(line.indicator)
            given = {name: line.indicator if name == "title" else getattr(line, name) for name in INDICATOR_GIVEN}
            one = IndicatorContent(was.lineage if was else new_id(), given)
            result.indicators[one.lineage] = one
        content.results[result.lineage] = result
    renumber(content)
    return content
