"""The nine cells of the matrix of predicates, each by a review through HTTP."""

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls
from tests.worlds import make_world

# By hand, from PermenPANRB 6/2022: the rating of results, of behaviour, and the predicate.
MATRIX = [
    ("ABOVE", "ABOVE", "VERY_GOOD"),
    ("ABOVE", "MEETS", "GOOD"),
    ("ABOVE", "BELOW", "POOR"),
    ("MEETS", "ABOVE", "GOOD"),
    ("MEETS", "MEETS", "GOOD"),
    ("MEETS", "BELOW", "POOR"),
    ("BELOW", "ABOVE", "NEEDS_IMPROVEMENT"),
    ("BELOW", "MEETS", "NEEDS_IMPROVEMENT"),
    ("BELOW", "BELOW", "VERY_POOR"),
]
READ = "query($id: ID!) { appraisal(id: $id) { resultRating behaviourRating predicate } }"


async def test_each_cell_of_the_matrix(database: Database) -> None:
    """A wrong cell costs somebody their promotion: each is reviewed, read back, recalled, and seen unchanged after the approval."""
    calls = Calls(await make_world(database, complete=("employee",)))
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    for results, behaviour, predicate in MATRIX:
        given = {
            **await calls.subject("employee"),
            "resultRating": results,
            "behaviourRating": behaviour,
            "confirmResults": True,
            "feedback": [{"about": "OVERALL", "text": "Umpan balik."}],
        }
        await calls.done("supervisor", "reviewAppraisal", given)
        body = await calls.post("approver", READ, {"id": calls.world.appraisal("employee")})
        assert body["data"]["appraisal"] == {"resultRating": results, "behaviourRating": behaviour, "predicate": predicate}
        await calls.done("supervisor", "recallAppraisal", {**await calls.subject("employee"), "reason": "Ditinjau sekali lagi."})
    assert len({(results, behaviour) for results, behaviour, _ in MATRIX}) == 9
    await calls.done("supervisor", "reviewAppraisal", {**await calls.subject("employee"), "confirmResults": True})
    await calls.done("approver", "approveAppraisal", await calls.subject("employee"))
    body = await calls.post("employee", READ, {"id": calls.world.appraisal("employee")})
    assert body["data"]["appraisal"] == {"resultRating": "BELOW", "behaviourRating": "BELOW", "predicate": "VERY_POOR"}


@pytest.mark.parametrize("rating", ["resultRating", "behaviourRating"])
async def test_half_a_pair_of_ratings_has_no_predicate(database: Database, rating: str) -> None:
    """A predicate from one rating and a guess would be a decision that nobody made."""
    calls = Calls(await make_world(database, complete=("employee",)))
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    await calls.done("supervisor", "editAppraisal", {**await calls.subject("employee"), rating: "MEETS"})
    body = await calls.post("supervisor", READ, {"id": calls.world.appraisal("employee")})
    assert body["data"]["appraisal"] == {"resultRating": None, "behaviourRating": None, "predicate": None, rating: "MEETS"}
    given = {**await calls.subject("employee"), "confirmResults": True, "feedback": [{"about": "OVERALL", "text": "Baik."}]}
    refusal = await calls.refused("supervisor", "reviewAppraisal", given)
    other = "behaviourRating" if rating == "resultRating" else "resultRating"
    assert [(one["code"], one["path"]) for one in refusal["reasons"]] == [("RATING_MISSING", f"input.{other}")]
