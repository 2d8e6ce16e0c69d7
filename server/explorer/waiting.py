"""The plain page at ``/`` while the explorer isn't built: why, how it is built, and all that one needs to begin without it."""

import json
from collections.abc import Iterator, Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.explorer.building import building
from server.explorer.operations import operations
from server.explorer.places import FAILED
from server.explorer.tokens import offered
from server.explorer.words import personas_said, say
from workflows.messages import negotiate

COMMAND = "make explorer"
RELOAD_SECONDS = 3
STYLE = """
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 3rem }
body { font: 1rem/1.55 system-ui, sans-serif; color: #16302e; background: #fff }
h1 { margin: 0; color: #0b5f59 }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem }
[role=status] { padding: .75rem 1rem; border-left: 4px solid #0b5f59; background: #f1f6f5; overflow-wrap: anywhere }
pre { overflow: auto; padding: .75rem; background: #f1f6f5; border: 1px solid #cddcda; border-radius: 6px; font-size: .9rem }
dt { font-family: monospace; font-weight: bold } dd { margin: 0 0 .5rem }
"""


def state(locale: str) -> tuple[str, bool]:
    """Say why there is no explorer yet, and whether it is on its way."""
    if building():
        return say("waiting.building", locale), True
    if FAILED.is_file():
        why = FAILED.read_text(encoding="utf-8").strip()
        return say("waiting.failed", locale, why=why, command=COMMAND), False
    return say("waiting.absent", locale, command=COMMAND), False


async def waiting(request: Request, headers: Mapping[str, str]) -> Response:
    """Answer the page in the reader's language."""
    locale = negotiate(request.headers.get("accept-language"))
    text = "\n".join(_parts(locale, await offered(request), f"{request.base_url}graphql"))
    return HTMLResponse(text, headers={**headers, "Cache-Control": "no-store", "Vary": "Accept-Language"})


def _parts(locale: str, personas: list[str], endpoint: str) -> Iterator[str]:
    sentence, coming = state(locale)
    reload = f"<meta http-equiv=refresh content={RELOAD_SECONDS}>" if coming else ""
    yield f"<!doctype html><html lang={locale}><head><meta charset=utf-8><meta name=viewport content='width=device-width, initial-scale=1'>"
    yield f"<title>Kinerja</title><link rel=icon href='data:,'>{reload}<style>{STYLE}</style></head><body>"
    yield f"<h1>Kinerja</h1><p>{escape(say('tagline', locale))}</p><p role=status>{escape(sentence)}</p>"
    yield f"<p>{escape(say('waiting.endpoint', locale))} <code>POST {escape(endpoint)}</code></p>"
    if personas:
        said = personas_said(locale)
        rows = "".join(f"<dt>{escape(who)}</dt><dd>{escape(said[who])}</dd>" for who in personas)
        yield f"<h2>{escape(say('waiting.personas', locale))}</h2><dl>{rows}</dl>"
        yield f"<p>{escape(say('waiting.token', locale))} <code>.venv/bin/kinerja token --as {escape(personas[0])}</code></p>"
    yield f"<h2>{escape(say('waiting.operations', locale))}</h2>"
    for one in operations():
        yield f"<h3>{escape(one.title[locale])}</h3><pre>{escape(one.query)}</pre>"
        if one.variables:
            variables = json.dumps(one.variables, ensure_ascii=False, indent=2)
            yield f"<p>{escape(say('waiting.variables', locale))}</p><pre>{escape(variables)}</pre>"
    yield "</body></html>"
