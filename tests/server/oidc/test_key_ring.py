"""The issuer's keys over HTTP: how often they are fetched, exactly, and what happens while it rotates them, is down or answers rubbish."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.oidc.key_ring import PAUSE_SECONDS
from tests.conftest import client_of
from tests.engines import Urls
from tests.server.oidc.conftest import FRESH, GRACE, SignIns
from tests.server.oidc.issuer import DISCOVERY, KEYS, Fault, Issuer
from tests.worlds import World

UNAVAILABLE = (503, "IDENTITY_PROVIDER_UNAVAILABLE")


async def outcome(sign_ins: SignIns, token: str) -> tuple[int, str | None]:
    """Give status and code of a request with a token."""
    asked = await sign_ins.ask(token)
    return asked.status, asked.code


@pytest.fixture
async def hurried(urls: Urls, world: World, issuer: Issuer) -> AsyncIterator[SignIns]:
    """The same people where a fetch may take a fifth of a second."""
    made = SignIns(world, issuer, fetch_seconds=0.2)
    await made.link("employee")
    async with client_of(made.app(urls)) as client:
        made.client = client
        yield made


async def test_keys_are_fetched_once_a_lifetime(sign_ins: SignIns) -> None:
    """Fifty requests, one fetch; after the lifetime one more, and the request that finds them old doesn't wait for it."""
    for _ in range(50):
        assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    assert sign_ins.issuer.asked == {DISCOVERY: 1, KEYS: 1}
    sign_ins.pass_time(FRESH)
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    assert sign_ins.issuer.asked[KEYS] == 1
    sign_ins.pass_time(1)
    sign_ins.issuer.fault = "hang"
    for _ in range(10):
        assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    sign_ins.issuer.fault = None
    sign_ins.issuer.released.set()
    await sign_ins.keys.settled()
    assert sign_ins.issuer.asked == {DISCOVERY: 2, KEYS: 2}


async def test_all_who_come_at_once_wait_for_one_fetch(sign_ins: SignIns) -> None:
    """The accident: a process starts at eight, a thousand people sign in, and the issuer gets a thousand questions."""
    tokens = [sign_ins.issuer.token("employee", sign_ins.world.now, jti=str(number)) for number in range(30)]
    outcomes = await asyncio.gather(*(outcome(sign_ins, token) for token in tokens))
    assert outcomes == [(200, None)] * 30
    assert sign_ins.issuer.asked == {DISCOVERY: 1, KEYS: 1}


async def test_a_rotated_key_is_found(sign_ins: SignIns) -> None:
    """A token of a key that was published since: one more fetch, for all who bring it."""
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    old = sign_ins.token("employee", jti="old")
    sign_ins.issuer.add("second")
    sign_ins.pass_time(PAUSE_SECONDS)
    tokens = [sign_ins.token("employee", "second", jti=str(number)) for number in range(20)]
    assert await asyncio.gather(*(outcome(sign_ins, token) for token in tokens)) == [(200, None)] * 20
    assert sign_ins.issuer.asked[KEYS] == 2
    assert await outcome(sign_ins, old) == (200, None), "the key before is still published"
    del sign_ins.issuer.keys["first"]
    sign_ins.pass_time(FRESH + 1)
    assert await outcome(sign_ins, sign_ins.token("employee", "second")) == (200, None)
    await sign_ins.keys.settled()
    assert sign_ins.issuer.asked[KEYS] == 3


async def test_a_key_that_was_withdrawn_opens_nothing_more(sign_ins: SignIns) -> None:
    """Also not by a token that was verified before: a key is withdrawn because somebody has stolen it."""
    token = sign_ins.issuer.token("employee", sign_ins.world.now, exp=int(sign_ins.world.now.timestamp()) + 3_000)
    assert await outcome(sign_ins, token) == (200, None)
    sign_ins.issuer.add("second")
    del sign_ins.issuer.keys["first"]
    sign_ins.pass_time(FRESH + 1)
    assert await outcome(sign_ins, sign_ins.token("employee", "second")) in ((200, None), (401, "UNAUTHENTICATED"))
    await sign_ins.keys.settled()
    assert await outcome(sign_ins, token) == (401, "UNAUTHENTICATED")
    assert await outcome(sign_ins, sign_ins.token("employee", "second")) == (200, None)
    assert sign_ins.issuer.asked[KEYS] == 2


