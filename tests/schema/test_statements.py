"""The number of statements follows the document, never the number of rows: every relation and computation, with 1 row and with 50."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from models.activities import ActivityReply, DailyActivity
from models.cycles import Extension
from models.database import Database
from models.dialogue import CoachingAgreement, CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import Evidence
from models.guidance import GuidanceEdition, GuidanceText
from models.line_proposals import LineProposal
from models.people import Absence, EmployeeGrade, EmployeeIdentity, HandSetLine, Holiday, LegalStatus, RoleGrant
from models.plans import PerformanceDialogue, PlanAnnex
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate, TemplateIndicator, TemplatePosition, TemplateResult
from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from models.vocabulary import (
    AbsenceKind,
    ActivityAction,
    ActivityState,
    AgreementOutcome,
    AnnexKind,
    AppraisalState,
    Aspect,
    Attendance,
    CoachingState,
    EnrolmentState,
    EventAction,
    EvidenceState,
    EvidenceSubject,
    ExtensionKind,
    ExtensionScope,
    FeedbackAudience,
    FeedbackNoteState,
    FeedbackRequestState,
    FeedbackSide,
    GuidanceLanguage,
    GuidanceTopic,
    LegalStatusKind,
    LineProposalState,
    NeedSource,
    OpinionAudience,
    RecognitionKind,
    RecognitionState,
    ResultKind,
    ResultOwnership,
    Role,
    SubjectType,
    TemplateState,
    TrainingKind,
    TrainingNeedState,
    TrainingState,
    TrainingSubject,
)
from schema.reads import registry
from schema.reads.fields import Column, Inherited
from schema.root import build
from tests.engines import Urls
from tests.schema.conftest import unguard
from tests.schema.world import NOW, START, Api, World, app_of, town
from workflows.canonical import EventDraft
from workflows.events import record_many

# How to reach objects of each type, 50 where there are 50; `%s` is where the field under test stands.
PLACES = {
    "Agency": "{ viewer { agency { %s } } }",
    "Holiday": "{ viewer { agency { holidays(first: 100) { edges { node { %s } } } } } }",
    "Viewer": "{ viewer { %s } }",
    "RoleHeld": "{ viewer { roles { %s } } }",
    "OrgUnit": "{ orgUnits(first: 100) { edges { node { %s } } } }",
    "Position": "{ employees(first: 100) { edges { node { position { %s } } } } }",
    "Employee": "{ employees(first: 100) { edges { node { %s } } } }",
    "Assignment": "{ employees(first: 100) { edges { node { assignments { %s } } } } }",
    "Absence": "{ employees(first: 100) { edges { node { absences { %s } } } } }",
    "LegalStatus": "{ employees(first: 100) { edges { node { legalStatuses { %s } } } } }",
    "EmployeeGrade": "{ employees(first: 100) { edges { node { grades { %s } } } } }",
    "RoleGrant": "{ employees(first: 100) { edges { node { grants { %s } } } } }",
    "ReportingLine": "{ employees(first: 100) { edges { node { reportingLine { %s } } } } }",
    "EmployeeIdentity": "{ employees(first: 100) { edges { node { identities { %s } } } } }",
    "LineProposal": "{ lineProposals(first: 100) { edges { node { %s } } } }",
    "DailyActivity": "{ dailyActivities(first: 100) { edges { node { %s } } } }",
    "ActivityDraft": "{ viewer { activityDrafts { %s } } }",
    "IndicatorActivitySum": "{ appraisals(first: 100) { edges { node { activitySums { %s } } } } }",
    "ActivityReply": "{ dailyActivities(first: 100) { edges { node { replies { %s } } } } }",
    "LineSuggestion": "{ employees(first: 100) { edges { node { reportingLine { suggestions { %s } } } } } }",
    "LineReason": "{ employees(first: 100) { edges { node { reportingLine { because { %s } } } } } }",
    "HandSetLine": "{ employees(first: 100) { edges { node { assignments { handSetLines { %s } } } } } }",
    "AppraisalCycle": "{ appraisalCycles(first: 100) { edges { node { %s } } } }",
    "OpeningRun": "{ appraisalCycles(first: 100) { edges { node { opening { %s } } } } }",
    "OpeningResult": "{ appraisalCycles(first: 100) { edges { node { openingResults { edges { node { %s } } } } } } }",
    "Appraisal": "{ appraisals(first: 100) { edges { node { %s } } } }",
    "AppraisalCount": "{ appraisalCounts(groupBy: [UNIT, CYCLE]) { %s } }",
    "Extension": "{ appraisalCycles(first: 100) { edges { node { extensions(first: 100) { edges { node { %s } } } } } } }",
    "Realisation": "{ appraisals(first: 100) { edges { node { realisations { %s } } } } }",
    "Feedback": "{ appraisals(first: 100) { edges { node { feedback { %s } } } } }",
    "PerformancePlan": "{ appraisals(first: 100) { edges { node { plan { %s } } } } }",
    "PlanRevision": "{ appraisals(first: 100) { edges { node { plan { revision { %s } } } } } }",
    "PlannedResult": "{ appraisals(first: 100) { edges { node { plan { results { %s } } } } } }",
    "Indicator": "{ appraisals(first: 100) { edges { node { plan { results { indicators { %s } } } } } } }",
    "BehaviourExpectation": "{ appraisals(first: 100) { edges { node { plan { expectations { %s } } } } } }",
    "Evidence": "{ evidence(first: 100) { edges { node { %s } } } }",
    "PlanTemplate": "{ planTemplates(first: 100) { edges { node { %s } } } }",
    "TemplatePosition": "{ planTemplates(first: 100) { edges { node { positions { %s } } } } }",
    "TemplateResult": "{ planTemplates(first: 100) { edges { node { results { %s } } } } }",
    "TemplateIndicator": "{ planTemplates(first: 100) { edges { node { results { indicators { %s } } } } } }",
    "ActivityTemplate": "{ viewer { activityTemplates(first: 100) { edges { node { %s } } } } }",
    "FeedbackNote": "{ feedbackNotes(first: 100) { edges { node { %s } } } }",
    "FeedbackRequest": "{ feedbackRequests(first: 100) { edges { node { %s } } } }",
    "CoachingSession": "{ coachingSessions(first: 100) { edges { node { %s } } } }",
    "Training": "{ trainings(first: 100) { edges { node { %s } } } }",
    "Recognition": "{ recognitions(first: 100) { edges { node { %s } } } }",
    "ReachedTargets": "{ reachedTargets { %s } }",
    "AllTargetsReached": "{ reachedTargets { reached { %s } } }",
    "ReachedFigure": "{ reachedTargets { reached { figures { %s } } } }",
    "TrainingNeed": "{ trainingNeeds(first: 100) { edges { node { %s } } } }",
    "Enrolment": "{ enrolments(first: 100) { edges { node { %s } } } }",
    "TrainingOpinion": "{ trainingOpinions(first: 100) { edges { node { %s } } } }",
    "CoachingAgreement": "{ coachingSessions(first: 100) { edges { node { agreements { %s } } } } }",
    "Guidance": "{ guidanceTopics { %s } }",
    "GuidanceEdition": "{ guidanceEditions(first: 100) { edges { node { %s } } } }",
    "GuidanceText": "{ guidanceEditions(first: 100) { edges { node { texts { %s } } } } }",
    "SupportableResult": "{ appraisals(first: 100) { edges { node { plan { supportable { %s } } } } } }",
    "SupportedResult": "{ appraisals(first: 100) { edges { node { plan { results { supports { %s } } } } } } }",
    "RoleMatrix": "{ appraisals(first: 100) { edges { node { plan { roleMatrix { %s } } } } } }",
    "MatrixResult": "{ appraisals(first: 100) { edges { node { plan { roleMatrix { results { %s } } } } } } }",
    "MatrixStaff": "{ appraisals(first: 100) { edges { node { plan { roleMatrix { staff { %s } } } } } } }",
    "MatrixCell": "{ appraisals(first: 100) { edges { node { plan { roleMatrix { cells { %s } } } } } } }",
    "MatrixLink": "{ appraisals(first: 100) { edges { node { plan { roleMatrix { cells { links { %s } } } } } } } }",
    "MyDay": "{ myDay { %s } }",
    "DayActivity": "{ myDay { activities { %s } } }",
    "TargetProgress": "{ myYear { targets { %s } } }",
    "MyYear": "{ myYear { %s } }",
    "TeamDay": "{ teamDay { %s } }",
    "TeamMember": "{ teamDay { members { %s } } }",
    "TeamWaiting": "{ teamDay { waiting { %s } } }",
    "MayNeedHelp": "{ teamDay { mayNeedHelp { %s } } }",
    "HelpHint": "{ teamDay { mayNeedHelp { reasons { %s } } } }",
    "TeamProgress": "{ teamProgress { %s } }",
    "MemberProgress": "{ teamProgress { members { %s } } }",
    "UnitBoard": '{ unitBoard(unitId: "unt_00000000-0000-0000-0000-000000000000") { %s } }',
    "BoardUnit": '{ unitBoard(unitId: "unt_00000000-0000-0000-0000-000000000000") { units { %s } } }',
    "BoardResult": '{ unitBoard(unitId: "unt_00000000-0000-0000-0000-000000000000") { results { %s } } }',
    "BoardAppraisals": '{ unitBoard(unitId: "unt_00000000-0000-0000-0000-000000000000") { appraisals { %s } } }',
    "StuckStep": '{ unitBoard(unitId: "unt_00000000-0000-0000-0000-000000000000") { stuck { %s } } }',
    "YearAppraisal": "{ myYear { appraisals { %s } } }",
    "PlanAnnex": "{ appraisals(first: 100) { edges { node { plan { annexes { %s } } } } } }",
    "PerformanceDialogue": "{ appraisals(first: 100) { edges { node { plan { dialogues { %s } } } } } }",
    "HistoryEvent": "{ historyEvents(first: 100) { edges { node { %s } } } }",
    "HistoryActor": "{ historyEvents(first: 100) { edges { node { actor { %s } } } } }",
    "HistoryPrincipal": "{ historyEvents(first: 100) { edges { node { onBehalfOf { %s } } } } }",
    "RosterImport": "{ rosterImports(first: 100) { edges { node { %s } } } }",
    "RosterImportProblem": "{ rosterImports(first: 100) { edges { node { problems(first: 100) { edges { node { %s } } } } } } }",
    "Reason": "{ appraisals(first: 100) { edges { node { availableActions { reasons { %s } } } } } }",
    "WhoCan": "{ appraisals(first: 100) { edges { node { availableActions { reasons { whoCan { %s } } } } } } }",
}
# Reached through commands alone; what they read is measured with them.
BY_COMMANDS = {"Query", "Mutation", "Refusal", "LinePreview"}


def fields_under_test() -> Iterator[tuple[str, str]]:
    """Give every relation, connection and computation of every record, by type and name."""
    build()
    for record in registry.records():
        if record.name in PLACES:
            yield from ((record.name, name) for name, declared in record.fields.items() if not isinstance(declared, Column | Inherited))


def selection(kind: str, name: str, depth: int = 0) -> str:
    """Write a field with leaves below it, three levels deep where it needs that to reach one."""
    held = build().core.type_map[kind]
    assert isinstance(held, GraphQLObjectType)
    target = get_named_type(held.fields[name].type)
    if is_leaf_type(target):
        return name
    if target.name.endswith("Connection"):
        return f"{name}(first: 2) {{ edges {{ node {{ id }} }} }}"
    assert isinstance(target, GraphQLObjectType)
    leaves = [each for each, field in target.fields.items() if is_leaf_type(get_named_type(field.type)) and not field.args]
    inner = leaves[0] if leaves else selection(target.name, next(iter(target.fields)), depth + 1)
    return f"{name} {{ {inner} }}"


async def grown(urls: Urls, database: Database, rows: int) -> World:
    """Make a world with so many people, each with everything a person can have, and so many appraisals and cycles."""
    await unguard(urls)
    world = town(database, f" {rows}")
    for number in range(rows):
        name = f"clerk {number}"
        one = world.hire(name, "section")
        world.line(name, "chief", "head")
        world.appraise(name, "quarter", "section", AppraisalState.APPROVED)
        world.plan_cycle(f"cycle {number}", "town")
        dated = {"agency_id": one.agency_id, "valid_from": START, "recorded_from": NOW}
        assignment = world.assignments[name]
        world.keep(Absence, employee_id=one.id, kind=AbsenceKind.LEAVE, **dated)
        world.keep(LegalStatus, employee_id=one.id, status=LegalStatusKind.ACTIVE, **dated)
        world.keep(EmployeeGrade, employee_id=one.id, grade="III/c", **dated)
        world.keep(RoleGrant, employee_id=one.id, role=Role.OPERATOR, **dated)
        world.keep(HandSetLine, assignment_id=assignment.id, appraiser_id=world.people["head"].id, document_number=f"D-{number}", **dated)
        identity = {"employee_id": one.id, "issuer": "https://id.example", "subject": f"{name}{rows}", "recorded_from": NOW}
        world.keep(EmployeeIdentity, agency_id=one.agency_id, **identity)
        world.keep(
            LineProposal,
            agency_id=one.agency_id,
            assignment_id=assignment.id,
            employee_id=one.id,
            appraiser_id=world.people["head"].id,
            proposed_by_id=one.id,
            valid_from=START,
            reason="Somebody else appraises me.",
            state=LineProposalState.PROPOSED,
            version=1,
            state_since=NOW,
            updated_at=NOW,
        )
        spoken = {"agency_id": one.agency_id, "employee_id": one.id, "author_id": world.people["auditor"].id, "version": 1}
        now = {"state_since": NOW, "updated_at": NOW}
        asked = {"question": "Bagaimana?", "state": FeedbackRequestState.ANSWERED, "asked_at": NOW}
        world.keep(FeedbackRequest, **spoken, **now, **asked)
        told = {"side": FeedbackSide.PEER, "audience": FeedbackAudience.RECEIVER, "text": "Baik.", "given_on": START, "given_at": NOW}
        world.keep(FeedbackNote, **spoken, **now, **told, request_id=world.rows[-1].id, state=FeedbackNoteState.GIVEN)
        held = {"held_on": START, "topic": "Laporan", "text": "Baik.", "recorded_at": NOW}
        world.keep(CoachingSession, **spoken, **now, **held, state=CoachingState.RECORDED)
        agreed = {"ordinal": 1, "text": "Tiap Jumat.", "due_on": START, "outcome": AgreementOutcome.OPEN}
        world.keep(CoachingAgreement, agency_id=one.agency_id, session_id=world.rows[-1].id, **agreed)
        thanked = {"side": FeedbackSide.PEER, "kind": RecognitionKind.EFFORT, "reason": "Terima kasih.", "given_at": NOW}
        world.keep(Recognition, **spoken, **now, **thanked, state=RecognitionState.GIVEN)
        unit, auditor = world.units["section"].id, world.people["auditor"].id
        taught = {"kind": TrainingKind.WORKSHOP, "subject": TrainingSubject.PLANNING, "starts_on": START, "last_on": START}
        room = {"hours": 6, "capacity": 60, "state": TrainingState.OPEN, "version": 1}
        training = world.keep(Training, agency_id=one.agency_id, unit_id=unit, title="Lokakarya", **taught, **room, **now)
        wanted = {"subject": TrainingSubject.PLANNING, "text": "Hasil.", "source": NeedSource.WISH, "stated_at": NOW}
        need = world.keep(TrainingNeed, **spoken, **now, **wanted, state=TrainingNeedState.ANSWERED)
        there = {"attendance": Attendance.PRESENT, "hours": 6, "state": EnrolmentState.FINISHED, "requested_at": NOW}
        part = world.keep(Enrolment, **spoken, **now, **there, training_id=training.id, need_id=need.id)
        thought = {"usefulness": 4, "audience": OpinionAudience.KEEPER, "given_at": NOW, "version": 1, "updated_at": NOW}
        mine = {"agency_id": one.agency_id, "employee_id": auditor, "unit_id": unit, "training_id": training.id}
        world.keep(TrainingOpinion, **mine, **thought, enrolment_id=part.id)
        world.keep(Holiday, agency_id=one.agency_id, day=START + timedelta(days=number), name="Libur")
        usual = {"state": TemplateState.ACTIVE, "version": 1, "recorded_at": NOW, **now}
        world.keep(ActivityTemplate, agency_id=one.agency_id, employee_id=world.people["auditor"].id, name="Pagi", text="Uji.", **usual)
        world.keep(PlanTemplate, agency_id=one.agency_id, name=f"Templat {number}", **usual)
        piece = {"agency_id": one.agency_id, "template_id": world.rows[-1].id}
        world.keep(TemplatePosition, **piece, position_id=assignment.position_id)
        shown = {"kind": ResultKind.MAIN, "ownership": ResultOwnership.ORGANISATION, "title": "Hasil", "ordinal": 1}
        world.keep(TemplateResult, **piece, **shown)
        measured = {"aspect": Aspect.QUANTITY, "title": "Jumlah", "target_text": "12", "ordinal": 1}
        world.keep(TemplateIndicator, **piece, result_id=world.rows[-1].id, **measured)
        edition = {"valid_from": date(2026, 1, 1 + number % 28), "recorded_at": NOW, "version": 1}
        world.keep(GuidanceEdition, agency_id=one.agency_id, **edition)
        words = {"topic": GuidanceTopic.RATINGS, "language": GuidanceLanguage.ID, "title": "Nilai", "text": "Artinya."}
        world.keep(GuidanceText, agency_id=one.agency_id, edition_id=world.rows[-1].id, **words)
        reported = world.keep(
            DailyActivity,
            agency_id=one.agency_id,
            day=START,
            employee_id=one.id,
            assignment_id=assignment.id,
            unit_id=world.units["section"].id,
            text="Vehicles were tested.",
            recorded_at=NOW,
            late=False,
            state=ActivityState.QUESTIONED,
            version=1,
            state_since=NOW,
            updated_at=NOW,
        )
        about = {"subject_kind": EvidenceSubject.DAILY_ACTIVITY, "subject_id": reported.id, "unit_id": world.units["section"].id}
        link = {"title": "Berita acara", "url": "https://contoh.go.id/", "attached_at": NOW, "state": EvidenceState.ATTACHED, "version": 1}
        world.keep(Evidence, agency_id=one.agency_id, employee_id=one.id, **about, **link, **now)
        world.keep(
            ActivityReply,
            agency_id=one.agency_id,
            activity_id=reported.id,
            ordinal=1,
            kind=ActivityAction.ASK,
            author_id=world.people["chief"].id,
            unit_id=world.units["section"].id,
            text="How many?",
            at=NOW,
            on_day=START,
            response_days=0,
        )
        appraisal = world.appraisals[name]
        shared = {"agency_id": one.agency_id, "revision_id": appraisal.opening_revision_id}
        world.keep(PlanAnnex, kind=AnnexKind.CONSEQUENCE, ordinal=1, text="Talked about.", **shared)
        world.keep(
            PerformanceDialogue,
            agency_id=one.agency_id,
            plan_id=appraisal.plan_id,
            assignment_id=assignment.id,
            employee_id=one.id,
            superior_id=world.people["head"].id,
            held_on=START,
            agreements="Two more devices.",
            version=1,
            recorded_at=NOW,
            updated_at=NOW,
        )
        world.keep(
            Extension,
            agency_id=one.agency_id,
            cycle_id=world.cycles["quarter"].id,
            appraisal_id=world.appraisals[name].id,
            kind=ExtensionKind.SUBMISSION,
            scope=ExtensionScope.APPRAISAL,
            until=date(2026, 5, 1),
            granted_by_id=world.people["admin"].id,
            granted_at=NOW,
        )
    await world.save()
    drafts = [
        EventDraft(
            actor=world.actor("chief"),
            subject_type=SubjectType.APPRAISAL,
            subject_id=world.appraisals[f"clerk {number}"].id,
            version=1,
            action=EventAction.OPEN_APPRAISAL,
        )
        for number in range(rows)
    ]
    await database.transaction(lambda conn: record_many(conn, drafts))
    return world


async def counted(world: World) -> dict[tuple[str, str], int]:
    """Ask every field once; give how many statements each sent."""
    api = Api(app_of(world))
    counts = {}
    for kind, name in fields_under_test():
        await api.data("auditor", PLACES[kind] % selection(kind, name))
        counts[kind, name] = api.statements
    return counts


def test_every_type_has_its_place() -> None:
    build()
    known = {record.name for record in registry.records() if not record.name.endswith("Payload")}
    assert known == set(PLACES) | BY_COMMANDS


async def test_no_field_sends_more_statements_for_more_rows(urls: Urls, database: Database) -> None:
    few = await counted(await grown(urls, database, 1))
    assert few
    # A second town in the same database, of which its own auditor sees everything and nothing else.
    assert await counted(await grown(urls, database, 50)) == few


async def test_a_deep_document_sends_one_statement(urls: Urls, database: Database) -> None:
    world = await grown(urls, database, 50)
    compiled, reference = Api(app_of(world)), Api(app_of(world, compiled=False))
    document = """{ appraisals(first: 50) { edges { node { id employee { name unit { name } } cycle { name }
      plan { results { title indicators { title } } expectations { text } } realisations { text } feedback { text } } } } }"""
    assert await compiled.data("auditor", document) == await reference.data("auditor", document)
    # Once a document is known to be too deep for SQLite's parser before 3.46, its deepest relations are read apart.
    await compiled.data("auditor", document)
    assert compiled.statements == (4 if urls.dialect == "sqlite" and sqlite3.sqlite_version_info < (3, 46) else 1)
    # appraisals, employees, their units, cycles, plans, results, indicators, expectations, realisations, feedback
    assert reference.statements == 10


async def test_only_the_columns_asked_for_are_selected(world: World, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    read = world.database.read

    async def watched(work, **options):  # type: ignore[no-untyped-def]
        async def inner(session):  # type: ignore[no-untyped-def]
            fetch = session.fetch

            async def told(sql, params=None):  # type: ignore[no-untyped-def]
                sent.append(sql)
                return await fetch(sql, params)

            monkeypatch.setattr(session, "fetch", told)
            return await work(session)

        return await read(inner, **options)

    monkeypatch.setattr(world.database, "read", watched)
    reference = Api(app_of(world, compiled=False))
    assert await reference.data("chief", "{ appraisals { edges { node { state } } } }") == await api.data(
        "chief", "{ appraisals { edges { node { state } } } }"
    )
    by_reference, compiled = sent
    assert by_reference.startswith("SELECT t.id AS id, t.state AS state FROM appraisal t WHERE ")
    assert "state" in compiled
    assert "updated_at" not in compiled
