"""How a command of the model is sent: the mutation, its input with real ids, and the answer in the model's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from tests.faults.stateful.asks import Ask
from tests.faults.stateful.town import EDITED_TEXT, REVIEWED_TEXT
from tests.worlds import TEN_CHARS, World

FIELDS = {
    "SUBMIT": "submitAppraisal",
    "SUBMIT_IN_ABSENCE": "submitAppraisalInAbsence",
    "WITHDRAW": "withdrawAppraisal",
    "RETURN": "returnAppraisal",
    "REVIEW": "reviewAppraisal",
    "RECALL": "recallAppraisal",
    "APPROVE": "approveAppraisal",
    "VOID": "voidAppraisal",
    "OPEN": "openCycle",
    "CLOSE": "closeCycle",
    "REOPEN": "reopenCycle",
    "PLAN": "planCycle",
    "EXTEND": "grantExtension",
    "EDIT": "editAppraisal",
    "EDIT_PLAN": "editPlan",
    "SET_LINE": "setLine",
    "END_LINE": "endLine",
    "LEGAL_STATUS": "recordLegalStatus",
    "ABSENCE": "recordAbsence",
    "END_ABSENCE": "endAbsence",
    "ACT": "startAssignment",
    "END_ACTING": "endAssignment",
}
_REFUSAL = "event { id } replayed unchanged refusal { code reasons { code } }"
_SHOWN = {
    **dict.fromkeys(("OPEN", "CLOSE", "REOPEN"), f"cycle {{ version state }} preview {{ toState version }} {_REFUSAL}"),
    "PLAN": f"cycle {{ version state }} {_REFUSAL}",
    "EXTEND": f"appraisal {{ version }} cycle {{ version }} {_REFUSAL}",
    "EDIT": f"appraisal {{ version state }} {_REFUSAL}",
    "EDIT_PLAN": f"plan {{ version }} {_REFUSAL}",
    **dict.fromkeys(("SET_LINE", "END_LINE"), f"employee {{ version }} line {{ id }} {_REFUSAL}"),
    "LEGAL_STATUS": f"employee {{ version }} legalStatus {{ id }} {_REFUSAL}",
    **dict.fromkeys(("ABSENCE", "END_ABSENCE"), f"employee {{ version }} absence {{ id }} {_REFUSAL}"),
    **dict.fromkeys(("ACT", "END_ACTING"), f"employee {{ version }} assignment {{ id }} {_REFUSAL}"),
}
_MOVED = f"appraisal {{ version state }} preview {{ toState version }} {_REFUSAL}"
ROWS = ("line", "absence", "assignment", "legalStatus")


def document(what: str) -> str:
    """Give the mutation of an action."""
    name = FIELDS[what]
    return f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {_SHOWN.get(what, _MOVED)} }} }}"


DOCUMENTS = {what: document(what) for what in FIELDS}


@dataclass(frozen=True)
class Answer:
    """An answer: DONE, REPLAYED, UNCHANGED, PREVIEWED, the refusal's code, or FAULT; with the event's id and what it is about."""

    code: str
    event: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def read(what: str, body: Mapping[str, Any]) -> Answer:
    """Read an answer; anything but a refusal or a fault of ours that was planted is an error."""
    if "errors" in body:
        codes = {error["extensions"]["code"] for error in body["errors"]}
        assert codes <= {"INTERNAL", "UNAVAILABLE"}, body["errors"]
        return Answer("FAULT")
    payload = body["data"][FIELDS[what]]
    if payload["refusal"] is not None:
        assert payload["event"] is None, payload
        return Answer(payload["refusal"]["code"], None, payload)
    event = payload["event"]["id"] if payload["event"] else None
    if payload.get("preview") is not None:
        return Answer("PREVIEWED", event, payload)
    if payload["unchanged"]:
        assert event is None, payload
        return Answer("UNCHANGED", None, payload)
    return Answer("REPLAYED" if payload["replayed"] else "DONE", event, payload)


@dataclass
class Ids:
    """Real ids by the model's names."""

    world: World
    appraisals: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    assignments: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    results: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)

    def given(self, ask: Ask) -> dict[str, Any]:
        """Give the input of a command."""
        common: dict[str, Any] = {}
        if ask.version is not None:
            common["expectedVersion"] = ask.version
        if ask.key is not None:
            common["idempotencyKey"] = ask.key
        if ask.dry:
            common["dryRun"] = True
        return {**common, **self._own(ask)}

    def _own(self, ask: Ask) -> dict[str, Any]:
        match ask.what:
            case "REVIEW":
                return {"id": self.appraisals[ask.of], **_review(ask)}
            case "OPEN" | "CLOSE" | "REOPEN":
                return {"id": self.world.cycle, **_reason(ask)}
            case "PLAN":
                days = {"startsOn": _day(ask, "starts"), "endsOn": _day(ask, "ends")}
                return {"name": "Bulanan", "kind": "MONTHLY", **days}
            case "EXTEND":
                return {"kind": ask.arg("kind"), "until": _day(ask, "until"), **self._scope(ask), "reason": _reason(ask).get("reason", "x")}
            case "EDIT":
                return {"id": self.appraisals[ask.of], **self._part(ask)}
            case "EDIT_PLAN":
                return {"id": self.plans[ask.of], **self._plan_part(ask)}
            case "SET_LINE":
                people = {f"{part}Id": self.world.employee(ask.text(part)) for part in ("appraiser", "approver")}
                return {"assignmentId": self.assignments[ask.of], **people, "documentNumber": "SK 7", **_days(ask)}
            case "LEGAL_STATUS":
                return {"employeeId": self.world.employee(ask.of), "status": ask.arg("status"), **_days(ask)}
            case "ABSENCE":
                return {"employeeId": self.world.employee(ask.of), "kind": "LEAVE", **_days(ask)}
            case "ACT":
                post = {"positionId": f"pos_{self.world.positions[ask.text('post')]}", "kind": "DAILY_ACTING"}
                return {"employeeId": self.world.employee(ask.of), **post, **_days(ask)}
            case "END_LINE" | "END_ABSENCE" | "END_ACTING":
                return {"id": self.rows[ask.of], "validTo": _day(ask, "until")}
            case _:
                kind = {} if ask.arg("kind") is None else {"kind": ask.arg("kind")}
                return {"id": self.appraisals[ask.of], **_reason(ask), **kind}

    def _scope(self, ask: Ask) -> dict[str, Any]:
        match ask.text("scope"):
            case "APPRAISAL":
                return {"scope": "APPRAISAL", "appraisalId": self.appraisals[ask.of]}
            case "UNIT":
                return {"scope": "UNIT", "cycleId": self.world.cycle, "unitId": f"unt_{self.world.units[ask.of]}"}
            case scope:
                return {"scope": scope, "cycleId": self.world.cycle}

    def _part(self, ask: Ask) -> dict[str, Any]:
        value = ask.arg("value")
        match ask.text("part"):
            case "nothing":
                return {}
            case "feedback":
                return {"feedback": [{"about": "OVERALL", "text": EDITED_TEXT}] if value else []}
            case "realisations":
                told = {"text": "Tercapai."} if value else {}
                return {"realisations": [{"indicatorId": self.indicators[name], **told} for name in ask.text("names").split()]}
            case part:
                return {part: value}

    def _plan_part(self, ask: Ask) -> dict[str, Any]:
        indicator = {"title": "Jumlah berkas", "targetValue": "12", "targetUnit": "berkas"}
        match ask.text("part"):
            case "nothing":
                return {}
            case "expectation":
                return {"expectations": [{"value": "COLLABORATIVE", "text": "Bekerja bersama."}]}
            case "take out":
                known = self.results.get(ask.of, [])
                return {"results": [{"id": known[-1] if known else f"res_{self.world.agency_id}", "remove": True}]}
            case part:
                kind = "ADDITIONAL" if part == "additional" else "MAIN"
                return {"results": [{"title": "Tertatanya arsip", "kind": kind, "indicators": [] if part == "bare" else [indicator]}]}


def _day(ask: Ask, name: str) -> str:
    return ask.day(name).isoformat()


def _days(ask: Ask) -> dict[str, str]:
    until = ask.arg("until")
    return {"validFrom": _day(ask, "since"), **({"validTo": until.isoformat()} if isinstance(until, date) else {})}


def _reason(ask: Ask) -> dict[str, str]:
    return {"reason": TEN_CHARS} if ask.arg("reason") else {}


def _review(ask: Ask) -> dict[str, Any]:
    given: dict[str, Any] = {"confirmResults": bool(ask.arg("confirm"))}
    for name in ("results", "behaviour"):
        if ask.arg(name) is not None:
            given["resultRating" if name == "results" else "behaviourRating"] = ask.arg(name)
    if ask.arg("feedback") is not None:
        given["feedback"] = [{"about": "OVERALL", "text": REVIEWED_TEXT}] if ask.arg("feedback") else []
    return given


async def post(client: httpx.AsyncClient, token: str, text: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Send a document and give the body of the answer."""
    answer = await client.post("/graphql", json={"query": text, "variables": variables}, headers={"Authorization": f"Bearer {token}"})
    body: dict[str, Any] = answer.json()
    return body
