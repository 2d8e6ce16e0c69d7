"""Aiming what hypothesis-graphql generates: a fair share of its values are replaced by real ones of the place where they stand.

Untouched, nearly every generated document fails at its first id. A mutation's input becomes a variable or stays a literal; ids stay
wrong now and then: of another agency, of another type, malformed; versions too.
"""

import random
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_required_input_field,
)

from models.database import Connection
from tests.demo_agency import TODAY
from tests.fuzz.sight import ID, MODELS
from tests.fuzz.stock import LONG_ENOUGH, TEXTS, Stock, day, figure, moment, related
from workflows.access import Actor

ID_FIELDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("employeeId", "appraiserId", "approverId", "actor", "proposedById"), ("emp",)),
    **dict.fromkeys(("receiverId", "askedId", "requesterId", "authorId", "coachId"), ("emp",)),
    "resultId": ("res",),
    "requestId": ("fbr",),
    "trainingId": ("trn",),
    "needId": ("tnd",),
    "enrolmentId": ("enr",),
    "feedbackId": ("fbk",),
    "coachingId": ("cch",),
    "agreementId": ("cag",),
    **dict.fromkeys(("unitId", "unitIds", "units", "unit", "underId"), ("unt",)),
    "assignmentId": ("asg",),
    **dict.fromkeys(("planId", "fromPlanId"), ("pln",)),
    **dict.fromkeys(("resultId", "supportsResultId"), ("res",)),
    "positionId": ("pos",),
    "cycleId": ("cyc",),
    "appraisalId": ("apr",),
    "indicatorId": ("ind",),
    "aboutId": ("res", "ind"),
    "uploadIds": ("upl",),
    "subject": ("apr", "emp", "pln", "lpr", "cyc", "dac", "fbk", "cch", "trn", "enr", "evd"),
    "subjectId": ("apr", "dac"),
    "activityId": ("dac",),
    "uploadId": ("upl",),
    "positionIds": ("pos",),
    "templateId": ("tpl", "atp"),
    "fromTemplateId": ("tpl",),
}
ID_OF_INPUT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "EditPlanInput",
            "CopyFromLastInput",
            "ProposePlanInput",
            "WithdrawPlanInput",
            "ReturnPlanInput",
            "AgreePlanInput",
            "AmendPlanInput",
        ),
        "pln",
    ),
    "EditDialogueInput": "dlg",
    **dict.fromkeys(("LinkResultInput", "EditRoleMatrixInput", "CopyPlanInput"), "pln"),
    **dict.fromkeys(("OpenCycleInput", "CloseCycleInput", "ReopenCycleInput"), "cyc"),
    "EndAbsenceInput": "abs",
    "EndAssignmentInput": "asg",
    "EndLineInput": "hsl",
    "RevokeRoleInput": "grt",
    "UnlinkIdentityInput": "idn",
    **dict.fromkeys(("DecideLineInput", "WithdrawLineProposalInput"), "lpr"),
    **dict.fromkeys(("RecordActivityInput", "ActivityItem", "AnswerActivityInput", "ActivityToAnswer", "ReplyToActivityInput"), "dac"),
    "WithdrawActivityInput": "dac",
    **dict.fromkeys(("EditPlanTemplateInput", "RemovePlanTemplateInput"), "tpl"),
    **dict.fromkeys(("EditActivityTemplateInput", "RemoveActivityTemplateInput"), "atp"),
    **dict.fromkeys(("AttachEvidenceInput", "RemoveEvidenceInput"), "evd"),
    **dict.fromkeys(("AcknowledgeFeedbackInput", "AnswerFeedbackInput"), "fbk"),
    **dict.fromkeys(("DeclineFeedbackRequestInput", "WithdrawFeedbackRequestInput"), "fbr"),
    **dict.fromkeys(("EditTrainingInput", "OpenTrainingInput", "HoldTrainingInput", "CancelTrainingInput"), "trn"),
    **dict.fromkeys(("AcceptRecognitionInput", "ShowRecognitionInput", "DeclineRecognitionInput", "WithdrawRecognitionInput"), "rcg"),
    **dict.fromkeys(("DeclineTrainingNeedInput", "WithdrawTrainingNeedInput"), "tnd"),
    **dict.fromkeys(("ConfirmEnrolmentInput", "DeclineEnrolmentInput", "WithdrawEnrolmentInput", "RecordAttendanceInput"), "enr"),
    **dict.fromkeys(("ConfirmCoachingInput", "FollowUpCoachingInput"), "cch"),
    "ResultEditInput": "res",
    "IndicatorEditInput": "ind",
}
"""Which type's ids an input's ``id`` takes; an appraisal's where nothing is said."""
FILLED = (
    "reason",
    "documentNumber",
    "text",
    "resultRating",
    "behaviourRating",
    "confirmResults",
    "kind",
    "feedback",
    "validTo",
    "decision",
)
"""Optional fields that an action often needs, and that are therefore often given."""
DROPPED = ("idempotencyKey", "approverId", "expectedVersion", "dryRun", "validTo", "unitIds", "unitId", "effective", "population")
"""Optional fields that are often left out, since most of their values are refused."""


