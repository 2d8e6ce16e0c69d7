"""An indicator's target through HTTP: kept as written, read to figure, unit and bound; what was given as a figure wins."""

from typing import Any

from models.database import Database
from tests.schema.calling import Calls
from tests.worlds import make_world

# What the employee writes → what `target` tells: bound, value, low, high, unit, text.
WRITTEN: list[tuple[dict[str, Any], tuple[str, str | None, str | None, str | None, str | None, str | None]]] = [
    ({"targetText": "≥ 95 persen"}, ("AT_LEAST", "95", "95", None, "%", "≥ 95 persen")),
    ({"targetText": "Rp1.250.000,00"}, ("VALUE", "1250000.00", None, None, "Rp", "Rp1.250.000,00")),
    ({"targetText": "1–3 hari"}, ("RANGE", None, "1", "3", "hari", "1–3 hari")),
    ({"targetText": "31 Desember 2026"}, ("TEXT", None, None, None, None, "31 Desember 2026")),
    ({"targetText": "1,250 dokumen"}, ("TEXT", None, None, None, None, "1,250 dokumen")),
    ({"targetText": "12 dokumen", "targetUnit": "laporan"}, ("VALUE", "12", None, None, "laporan", "12 dokumen")),
    ({"targetText": "≥ 95 persen", "targetValue": "95"}, ("AT_LEAST", "95", "95", None, "%", "≥ 95 persen")),
    ({"targetText": "≥ 95 persen", "targetValue": "90", "targetUnit": "nilai"}, ("VALUE", "90", None, None, "nilai", "≥ 95 persen")),
    ({"targetValue": "3", "targetHigh": "5", "targetUnit": "hari"}, ("RANGE", None, "3", "5", "hari", None)),
]
TARGETS = (
    "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { results { indicators"
    " { targetText targetValue target { bound value low high unit text } } } } } }"
)


async def test_a_target_is_told_as_written_and_as_read(database: Database) -> None:
    """The columns stay what was given: reading adds nothing to them."""
    calls = Calls(await make_world(database, complete=()))
    world = calls.world
    indicators = [{"title": f"Indikator {number}", **given} for number, (given, _) in enumerate(WRITTEN)]
    plan = {"id": world.plan("employee"), "expectedVersion": 1, "results": [{"title": "Hasil", "indicators": indicators}]}
    assert (await calls.done("employee", "editPlan", plan))["plan"]["version"] == 2
    body = await calls.post("supervisor", TARGETS, {"id": world.plan("employee")})
    found = body["data"]["node"]["results"][0]["indicators"]
    told = [one["target"] for one in found]
    names = ("bound", "value", "low", "high", "unit", "text")
    plain = [tuple(_plain(one[name]) if name in names[1:4] else one[name] for name in names) for one in told]
    assert plain == [tuple(_plain(one) if place in (1, 2, 3) else one for place, one in enumerate(expected)) for _, expected in WRITTEN]
    assert [(one["targetText"], one["targetValue"] is not None) for one in found] == [
        (given.get("targetText"), "targetValue" in given) for given, _ in WRITTEN
    ]


def _plain(figure: str | None) -> float | None:
    return None if figure is None else float(figure)
