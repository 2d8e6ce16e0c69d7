"""The commands on evidence."""

from typing import Any
from uuid import UUID

import strawberry

from models import limits
from models.vocabulary import EvidenceAction, EvidenceSubject, FileType
from schema.commands import (
    Keyed,
    Transition,
    command,
    given,
    key_for,
    label,
    optional_field,
    optional_subject,
    reason_field,
    subject,
    who_may,
)
from schema.context import Context
from schema.errors import RequestError
from schema.payloads import EvidencePayload, payloads
from schema.reads.ids import parse_id
from workflows.actions.evidence import EvidenceDraft, attach_evidence, remove_evidence
from workflows.actions.evidence_record import PREFIX
from workflows.actions.evidence_subjects import SUBJECTS
from workflows.engine import Command
from workflows.evidence_files import TYPES
from workflows.evidence_life import EVIDENCE, EvidenceInputs

_ID = "evidence_id"
_KINDS = {kind.prefix: name for name, kind in SUBJECTS.items()}
_TAKEN = ", ".join({FileType.WORKBOOK: "XLSX", FileType.DOCUMENT: "DOCX"}.get(one, one.value) for one in TYPES)


@strawberry.input(description="Attaches evidence: a file that you have uploaded, or a link.")
class AttachEvidenceInput(Keyed):
    """The input of ``attachEvidence``."""

    id: strawberry.ID | None = optional_field(
        "An id that you make, `evd_` and a UUID, so that what is sent twice is there once; left out: one is made."
    )
    subject_id: strawberry.ID = strawberry.field(description="What it belongs to: an appraisal (`apr_…`) or a daily activity (`dac_…`).")
    indicator_id: strawberry.ID | None = optional_field(
        "The indicator (`ind_…`) whose realisation it shows, in an appraisal; left out: it is of the whole."
    )
    title: str = strawberry.field(description=f"What it is, in words. At most {limits.TITLE_CHARS} characters.")
    upload_id: strawberry.ID | None = optional_field(
        f"Your upload (`upl_…`, from POST /uploads): {_TAKEN}. Either this or `url`; the file is kept, and the upload may be used again."
    )
    url: str | None = optional_field(
        f"A link instead of a file, to a public https address, at most {limits.URL_CHARS} characters. Only its form is checked; a file is"
        " what whoever appraises can always open."
    )


@strawberry.input(description="Removes evidence; a tombstone stays.")
class RemoveEvidenceInput(Transition):
    """The input of ``removeEvidence``."""

    reason: str = reason_field("Why.")


def _own_id(text: str | None) -> UUID | None:
    if not text:
        return None
    prefix, key = parse_id(text, "input.id")
    # Another type's id would stand for an absent row, and there is none to be absent: a new one would get that id.
    if prefix != PREFIX:
        raise RequestError("BAD_ID", path="input.id")
    return key


async def _attach(context: Context, field_name: str, asked: AttachEvidenceInput) -> EvidencePayload:
    kind = _KINDS.get(parse_id(asked.subject_id, "input.subjectId")[0], EvidenceSubject.APPRAISAL)
    draft = EvidenceDraft(
        kind=kind,
        subject_id=subject(asked.subject_id, SUBJECTS[kind].prefix, "input.subjectId"),
        title=asked.title,
        id=_own_id(given(asked.id)),
        indicator_id=optional_subject(given(asked.indicator_id), "ind", "input.indicatorId"),
        upload_id=optional_subject(given(asked.upload_id), "upl", "input.uploadId"),
        url=given(asked.url),
    )
    uploads = None if context.imports is None else context.imports.store
    key = key_for(field_name, asked.idempotency_key, asked)
    outcome = await attach_evidence(context.database, uploads, context.evidence, context.actor, draft, key)
    return payloads(context, EvidencePayload, _ID, [(outcome.value, outcome)])[0]


async def _remove(context: Context, field_name: str, asked: RemoveEvidenceInput) -> EvidencePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    inputs = EvidenceInputs(given(asked.reason))
    move = Command(subject(asked.id, PREFIX), EvidenceAction.REMOVE, asked.expected_version, inputs, key, asked.dry_run)
    outcome: Any = await remove_evidence(context.database, context.evidence, context.actor, move)
    return payloads(context, EvidencePayload, _ID, [(move.id, outcome)])[0]


@strawberry.type
class EvidenceMutations:
    """The commands on evidence."""

    attach_evidence = command(
        AttachEvidenceInput,
        EvidencePayload,
        _attach,
        "Attaches evidence to an appraisal or a daily activity. Who may: its employee, as long as they may edit it.",
    )
    remove_evidence = command(
        RemoveEvidenceInput,
        EvidencePayload,
        _remove,
        f"{label(EvidenceAction.REMOVE)}: its file is gone; who removed it, when and why stays, and the file's digest. Its employee as long"
        f" as they may edit what it belongs to, an admin at any time, never their own. {who_may(EVIDENCE, EvidenceAction.REMOVE)}",
    )