class Aim:
    """Aims values for one request of one actor; ``chance`` decides everything, so that a seed gives the same request again."""

    def __init__(self, conn: Connection, stock: Stock, actor: Actor, chance: random.Random, subject: tuple[str, str] | None = None) -> None:
        self.conn, self.stock, self.actor, self.chance, self.subject = conn, stock, actor, chance, subject

    async def input(self, kind: GraphQLInputObjectType, given: Mapping[str, Any]) -> dict[str, Any]:
        """Aim an input object that was generated."""
        found: dict[str, Any] = {}
        for name, declared in kind.fields.items():
            required = is_required_input_field(declared)
            if not required and name in DROPPED and self.chance.random() < 0.7:
                continue
            if name not in given and not required and not (name in FILLED and self.chance.random() < 0.8):
                continue
            found[name] = await self.value(kind.name, name, declared.type, given.get(name))
        if "expectedVersion" in kind.fields and self.chance.random() < (0.9 if "expectedVersion" in found else 0):
            found["expectedVersion"] = await self._version(found)
        self._together(kind.name, found)
        if kind.name in ("RecordActivityInput", "ActivityItem") and self.chance.random() < 0.8:
            self._reported(found)
        if kind.name == "AttachEvidenceInput" and self.chance.random() < 0.8:
            # A new link of the whole: what names an upload or an indicator is of a file that nobody sent, mostly.
            found["url"] = f"https://contoh.go.id/{self.chance.getrandbits(32)}"
            for name in ("id", "uploadId", "indicatorId"):
                found.pop(name, None)
        return found

    async def value(self, parent: str, name: str, declared: GraphQLInputType, given: Any) -> Any:
        """Aim one value by its place; now and then what was generated stays."""
        if self.chance.random() < 0.04:
            return given
        bare = declared.of_type if isinstance(declared, GraphQLNonNull) else declared
        if given is None and not isinstance(declared, GraphQLNonNull) and self.chance.random() < 0.2:
            return None
        if isinstance(bare, GraphQLList):
            asked = given if isinstance(given, list) and given else [None] * self.chance.randint(1, 2)
            return [await self.value(parent, name, bare.of_type, one) for one in asked[:5]]
        if isinstance(bare, GraphQLInputObjectType):
            return await self.input(bare, given if isinstance(given, Mapping) else {})
        if isinstance(bare, GraphQLEnumType):
            return given if isinstance(given, str) and given in bare.values else self.chance.choice(list(bare.values))
        return await self.scalar(parent, name, get_named_type(bare), given)

    async def scalar(self, parent: str, name: str, kind: Any, given: Any) -> Any:
        """Aim a scalar by its type and name."""
        assert isinstance(kind, GraphQLScalarType)
        match kind.name:
            case "ID" if self.subject and self.subject[0] == name and not parent.endswith("EditInput") and self.chance.random() < 0.95:
                return self.subject[1]
            case "ID":
                return await self.id(*(ID_FIELDS.get(name) or (ID_OF_INPUT.get(parent, "apr"),)))
            case "String":
                return self.text(name)
            case "Date":
                return day(self.chance, -60, 5) if name == "validFrom" else day(self.chance, 1, 90)
            case "DateTime":
                return moment(self.chance)
            case "Decimal":
                return figure(self.chance)
            case "Int":
                return self.chance.randint(1, 12)
            case "Boolean":
                return self.chance.random() < (0.9 if name == "confirmResults" else 0.15)
            case _:
                return given

    async def id(self, *prefixes: str) -> str:
        """Give an id for a place that takes those of these types: mostly such a one."""
        prefix, drawn = self.chance.choice(prefixes), self.chance.random()
        agency = self.actor.agency_id
        if drawn < 0.5:
            mine = await related(self.conn, self.actor, prefix)
            if mine:
                return self.chance.choice(mine)
        if drawn < 0.8:
            return self.stock.own(self.chance, prefix, agency) or self.stock.any_id(self.chance)
        if drawn < 0.9:
            return self.stock.foreign(self.chance, prefix, agency) or self.stock.any_id(self.chance)
        return self.stock.any_id(self.chance) if drawn < 0.97 else self.stock.malformed(self.chance)

    def text(self, name: str) -> str:
        """Give a text for a field: mostly one that is long enough, now and then a hostile one."""
        if name == "idempotencyKey":
            if self.stock.keys and self.chance.random() < 0.4:
                return self.chance.choice(self.stock.keys)
            self.stock.keys.append(f"fuzz-{self.chance.getrandbits(48):x}")
            return self.stock.keys[-1]
        if name == "issuer":
            return self.chance.choice(("https://sso.example", "https://sso.example/", "javascript:1", "sso"))
        return LONG_ENOUGH if self.chance.random() < 0.7 else self.chance.choice(TEXTS)

    async def _version(self, given: Mapping[str, Any]) -> int | None:
        """Give the version that the record named by an input has now."""
        for name in ("id", "employeeId", "assignmentId"):
            known = ID.fullmatch(str(given.get(name) or ""))
            model = MODELS.get(known[1]) if known else None
            if known is None or model is None:
                continue
            whose = "id" if "version" in model._meta.fields_map else "employee_id"
            if whose not in model._meta.fields_map:
                continue
            table = model._meta.db_table if whose == "id" else "employee"
            key_sql = ":key" if whose == "id" else f"(SELECT o.employee_id FROM {model._meta.db_table} o WHERE o.id = :key)"
            rows = await self.conn.fetch(f"SELECT version FROM {table} WHERE id = {key_sql}", {"key": UUID(known[2])})
            return int(rows[0]["version"]) if rows else self.chance.randint(1, 9)
        return self.chance.randint(1, 9)

    def _together(self, kind: str, found: dict[str, Any]) -> None:
        """Make values that only make sense together do so, most of the time."""
        if self.chance.random() < 0.2:
            return
        if kind == "PlanCycleInput":
            year = TODAY.year + self.chance.randint(1, 60)
            found |= {
                "startsOn": f"{year}-01-01",
                "endsOn": f"{year}-04-01",
                "name": f"Triwulan {year} {self.chance.getrandbits(16)}",
                "submissionFrom": f"{year}-03-01",
                "submissionTo": f"{year}-04-11",
                "decisionTo": f"{year}-04-21",
                "kind": "QUARTERLY",
            }
        if kind == "GrantExtensionInput":
            self._scoped(found)
        if kind == "FeedbackInput":
            if found.get("about") in ("OVERALL", "VALUE"):
                found.pop("aboutId", None)
            if found.get("about") != "VALUE":
                found.pop("value", None)
        if kind in ("ReviewAppraisalInput", "ReviewAppraisalItem"):
            found["feedback"] = [{"about": "OVERALL", "text": LONG_ENOUGH}]
        if kind in ("EditPlanInput", "EditAppraisalInput") and self.chance.random() < 0.6:
            for name in ("realisations", "feedback", "results", "resultRating", "behaviourRating", "recommendation"):
                found.pop(name, None)
            if kind == "EditAppraisalInput":
                found["selfAppraisal"] = f"Semua target tercapai {self.chance.getrandbits(20)}."
            else:
                found["results"] = [{"title": f"Hasil {self.chance.getrandbits(20)}", "kind": "ADDITIONAL"}]
                found.pop("expectations", None)
        if kind == "RevokeRoleInput":
            found.pop("wholeLetter", None)

    def _reported(self, found: dict[str, Any]) -> None:
        """Report something of these days, mostly under an id of its own."""
        found |= {"day": day(self.chance, -9, 0), "minutes": self.chance.randint(1, 300)}
        if self.chance.random() < 0.6:
            found["id"] = f"dac_{UUID(int=self.chance.getrandbits(128), version=4)}"
        for name in ("resultId", "indicatorId", "quantity"):
            found.pop(name, None)

    def _scoped(self, found: dict[str, Any]) -> None:
        """Name what an extension's scope asks for, and nothing else."""
        if self.subject and self.chance.random() < 0.5:
            found |= {"scope": "APPRAISAL", "appraisalId": self.subject[1]}
        for name, of in (("appraisalId", ("APPRAISAL",)), ("unitId", ("UNIT",)), ("cycleId", ("UNIT", "CYCLE"))):
            if found.get("scope") not in of:
                found.pop(name, None)
