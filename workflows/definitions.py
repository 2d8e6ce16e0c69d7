"""The workflows' tables as canonical texts in the database, so that an event's digest can always be read back."""

from datetime import datetime

from models.database import Connection, new_id
from models.history import WorkflowDefinition
from workflows.appraisal import APPRAISAL
from workflows.cycle import CYCLE
from workflows.daily_activity import DAILY_ACTIVITY
from workflows.dialogue import COACHING, FEEDBACK_NOTE, FEEDBACK_REQUEST
from workflows.evidence_life import EVIDENCE
from workflows.line_proposal import LINE_PROPOSAL
from workflows.plan import PLAN
from workflows.recognition import RECOGNITION
from workflows.template import ACTIVITY_TEMPLATE, PLAN_TEMPLATE
from workflows.training import ENROLMENT, TRAINING, TRAINING_NEED

WORKFLOWS = (
    APPRAISAL,
    CYCLE,
    LINE_PROPOSAL,
    DAILY_ACTIVITY,
    PLAN,
    FEEDBACK_NOTE,
    FEEDBACK_REQUEST,
    COACHING,
    EVIDENCE,
    TRAINING,
    TRAINING_NEED,
    ENROLMENT,
    RECOGNITION,
    PLAN_TEMPLATE,
    ACTIVITY_TEMPLATE,
)


async def record_definitions(conn: Connection, now: datetime) -> None:
    """Keep the text of every table that is not kept yet; called after the migrations, in a transaction."""
    rows = await conn.fetch(
        "SELECT digest FROM workflow_definition WHERE digest IN :digests", {"digests": [one.digest for one in WORKFLOWS]}
    )
    known = {row["digest"] for row in rows}
    await conn.insert(
        [
            WorkflowDefinition(id=new_id(), digest=one.digest, name=one.name, text=one.text, recorded_at=now)
            for one in WORKFLOWS
            if one.digest not in known
        ]
    )
