"""Writing an appraisal's parts: realisation and self-appraisal by the employee, feedback and ratings by the appraiser.

One command writes any parts and is one version and one event; or nothing, where it is refused and where everything is already as asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from models import limits
from models.appraisals import Realisation
from models.database import Connection, Database, new_id
from models.vocabulary import EventAction, Rating, ReasonCode, SubjectType
from workflows import events
from workflows.access import Actor, Granted, grant
from workflows.appraisal import predicate
from workflows.appraisal_record import AppraisalRecord
from workflows.changes import column_change
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import Loaded, announce, check_version, compare_and_set, in_post, load_one
from workflows.events import Change
from workflows.facts import FeedbackKey
from workflows.feedback import checked_feedback, lineages, replace_feedback
from workflows.parts import PARTS, not_the_writer, shut
from workflows.refusals import blocked, not_permitted
from workflows.texts import Checked


class NotGiven:
    """Marks a part that a command leaves as it is; null means that it empties it."""


NOT_GIVEN = NotGiven()


@dataclass(frozen=True, slots=True)
class RealisationInput:
    """A realisation as given: for an indicator by row id or lineage; all three null removes it."""

    indicator_id: UUID
    value: Decimal | None = None
    text: str | None = None
    data_source: str | None = None


@dataclass(frozen=True, slots=True)
class AppraisalParts:
    """The parts of one ``editAppraisal``; given realisations are merged by indicator, a given list of feedback replaces the saved one.

    ``reason`` is why they are written; it is no part, and only the event keeps it.
    """

    realisations: Sequence[RealisationInput] | NotGiven = NOT_GIVEN
    self_appraisal: str | NotGiven | None = NOT_GIVEN
    feedback: Mapping[FeedbackKey, str] | NotGiven = NOT_GIVEN
    result_rating: Rating | NotGiven | None = NOT_GIVEN
    behaviour_rating: Rating | NotGiven | None = NOT_GIVEN
    recommendation: str | NotGiven | None = NOT_GIVEN
    reason: str | None = None

    def names(self) -> tuple[str, ...]:
        """Name the parts that are given, as ``PARTS`` names them."""
        given = {
            "realisations": self.realisations,
            "selfAppraisal": self.self_appraisal,
            "feedback": self.feedback,
            "resultRating": self.result_rating,
            "behaviourRating": self.behaviour_rating,
            "recommendation": self.recommendation,
        }
        return tuple(name for name, value in given.items() if not isinstance(value, NotGiven))


async def edit_appraisal(
    database: Database,
    record: AppraisalRecord,
    actor: Actor,
    appraisal_id: UUID,
    expected_version: int,
    parts: AppraisalParts,
    key: IdempotencyKey | None = None,
) -> Outcome[Loaded]:
    """Write any parts of one appraisal in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.APPRAISAL, appraisal_id, EventAction.EDIT_APPRAISAL)
    return await run(
        database, actor, attempt, lambda conn: edit_appraisal_in(record, conn, actor, appraisal_id, expected_version, parts, key), key
    )


async def edit_appraisal_in(
    record: AppraisalRecord,
    conn: Connection,
    actor: Actor,
    appraisal_id: UUID,
    expected_version: int,
    parts: AppraisalParts,
    key: IdempotencyKey | None = None,
) -> Outcome[Loaded]:
    """Write any parts of one appraisal inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED, STALE, BLOCKED or INVALID, in this order, with every reason.
    """
    loaded = await load_one(record, conn, actor, appraisal_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=loaded, event_id=replay, replayed=True)
    given = [PARTS[name] for name in parts.names()]
    against = [one for part in given if (one := not_the_writer(part, loaded))]
    if against:
        raise not_permitted(*against)
    await check_version(record, conn, actor, loaded, expected_version)
    closed = shut(given, loaded)
    if closed:
        raise blocked(*closed)
    for writer in dict.fromkeys(part.writer for part in given):
        actor = await in_post(conn, actor, loaded, writer)
    granted = grant(loaded, actor)
    checked = Checked()
    if not given:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input")
    reason = checked.text(parts.reason, "input.reason", limits.REASON_CHARS)
    columns = _columns(loaded, parts, checked)
    realisations = await _checked_realisations(conn, granted, parts.realisations, checked)
    feedback = None if isinstance(parts.feedback, NotGiven) else await checked_feedback(conn, granted, parts.feedback, checked)
    checked.done()
    changes: list[Change] = []
    if realisations is not None:
        changes.extend(await _write_realisations(conn, granted, realisations))
    if feedback is not None:
        changes.extend(await replace_feedback(conn, granted, feedback))
    return await finish_edit(record, conn, granted, EventAction.EDIT_APPRAISAL, columns, changes, key, reason)


