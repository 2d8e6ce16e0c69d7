"""The page at ``/``: where the API is, who there is in the demo, and operations to begin with. An explorer takes its place later."""

from functools import cache
from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from workflows.demo.personas import personas

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

SAID = {
    "employee": "owns an appraisal in DRAFT that can be submitted at once",
    "supervisor": "is the employee's appraiser; one in SUBMITTED waits",
    "approver": "is the appraiser's superior; one in REVIEWED waits",
    "leader": "leads the agency",
    "hr": "is the agency's admin",
    "auditor": "reads history, changes nothing",
    "stranger": "works in another unit",
    "foreigner": "works in another agency",
}


@cache
def operations() -> dict[str, str]:
    """Give the ready operations by name, as the tests check them against the schema."""
    folder = files("schema.explorer").joinpath("operations")
    return {
        one.name.removesuffix(".graphql"): one.read_text(encoding="utf-8")
        for one in sorted(folder.iterdir(), key=lambda one: one.name)
        if one.name.endswith(".graphql")
    }


async def home(request: Request) -> Response:
    """Answer the page; without a demo it names no personas."""
    here = await request.app.state.database.read(personas)
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Kinerja</title>",
        "<h1>Kinerja</h1><p>Performance appraisal of civil servants: <code>POST /graphql</code> with a bearer token.</p>",
    ]
    if here and request.app.state.settings.dev_issuer:
        rows = "".join(f"<li><code>{escape(who)}</code> {escape(SAID[who])}</li>" for who in SAID if who in here)
        parts.append(f"<h2>Personas</h2><ul>{rows}</ul><p>A token: <code>.venv/bin/kinerja token --as employee</code></p>")
    for name, text in operations().items():
        parts.append(f"<h2>{escape(name)}</h2><pre>{escape(text)}</pre>")
    return HTMLResponse("\n".join(parts), headers={"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"})
