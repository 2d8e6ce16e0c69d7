"""What a fuzzer may put into its documents: real ids of every type and agency with their versions, cursors that were given out, texts."""

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from models.database import Connection
from tests.demo_agency import TODAY
from tests.fuzz.sight import MODELS
from workflows.access import Actor

MOST_ROWS = 3_000
TEXTS = (
    "Alasan yang cukup panjang untuk apa pun.",
    "x",
    "",
    "   ",
    "\u202egnajnap gnay nasalA \u2066\u200f",
    "a\u0000b dan seterusnya",
    "'; DROP TABLE appraisal; -- %s {0} $1 :id",
    "<script>alert(1)</script><!--",
    "e\u0301" * 40,
    "\U0001f9d1\u200d\U0001f4bc dinilai \ud7ff\ufffe\uffff",
    "k" * 6_000,
    "\ud800 setengah",
    "%_\\%_\\",
    "199001012015011001",
    '=HYPERLINK("http://x")',
)
LONG_ENOUGH = TEXTS[0]


@dataclass
class Stock:
    """Ids by prefix and agency; ``related`` are, by prefix, those to which the persona at hand stands in a line."""

    rows: dict[str, dict[UUID, list[str]]] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def load(self, conn: Connection) -> None:
        """Read the ids that are there now."""
        for prefix, model in MODELS.items():
            agency = "agency_id" if "agency_id" in model._meta.fields_map else "id"
            open_rows = " WHERE recorded_to IS NULL" if "recorded_to" in model._meta.fields_map else ""
            found: defaultdict[UUID, list[str]] = defaultdict(list)
            for row in await conn.fetch(
                f"SELECT id, {agency} AS agency FROM {model._meta.db_table}{open_rows} ORDER BY id DESC LIMIT {MOST_ROWS}"
            ):
                found[UUID(str(row["agency"]))].append(f"{prefix}_{row['id']}")
            self.rows[prefix] = dict(found)
        uploads = await conn.fetch("SELECT id, agency_id FROM upload ORDER BY id")
        self.rows["upl"] = {}
        for row in uploads:
            self.rows["upl"].setdefault(UUID(str(row["agency_id"])), []).append(f"upl_{row['id']}")

    def own(self, chance: random.Random, prefix: str, agency: UUID) -> str | None:
        """Give some id of a type in an agency."""
        found = self.rows.get(prefix, {}).get(agency)
        return chance.choice(found) if found else None

    def foreign(self, chance: random.Random, prefix: str, agency: UUID) -> str | None:
        """Give some id of a type in another agency."""
        found = [ids for one, ids in self.rows.get(prefix, {}).items() if one != agency and ids]
        return chance.choice(chance.choice(found)) if found else None

    def any_id(self, chance: random.Random) -> str:
        """Give an id of any type and agency."""
        kinds = [by for by in self.rows.values() if by]
        return chance.choice(chance.choice(list(chance.choice(kinds).values())))

    def malformed(self, chance: random.Random) -> str:
        """Give something that is no id, or one of a row that isn't there."""
        real = self.any_id(chance)
        prefix, _, key = real.partition("_")
        forms = (
            real.upper(),
            key,
            prefix,
            f"{real} ",
            f"xyz_{key}",
            f"{prefix}_{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}",
            "",
            "\u0000",
        )
        return chance.choice(forms)

    def cursor(self, chance: random.Random) -> str:
        """Give a cursor that was given out, perhaps damaged."""
        if not self.cursors or chance.random() < 0.1:
            return chance.choice(("", "x", "AAAA", "eyJhIjoxfQ"))
        real = chance.choice(self.cursors)
        return real if chance.random() < 0.8 else real[:-2] + real[-1:]


RELATED: Mapping[str, str] = {
    "apr": (
        "SELECT a.id FROM appraisal a WHERE a.agency_id = :agency AND (a.employee_id = :me OR a.assignment_id IN (SELECT l.assignment_id"
        " FROM reporting_line l WHERE l.agency_id = :agency AND (l.appraiser_id = :me OR l.approver_id = :me)))"
        " AND a.cycle_id IN (SELECT c.id FROM appraisal_cycle c WHERE c.state = 'OPEN')"
    ),
    "pln": "SELECT p.id FROM performance_plan p WHERE p.agency_id = :agency AND p.employee_id = :me",
    "asg": "SELECT s.id FROM assignment s WHERE s.agency_id = :agency AND s.employee_id = :me AND s.recorded_to IS NULL",
    "emp": "SELECT e.id FROM employee e WHERE e.id = :me",
    "lpr": (
        "SELECT p.id FROM line_proposal p WHERE p.agency_id = :agency AND p.state = 'PROPOSED'"
        " AND (p.proposed_by_id = :me OR p.appraiser_id = :me OR p.employee_id = :me)"
    ),
    "dac": (
        "SELECT d.id FROM daily_activity d WHERE d.agency_id = :agency AND (d.employee_id = :me OR d.assignment_id IN"
        " (SELECT l.assignment_id FROM reporting_line l WHERE l.agency_id = :agency AND l.appraiser_id = :me))"
    ),
    "evd": "SELECT e.id FROM evidence e WHERE e.agency_id = :agency AND e.employee_id = :me",
    "tpl": "SELECT t.id FROM plan_template t WHERE t.agency_id = :agency",
    "atp": "SELECT t.id FROM activity_template t WHERE t.agency_id = :agency AND t.employee_id = :me",
    "fbk": "SELECT n.id FROM feedback_note n WHERE n.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)",
    "fbr": "SELECT n.id FROM feedback_request n WHERE n.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)",
    "cch": "SELECT n.id FROM coaching_session n WHERE n.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)",
    "rcg": "SELECT n.id FROM recognition n WHERE n.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)",
    "trn": "SELECT t.id FROM training t WHERE t.agency_id = :agency",
    "tnd": "SELECT n.id FROM training_need n WHERE n.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)",
    "enr": "SELECT n.id FROM enrolment n WHERE n.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)",
    "cag": (
        "SELECT g.id FROM coaching_agreement g JOIN coaching_session n ON n.agency_id = g.agency_id AND n.id = g.session_id"
        " WHERE g.agency_id = :agency AND (n.employee_id = :me OR n.author_id = :me)"
    ),
}
"""The rows of a type that are somebody's own or wait for them."""


async def related(conn: Connection, actor: Actor, prefix: str) -> list[str]:
    """Give the ids of a type that are the actor's own or wait for them."""
    if prefix not in RELATED:
        return []
    rows = await conn.fetch(RELATED[prefix], {"agency": actor.agency_id, "me": actor.employee_id})
    return [f"{prefix}_{row['id']}" for row in rows]


def day(chance: random.Random, first: int = -60, last: int = 60) -> str:
    """Give a day near the reference date, now and then an odd one."""
    if chance.random() < 0.05:
        return chance.choice(("9999-12-31", "0001-01-01", "2026-02-30", "20260101", "besok", "2026-08-20T00:00:00Z"))
    return (TODAY + timedelta(days=chance.randint(first, last))).isoformat()


def moment(chance: random.Random) -> str:
    """Give a moment near the reference date, now and then an odd one."""
    if chance.random() < 0.1:
        return chance.choice(("2026-08-20", "2026-08-20T24:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00", "kini"))
    return f"{date.fromordinal(TODAY.toordinal() - chance.randint(0, 200)).isoformat()}T03:00:00Z"


def figure(chance: random.Random) -> str:
    """Give a figure, now and then an odd one."""
    return chance.choice(("1250", "0.5", "-1", "1e400", "NaN", "123456789012345678901234567890", "1.00001", "100"))
