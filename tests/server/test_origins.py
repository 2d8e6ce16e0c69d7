"""Which pages may ask, under which names, and what browsers are told on every answer."""

from collections.abc import AsyncIterator

import httpx
import pytest

from server.answers import SECURITY_HEADERS
from server.app import create_app
from server.explorer.serving import POLICY
from tests.conftest import NOW, client_of
from tests.engines import Urls

PAGE = "https://kinerja.example.go.id"
OTHER = "https://kinerja.example.go.id.evil.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}


@pytest.fixture
async def browser(urls: Urls) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app that lets the pages of one origin in and has one name."""
    settings = urls.settings(allowed_origins=(PAGE,), allowed_hosts=("kinerja.example", "127.0.0.1"))
    async with client_of(create_app(settings, clock=lambda: NOW)) as made:
        yield made


def granted(answer: httpx.Response) -> dict[str, str]:
    """Give what an answer grants to a page of another origin."""
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-allow-")}


async def test_nobody_elses_page_is_let_in_by_default(client: httpx.AsyncClient) -> None:
    for method, headers in (("OPTIONS", PREFLIGHT), ("POST", {}), ("GET", {})):
        answer = await client.request(method, "/graphql", headers={"Origin": PAGE, **headers}, json={"query": "{ __typename }"})
        assert "access-control-allow-origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]
        assert "access-control-allow-credentials" not in answer.headers


async def test_a_page_of_an_allowed_origin_may_ask_without_a_token_for_leave(browser: httpx.AsyncClient) -> None:
    answer = await browser.options("/graphql", headers={"Origin": PAGE, **PREFLIGHT})
    assert answer.status_code == 200
    assert granted(answer) == {
        "access-control-allow-origin": PAGE,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "Accept, Accept-Language, Authorization, Content-Language, Content-Type, "
        "Kinerja-Acting-As, Kinerja-Agency, X-Request-Id",
    }
    assert answer.headers["access-control-max-age"] == "600"
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": OTHER},
        {"Origin": PAGE.upper()},
        {"Origin": "null"},
        {"Origin": "http://kinerja.example.go.id"},
        {"Origin": f"{PAGE}:8443"},
        {"Access-Control-Request-Method": "DELETE"},
        {"Access-Control-Request-Headers": "authorization, x-forwarded-for"},
        {"Access-Control-Request-Private-Network": "true"},
    ],
)
async def test_a_preflight_that_asks_for_more_is_refused(browser: httpx.AsyncClient, changed: dict[str, str]) -> None:
    answer = await browser.options("/graphql", headers={"Origin": PAGE, **PREFLIGHT, **changed})
    assert answer.status_code == 400
    assert ("access-control-allow-origin" in answer.headers) is ("Origin" not in changed)


async def test_answers_are_readable_by_that_page_alone_errors_too(browser: httpx.AsyncClient) -> None:
    for headers in ({}, {"Content-Encoding": "gzip"}):
        answer = await browser.post("/graphql", headers={"Origin": PAGE, **headers}, json={"query": "{ __typename }"})
        assert answer.status_code == (415 if headers else 401)
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert "access-control-allow-credentials" not in answer.headers
        assert {"Retry-After", "RateLimit"} <= set(answer.headers["access-control-expose-headers"].split(", "))
        assert "Origin" in answer.headers["Vary"]
    for origin in (OTHER, "null"):
        answer = await browser.post("/graphql", headers={"Origin": origin}, json={"query": "{ __typename }"})
        assert (answer.status_code, granted(answer)) == (401, {})


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_what_a_form_can_send_is_not_read(browser: httpx.AsyncClient, media: str) -> None:
    """The accident: a page of another site sends a form, for which a browser asks nobody's leave."""
    answer = await browser.post(
        "/graphql", content=b'{"query": "mutation { __typename }"}', headers={"Content-Type": media, "Origin": OTHER}
    )
    assert answer.status_code in (401, 415)
    assert "data" not in answer.json()


@pytest.mark.parametrize("host", ["kinerja.example", "KINERJA.example:8443", "kinerja.example.", "127.0.0.1:8000"])
async def test_it_answers_under_its_names(browser: httpx.AsyncClient, host: str) -> None:
    assert (await browser.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "kinerja.example.evil.example", "", "[::1]", "kinerja.example@evil.example", "127.0.0.2"])
async def test_it_answers_under_no_other_name_but_about_its_health(browser: httpx.AsyncClient, host: str) -> None:
    """The accident: another site's name is made to lead here, and its page reads what it asks as its own."""
    answer = await browser.get("/", headers={"Host": host, "Accept-Language": "en"})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (421, {"code": "WRONG_HOST"})
    assert answer.json()["errors"][0]["message"].startswith("This system does not answer under that name.")
    assert (await browser.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/", 200), ("/nowhere", 404), ("/graphql", 401)])
async def test_every_answer_says_how_it_may_be_used(browser: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await browser.get(path)
    assert answer.status_code == status
    # The explorer's page has a policy of its own, which lets its own scripts run.
    for name, value in {**SECURITY_HEADERS, **({"Content-Security-Policy": POLICY} if path == "/" else {})}.items():
        assert answer.headers.get_list(name) == [value], name
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "server" not in answer.headers


async def test_the_development_issuer_still_refuses_whatever_a_proxy_forwards(urls: Urls) -> None:
    settings = urls.settings(dev_issuer=True, trusted_proxies="127.0.0.1/32", allowed_origins=(PAGE,))
    async with client_of(create_app(settings, clock=lambda: NOW)) as client:
        for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via", "X-Forwarded-Host", "X-Forwarded-Proto"):
            answer = await client.get("/healthz", headers={name: "127.0.0.1"})
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "LOOPBACK_ONLY")
        answer = await client.options("/graphql", headers={"Origin": PAGE, **PREFLIGHT})
        assert (answer.status_code, granted(answer)) == (403, {})
        for origin in (PAGE, "null", "http://127.0.0.1.example.org", "http://localhost@example.org"):
            answer = await client.post("/graphql", headers={"Origin": origin, "Accept-Language": "en"}, json={"query": "{ __typename }"})
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (403, {"code": "OTHER_ORIGIN"})
            assert answer.json()["errors"][0]["message"].startswith("A page of another site or machine can't use this demo.")
        # What isn't reached at this machine is told so first, whatever page it comes from.
        answer = await client.get("/healthz", headers={"Origin": PAGE, "Host": "kinerja.example.org"})
        assert answer.json()["errors"][0]["extensions"] == {"code": "LOOPBACK_ONLY"}
        for origin in ("http://127.0.0.1:8000", "http://localhost:3000", "http://[::1]:8000"):
            assert (await client.get("/healthz", headers={"Origin": origin})).status_code == 200
        assert (await client.get("/healthz")).status_code == 200