async def finish_edit(
    record: AppraisalRecord,
    conn: Connection,
    granted: Granted[Loaded],
    action: EventAction,
    columns: Mapping[str, object],
    changes: Sequence[Change],
    key: IdempotencyKey | None,
    reason: str | None = None,
) -> Outcome[Loaded]:
    """Leave the event of an edit, raise the version, and remember the key: one version a command, whatever it wrote.

    An edit that changes nothing leaves nothing: a version without a change would make everybody else's knowledge stale.
    """
    loaded, actor = granted.row, granted.actor
    written = [change for name, value in columns.items() if (change := column_change(record.model, loaded.row, name, value))]
    if not (written or changes):
        return Outcome(value=loaded, unchanged=True)
    event_id = new_id()
    event = await events.record(
        conn,
        actor=actor,
        subject_type=record.subject_type,
        subject_id=loaded.id,
        version=loaded.version + 1,
        action=action,
        changes=(*written, *changes),
        from_state=loaded.state.value,
        to_state=loaded.state.value,
        reason=reason,
        definition=record.workflow.digest,
        event_id=event_id,
        unit_id=loaded.unit_id,
    )
    await compare_and_set(record, conn, loaded, loaded.state, columns, event.at)
    await announce(conn, actor, event_id, f"appraisal.{action.value.lower()}")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=loaded, event_id=event_id)


def _columns(loaded: Loaded, parts: AppraisalParts, checked: Checked) -> dict[str, object]:
    columns: dict[str, object] = {}
    if not isinstance(parts.self_appraisal, NotGiven):
        columns["self_appraisal"] = checked.text(parts.self_appraisal, "input.selfAppraisal", limits.TEXT_CHARS)
    if not isinstance(parts.recommendation, NotGiven):
        columns["recommendation"] = checked.text(parts.recommendation, "input.recommendation", limits.TEXT_CHARS)
    results = loaded.row["result_rating"] if isinstance(parts.result_rating, NotGiven) else parts.result_rating
    behaviour = loaded.row["behaviour_rating"] if isinstance(parts.behaviour_rating, NotGiven) else parts.behaviour_rating
    if not (isinstance(parts.result_rating, NotGiven) and isinstance(parts.behaviour_rating, NotGiven)):
        columns["result_rating"] = results
        columns["behaviour_rating"] = behaviour
        both = isinstance(results, Rating) and isinstance(behaviour, Rating)
        columns["predicate"] = predicate(results, behaviour) if both else None  # type: ignore[arg-type]
    return columns


async def _checked_realisations(
    conn: Connection, granted: Granted[Loaded], given: Sequence[RealisationInput] | NotGiven, checked: Checked
) -> dict[UUID, RealisationInput] | None:
    if isinstance(given, NotGiven):
        return None
    checked.count(given, "input.realisations", limits.RESULTS_ROWS * limits.INDICATORS_ROWS)
    known = await lineages(conn, granted, "indicator")
    result: dict[UUID, RealisationInput] = {}
    for index, one in enumerate(given):
        path = f"input.realisations.{index}"
        lineage = known.get(one.indicator_id)
        if lineage is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{path}.indicatorId")
            continue
        if lineage in result:
            checked.wrong(ReasonCode.DUPLICATE, f"{path}.indicatorId")
        result[lineage] = RealisationInput(
            lineage,
            checked.figure(one.value, f"{path}.value"),
            checked.text(one.text, f"{path}.text", limits.TEXT_CHARS),
            checked.text(one.data_source, f"{path}.dataSource", limits.TITLE_CHARS),
        )
    return result


async def _write_realisations(conn: Connection, granted: Granted[Loaded], given: Mapping[UUID, RealisationInput]) -> list[Change]:
    loaded = granted.row
    scope = {"agency": loaded.row["agency_id"], "appraisal": loaded.id, "lineages": list(given)}
    rows = await conn.fetch(
        "SELECT id, indicator_lineage_id, value, text, data_source FROM realisation"
        " WHERE agency_id = :agency AND appraisal_id = :appraisal AND indicator_lineage_id IN :lineages",
        scope,
    )
    saved = {}
    for raw in rows:
        row = {name: conn.decode(Realisation, name, value) for name, value in raw.items()}
        saved[row["indicator_lineage_id"]] = row
    changes: list[Change] = []
    gone: list[UUID] = []
    fresh: list[Realisation] = []
    for lineage, one in given.items():
        old = saved.get(lineage, {})
        new = {"value": one.value, "text": one.text, "data_source": one.data_source}
        differing = [change for name, value in new.items() if (change := column_change(Realisation, old, name, value))]
        if not differing:
            continue
        changes.extend(Change(f"realisations.{lineage}.{change.path}", change.old, change.new) for change in differing)
        if old:
            gone.append(old["id"])
        if any(value is not None for value in new.values()):
            fresh.append(
                Realisation(
                    id=new_id(),
                    agency_id=loaded.row["agency_id"],
                    appraisal_id=loaded.id,
                    indicator_lineage_id=lineage,
                    value=one.value,
                    text=one.text,
                    data_source=one.data_source,
                )
            )
    if gone:
        await conn.execute(
            "DELETE FROM realisation WHERE agency_id = :agency AND appraisal_id = :appraisal AND id IN :ids", {**scope, "ids": gone}
        )
    if fresh:
        await conn.insert(fresh)
    return changes
