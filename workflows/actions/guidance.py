"""Putting an agency's own guidance in force: one edition of texts, one event; what was in force before stays readable by its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.guidance import GuidanceEdition, GuidanceText
from models.vocabulary import EventAction, GuidanceLanguage, GuidanceTopic, ReasonCode, SubjectType
from workflows import events
from workflows.access import Actor, Granted, Permission, require
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import announce
from workflows.refusals import Reason
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A topic's text in one language; without title and text the standard one holds again."""

    topic: GuidanceTopic
    language: GuidanceLanguage
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """Texts to put in force together; ``valid_from`` None is today."""

    texts: Sequence[TextDraft]
    valid_from: date | None = None
    document_number: str | None = None


async def replace_guidance(database: Database, actor: Actor, draft: EditionDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Put an edition in force, in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.GUIDANCE, None, EventAction.REPLACE_GUIDANCE)
    return await run(database, actor, attempt, lambda conn: replace_guidance_in(conn, actor, draft, key), key)


async def replace_guidance_in(conn: Connection, actor: Actor, draft: EditionDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Put an edition in force inside the caller's transaction.

    Raises:
        Refused: NOT_PERMITTED for who isn't an admin of the whole agency; INVALID for no texts, a topic twice in a language, a title
            without text or a text without title, and for what is too long.
    """
    granted = require(actor, Permission.EDIT_GUIDANCE, draft)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        found = await conn.fetch(
            "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
        )
        return Outcome(value=conn.decode(GuidanceEdition, "id", found[0]["subject_id"]), event_id=replay, replayed=True)
    edition, texts = _checked(granted)
    event_id = new_id()
    changes = list(row_changes(GuidanceEdition, edition))
    for one in texts:
        prefix = f"texts.{one.topic.value}.{one.language.value}."
        changes.extend(row_changes(GuidanceText, one, prefix=prefix, leave=frozenset({"edition_id", "topic", "language"})))
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.GUIDANCE,
        subject_id=edition.id,
        version=1,
        action=EventAction.REPLACE_GUIDANCE,
        changes=changes,
        event_id=event_id,
    )
    await conn.insert([edition])
    await conn.insert(texts)
    await announce(conn, actor, event_id, "guidance.replace")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=edition.id, event_id=event_id, warnings=_warnings(actor, edition, texts))


def _warnings(actor: Actor, edition: GuidanceEdition, texts: Sequence[GuidanceText]) -> tuple[Reason, ...]:
    """Tell what an admin may not have meant: a day that is over, and a topic that one language's readers find changed and others not."""
    given = {(one.topic, one.language) for one in texts}
    alone = (
        Reason(ReasonCode.ONE_LANGUAGE, f"input.texts.{index}.language")
        for index, one in enumerate(texts)
        if any((one.topic, other) not in given for other in GuidanceLanguage)
    )
    past = (Reason(ReasonCode.IN_FORCE_BEFORE, "input.validFrom"),) if edition.valid_from < actor.today else ()
    return (*past, *alone)


def _checked(granted: Granted[EditionDraft]) -> tuple[GuidanceEdition, list[GuidanceText]]:
    draft, actor = granted.row, granted.actor
    checked = Checked()
    day = checked.day(draft.valid_from, "input.validFrom") or actor.today
    document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS)
    edition = GuidanceEdition(
        id=new_id(), agency_id=actor.agency_id, valid_from=day, document_number=document, recorded_at=actor.now, version=1
    )
    if not draft.texts:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.texts")
    rows: list[GuidanceText] = []
    for index, one in enumerate(draft.texts):
        path = f"input.texts.{index}"
        title = checked.text(one.title, f"{path}.title", limits.NAME_CHARS, required=bool(one.text))
        text = checked.text(one.text, f"{path}.text", limits.TEXT_CHARS, required=bool(one.title))
        if any((row.topic, row.language) == (one.topic, one.language) for row in rows):
            checked.wrong(ReasonCode.DUPLICATE, path)
        rows.append(
            GuidanceText(
                id=new_id(),
                agency_id=actor.agency_id,
                edition_id=edition.id,
                topic=one.topic,
                language=one.language,
                title=title,
                text=text,
            )
        )
    checked.done()
    return edition, rows
