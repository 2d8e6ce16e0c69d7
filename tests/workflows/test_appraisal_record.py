"""What each row of the appraisal's table writes is said for every row."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from models.database import new_id
from models.vocabulary import ActorKind, ApprovalRoute, Rating
from workflows.actor import Actor
from workflows.appraisal import APPRAISAL
from workflows.appraisal_record import AppraisalRecord
from workflows.calendar import WorkingCalendar
from workflows.definition import Step
from workflows.engine import Loaded
from workflows.facts import AppraisalFacts, Inputs

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
MEETS = Inputs(result_rating=Rating.MEETS, behaviour_rating=Rating.MEETS)


@pytest.mark.parametrize("step", APPRAISAL.steps, ids=lambda step: f"{step.action.value}-{step.source.value}")
def test_every_row_of_the_table_has_its_effect(step: Step[AppraisalFacts]) -> None:
    """The accident: a row that the table allows and nobody wrote an effect for is a masked fault for the first who is allowed to try it."""
    actor = Actor(ActorKind.PERSON, new_id(), new_id(), new_id(), NOW, NOW.date(), "Asia/Jakarta", "request-1")
    loaded = Loaded(new_id(), 1, step.source, ApprovalRoute.SUPERIOR, frozenset(), {}, defaultdict(lambda: None))
    effect = AppraisalRecord(WorkingCalendar()).effect(step, loaded, APPRAISAL.probe, MEETS, actor)
    assert effect.columns
