"""Evidence, and what may be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from models import evidence as stored
from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.people import Employee
from models.vocabulary import EvidenceAction, EvidenceState
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, record, to_one, value
from schema.reads.fields import Like, Value
from schema.reads.ids import make_id
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.actions.evidence_record import PREFIX, EvidenceRecord

FILE_PATH = "/evidence/{id}"
"""Where the file of a piece of evidence is."""


@value
class AvailableEvidenceAction:
    """An action on evidence: whether an input exists with which you can carry it out now."""

    action: EvidenceAction = plain("The action; it is `removeEvidence`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def available_actions(
    context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]
) -> list[list[AvailableEvidenceAction]]:
    """Preview every action on all evidence of a level together."""
    return await previewed(context, EvidenceRecord(), rows, EvidenceAction, AvailableEvidenceAction)


async def _files(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[str | None]:
    return [
        FILE_PATH.format(id=make_id(PREFIX, row["id"])) if row["sha256"] is not None and row["state"] == EvidenceState.ATTACHED else None
        for row in rows
    ]


def _subject(kind: str, model: type[Any]) -> Value:
    return Value(f"{kind.lower()}_id", sql=f"CASE WHEN {{a}}.subject_kind = '{kind}' THEN {{a}}.subject_id END", like=Like(model, "id"))


@record(stored.Evidence, PREFIX, values=(_subject("APPRAISAL", Appraisal), _subject("DAILY_ACTIVITY", DailyActivity)))
class Evidence(Node):
    """A file or a link that shows what was reached or done (bukti dukung). Whoever sees what it belongs to sees it, and opens its file."""

    subject_kind = column("What it belongs to.")
    appraisal = to_one(Appraisal, "appraisal_id", "The appraisal that it belongs to; null if it belongs to something else.")
    daily_activity = to_one(
        DailyActivity, "daily_activity_id", "The daily activity that it belongs to; null if it belongs to something else."
    )
    indicator_lineage = column(
        "The lineage of the indicator whose realisation it shows; null if it is of the whole.", of="indicator_lineage_id"
    )
    employee = to_one(Employee, "employee_id", "Who attached it.")
    title = column("What it is, in words.")
    url = column("Where it is, for a link. Only its form was checked, nothing was fetched; null for a file.")
    file_name = column("The name that its sender gave the file; null for a link.")
    file_type = column("What the file is by its content; null for a link.")
    size = column("The file's bytes; null for a link.")
    sha256 = column("The SHA-256 of the file in hex, which stays when the file is removed; null for a link.")
    file_url: str | None = computed(
        _files,
        "Where the file is: a path of this server, fetched with your token. Null for a link, and once it is removed.",
        needs=("id", "sha256", "state"),
    )
    attached_at = column("When it was attached.")
    removed_by = to_one(Employee, "removed_by_id", "Who removed it; null while it is there.")
    removed_at = column("When it was removed; null while it is there.")
    removal_reason = column("Why it was removed; null while it is there.")
    state = column("Whether it is attached or removed.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    available_actions: list[AvailableEvidenceAction] = computed(
        available_actions, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=3
    )
    history = subject_history()
