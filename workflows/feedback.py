"""The appraiser's feedback: checked against the shown plan, replaced as a whole, and every difference told."""

from collections.abc import Mapping
from uuid import UUID

from models import limits
from models.appraisals import Feedback
from models.database import Connection, new_id
from models.plans import Indicator
from models.vocabulary import FeedbackAbout, ReasonCode
from workflows.access import Granted
from workflows.engine import Loaded
from workflows.events import Change, Personal
from workflows.facts import FeedbackKey
from workflows.texts import Checked


async def lineages(conn: Connection, granted: Granted[Loaded], table: str) -> dict[UUID, UUID]:
    """Map row ids and lineage ids of the shown revision's results or indicators to lineage ids; older revisions' row ids map too."""
    rows = await conn.fetch(
        # By the plan's revisions, not by a join: without statistics SQLite would read all of the agency's rows first.
        f"SELECT t.id, t.lineage_id, t.revision_id FROM {table} t WHERE t.agency_id = :agency"
        " AND t.revision_id IN (SELECT v.id FROM plan_revision v WHERE v.agency_id = :agency AND v.plan_id = :plan)",
        {"agency": granted.row.row["agency_id"], "plan": granted.row.row["plan_id"]},
    )
    decoded = [tuple(conn.decode(Indicator, name, raw[name]) for name in ("id", "lineage_id", "revision_id")) for raw in rows]
    shown = {lineage for _, lineage, revision in decoded if revision == granted.row.row["shown_revision_id"]}
    return {key: lineage for row_id, lineage, _ in decoded if lineage in shown for key in (row_id, lineage)}


async def checked_feedback(
    conn: Connection, granted: Granted[Loaded], given: Mapping[FeedbackKey, str] | None, checked: Checked
) -> dict[FeedbackKey, str] | None:
    """Check a list of feedback: its targets belong to the shown plan, its texts are within limits; empty texts are left out."""
    if given is None:
        return None
    results: Mapping[UUID, UUID] = {}
    indicators: Mapping[UUID, UUID] = {}
    if any(key.about is FeedbackAbout.RESULT for key in given):
        results = await lineages(conn, granted, "planned_result")
    if any(key.about is FeedbackAbout.INDICATOR for key in given):
        indicators = await lineages(conn, granted, "indicator")
    kept: dict[FeedbackKey, str] = {}
    for index, (key, text) in enumerate(given.items()):
        target = key
        path = f"input.feedback.{index}"
        if key.about in (FeedbackAbout.RESULT, FeedbackAbout.INDICATOR):
            known = results if key.about is FeedbackAbout.RESULT else indicators
            lineage = known.get(key.lineage_id) if key.lineage_id else None
            if lineage is None:
                checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{path}.aboutId")
                continue
            target = FeedbackKey(key.about, lineage)
        elif key.about is FeedbackAbout.VALUE and key.value is None:
            checked.wrong(ReasonCode.VALUE_REQUIRED, f"{path}.value")
            continue
        if target in kept:
            checked.wrong(ReasonCode.DUPLICATE, path)
        value = checked.text(text, f"{path}.text", limits.TEXT_CHARS)
        if value is not None:
            kept[target] = value
    return kept


async def saved_feedback(conn: Connection, granted: Granted[Loaded]) -> dict[FeedbackKey, tuple[UUID, str]]:
    """Load the appraisal's feedback with its row ids."""
    scope = {"agency": granted.row.row["agency_id"], "appraisal": granted.row.id}
    rows = await conn.fetch(
        "SELECT id, about, lineage_id, value, text FROM feedback WHERE agency_id = :agency AND appraisal_id = :appraisal", scope
    )
    saved: dict[FeedbackKey, tuple[UUID, str]] = {}
    for raw in rows:
        row = {name: conn.decode(Feedback, name, value) for name, value in raw.items()}
        saved[FeedbackKey(row["about"], row["lineage_id"], row["value"])] = (row["id"], row["text"])
    return saved


async def replace_feedback(conn: Connection, granted: Granted[Loaded], given: Mapping[FeedbackKey, str]) -> tuple[Change, ...]:
    """Make the appraisal's feedback exactly what is given, and tell every difference."""
    loaded = granted.row
    scope = {"agency": loaded.row["agency_id"], "appraisal": loaded.id}
    saved = await saved_feedback(conn, granted)
    changed = {key: text for key, text in given.items() if saved.get(key, (None, None))[1] != text}
    gone = [saved[key][0] for key in saved if key not in given or key in changed]
    if gone:
        await conn.execute(
            "DELETE FROM feedback WHERE agency_id = :agency AND appraisal_id = :appraisal AND id IN :ids", {**scope, "ids": gone}
        )
    if changed:
        await conn.insert(
            [
                Feedback(
                    id=new_id(),
                    agency_id=loaded.row["agency_id"],
                    appraisal_id=loaded.id,
                    about=key.about,
                    lineage_id=key.lineage_id,
                    value=key.value,
                    text=text,
                )
                for key, text in changed.items()
            ]
        )
    touched = [*changed, *(key for key in saved if key not in given)]
    return tuple(Change(feedback_path(key), Personal(saved[key][1] if key in saved else None), Personal(given.get(key))) for key in touched)


def feedback_path(key: FeedbackKey) -> str:
    """Give the public path of a piece of feedback, e.g. ``feedback.OVERALL`` or ``feedback.VALUE.LOYAL``."""
    part = key.lineage_id or (key.value.value if key.value else None)
    return f"feedback.{key.about.value}" + (f".{part}" if part else "")
