"""Each code that turns a request away has a status of its own, and each status is told in docs/errors.md."""

import ast
from pathlib import Path

from schema.asked import Turned
from schema.errors import MEANINGS, REQUEST_ERROR_CODES, STATUSES, status_table

ROOT = Path(__file__).resolve().parents[2]
TURNING = ("Turned", "turned_away", "_answer", "UploadRefused")


def turned_with() -> set[str]:
    """Give the codes that the source names where it turns a request away."""
    found = set()
    for path in (*ROOT.glob("schema/**/*.py"), *ROOT.glob("server/**/*.py"), *ROOT.glob("workflows/*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (getattr(call.func, "attr", "") or getattr(call.func, "id", "")) in TURNING:
                words = [one.value for part in call.args[:2] for one in ast.walk(part) if isinstance(one, ast.Constant)]
                found |= {one for one in words if isinstance(one, str) and one in REQUEST_ERROR_CODES}
    return found


def test_every_code_that_turns_a_request_away_has_a_status() -> None:
    """A code without one would be a fault at the moment at which it is needed."""
    found = turned_with()
    assert len(found) >= 24
    assert found - set(STATUSES) == set()
    assert set(STATUSES) <= set(REQUEST_ERROR_CODES)
    assert set(STATUSES.values()) == set(MEANINGS)


# By hand, from RFC 9110, 6585 and what clients were promised.
def test_the_statuses_that_were_promised() -> None:
    promised = {
        400: {"BAD_REQUEST", "BATCH_REFUSED", "UPLOAD_DAMAGED", "UPLOAD_EMPTY", "UPLOAD_INCOMPLETE"},
        401: {"UNAUTHENTICATED", "TOKEN_EXPIRED"},
        403: {"IDENTITY_NOT_LINKED", "LOOPBACK_ONLY", "OTHER_ORIGIN", "UNKNOWN_AGENCY", "UNKNOWN_POST"},
        404: {"EVIDENCE_NOT_FOUND", "REPORT_NOT_FOUND"},
        405: {"METHOD_NOT_ALLOWED"},
        408: {"BODY_TOO_SLOW", "HEAD_TOO_SLOW"},
        409: {"REPORT_NOT_READY"},
        410: {"EVIDENCE_GONE", "REPORT_GONE"},
        411: {"LENGTH_REQUIRED"},
        413: {"BODY_TOO_LARGE", "UPLOAD_TOO_LARGE"},
        415: {"UNSUPPORTED_ENCODING", "UNSUPPORTED_MEDIA_TYPE", "UPLOAD_TYPE_UNKNOWN", "UPLOAD_TWO_TYPES"},
        421: {"WRONG_HOST"},
        429: {"RATE_LIMITED", "TOO_MANY_UPLOADS"},
        431: {"HEAD_TOO_LARGE"},
        500: {"INTERNAL"},
        503: {"BUSY", "IDENTITY_PROVIDER_UNAVAILABLE", "OVERLOADED", "STORAGE_FULL", "UNAVAILABLE"},
    }
    assert {status: {code for code, given in STATUSES.items() if given == status} for status in set(STATUSES.values())} == promised
    assert Turned("WRONG_HOST").status == 421
    lines = [line for line in status_table().splitlines() if line[2:5].isdigit()]
    assert {int(line[2:5]) for line in lines} == {200, 201, *promised}
    for line in lines:
        assert set(line.rpartition(" | ")[2].strip("| ").replace("`", "").split(", ")) >= promised.get(int(line[2:5]), set())