async def test_unknown_keys_are_asked_for_once_in_ten_seconds(sign_ins: SignIns) -> None:
    """A thousand tokens with keys that nobody has are one question, or whoever likes can turn us against the issuer."""
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    forged = [sign_ins.issuer.token("employee", sign_ins.world.now, header={"kid": f"key-{number}"}) for number in range(200)]
    assert {await outcome(sign_ins, token) for token in forged} == {(401, "UNAUTHENTICATED")}
    assert sign_ins.issuer.asked[KEYS] == 1, "they were fetched just before"
    for pauses in (2, 3):
        sign_ins.pass_time(PAUSE_SECONDS)
        assert set(await asyncio.gather(*(outcome(sign_ins, token) for token in forged[:40]))) == {(401, "UNAUTHENTICATED")}
        assert sign_ins.issuer.asked[KEYS] == pauses
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        *(
            (fault, path)
            for fault in ("error", "garbage", "list", "html", "redirect", "huge", "gzip", "close", "half")
            for path in (DISCOVERY, KEYS)
        ),
        ("empty", KEYS),
        ("other", DISCOVERY),
        ("unsafe", DISCOVERY),
    ],
)
async def test_an_issuer_that_answers_rubbish(sign_ins: SignIns, fault: Fault, where: str) -> None:
    """Never 401, which would send people to sign in again for nothing, and asked again only after the pause; then everything goes on."""
    sign_ins.issuer.fault, sign_ins.issuer.faulty = fault, where
    for _ in range(3):
        asked = await sign_ins.ask(sign_ins.token("employee"))
        assert (asked.status, asked.code, asked.headers["retry-after"]) == (*UNAVAILABLE, "10")
        assert "www-authenticate" not in asked.headers
    assert sign_ins.issuer.asked == ({DISCOVERY: 1} if where == DISCOVERY else {DISCOVERY: 1, KEYS: 1}), (
        "nothing else is asked, elsewhere neither"
    )
    sign_ins.issuer.fault = None
    sign_ins.pass_time(4)
    assert (await sign_ins.ask(sign_ins.token("employee"))).headers["retry-after"] == "6"
    sign_ins.pass_time(6)
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    # The same fault while keys are known: nobody notices until the grace is over.
    sign_ins.issuer.fault = fault
    sign_ins.pass_time(FRESH + 1)
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    await sign_ins.keys.settled()
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    assert await outcome(sign_ins, sign_ins.issuer.token("employee", sign_ins.world.now, header={"kid": "new"})) == UNAVAILABLE
    sign_ins.pass_time(GRACE - 1)
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    await sign_ins.keys.settled()
    sign_ins.pass_time(1)
    known = sign_ins.token("employee")
    assert await outcome(sign_ins, known) == UNAVAILABLE
    sign_ins.issuer.fault = None
    sign_ins.pass_time(PAUSE_SECONDS)
    assert await outcome(sign_ins, known) == (200, None)


@pytest.mark.parametrize("fault", ["hang", "drip"])
@pytest.mark.parametrize("where", [DISCOVERY, KEYS])
async def test_an_issuer_that_hangs_keeps_nobody_waiting(hurried: SignIns, fault: Fault, where: str) -> None:
    """Also one that sends a byte now and then, at which a limit of silence would never strike; twenty wait for one fetch."""
    hurried.issuer.fault, hurried.issuer.faulty = fault, where
    waiting = asyncio.gather(*(outcome(hurried, hurried.issuer.token("employee", hurried.world.now, jti=str(n))) for n in range(20)))
    assert await asyncio.wait_for(waiting, 30) == [UNAVAILABLE] * 20
    assert hurried.issuer.asked[where] == 1
    hurried.issuer.fault = None
    hurried.issuer.released.set()
    hurried.pass_time(PAUSE_SECONDS)
    # The machine may be slow, which isn't what is tried here.
    hurried.documents.seconds = 30
    assert await outcome(hurried, hurried.token("employee")) == (200, None)


async def test_an_issuer_that_isnt_there(sign_ins: SignIns) -> None:
    """Nobody listens at the address."""
    sign_ins.documents.issuer = "http://127.0.0.1:9"
    assert await outcome(sign_ins, sign_ins.token("employee")) == UNAVAILABLE


async def test_who_goes_away_leaves_the_fetch_to_the_others(sign_ins: SignIns) -> None:
    """A client that closes its connection must not take down what ten others wait for."""
    sign_ins.issuer.fault = "hang"
    first = asyncio.create_task(outcome(sign_ins, sign_ins.token("employee")))
    others = [asyncio.create_task(outcome(sign_ins, sign_ins.token("employee", jti=str(n)))) for n in range(10)]
    await asyncio.wait_for(sign_ins.issuer.hanging.wait(), 30)
    first.cancel()
    sign_ins.issuer.released.set()
    assert await asyncio.gather(*others) == [(200, None)] * 10
    assert first.cancelled()
    assert sign_ins.issuer.asked[KEYS] == 1


async def test_a_clock_that_jumps_leaves_the_keys_alone(sign_ins: SignIns) -> None:
    """System time a year on or an hour back: their age is of a clock that only goes forward, tokens of the one that was set."""
    assert await outcome(sign_ins, sign_ins.token("employee")) == (200, None)
    for year in (2027, 2025):
        sign_ins.world.now = sign_ins.world.now.replace(year=year)
        assert (await sign_ins.ask(sign_ins.token("employee"))).code != "IDENTITY_PROVIDER_UNAVAILABLE"
    assert sign_ins.issuer.asked == {DISCOVERY: 1, KEYS: 1}


async def test_verified_tokens_are_remembered_and_not_many(sign_ins: SignIns) -> None:
    """A signature is checked once, a moment every time; of a thousand tokens the last hundred are kept."""
    token = sign_ins.token("employee")
    for _ in range(5):
        assert await outcome(sign_ins, token) == (200, None)
    assert sign_ins.tokens.verifications == 1
    changed = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    assert await outcome(sign_ins, changed) == (401, "UNAUTHENTICATED")
    assert sign_ins.tokens.verifications == 2
    for number in range(150):
        await sign_ins.tokens.subject(sign_ins.token("employee", jti=str(number)), sign_ins.world.now)
    assert (sign_ins.tokens.verifications, sign_ins.tokens.remembered) == (152, 100)
    assert await outcome(sign_ins, token) == (200, None)
    assert sign_ins.tokens.verifications == 153
    sign_ins.pass_time(330)
    await sign_ins.keys.settled()
    assert await outcome(sign_ins, token) == (401, "TOKEN_EXPIRED")
