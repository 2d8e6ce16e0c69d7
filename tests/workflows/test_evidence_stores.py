"""Where evidence lies: one table for a folder and for object storage, and what storage alone can do wrong."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from server.evidence import evidence_store
from server.settings import Settings
from tests.storage import KEY_ID, SECRET, Storage, storing
from workflows.evidence_bucket import PART_BYTES, Bucket, EvidenceBucket
from workflows.evidence_files import EvidenceFolder, EvidenceStore, Unreachable
from workflows.files import NoRoom, TooLarge

PIECE = 1 << 16
SIZES = (0, 1, PIECE, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 12_345)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    """A local server of object storage."""
    with storing(tmp_path / "storage") as made:
        yield made


def bucket(storage: Storage) -> EvidenceBucket:
    store = evidence_store(Settings(**storage.settings))  # type: ignore[arg-type]
    assert isinstance(store, EvidenceBucket)
    return store


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[EvidenceStore, Path]]:
    """A store, and the folder in which everything that it keeps is seen."""
    if request.param == "folder":
        yield EvidenceFolder(tmp_path / "evidence"), tmp_path / "evidence"
        return
    with storing(tmp_path / "storage") as storage:
        yield bucket(storage), storage.folder


async def sent(content: bytes, ends: Exception | None = None) -> AsyncIterator[bytes]:
    for begins in range(0, len(content), PIECE):
        yield content[begins : begins + PIECE]
    if ends is not None:
        raise ends


async def read(store: EvidenceStore, key: UUID) -> bytes:
    return b"".join([piece async for piece in await store.open(key)])


def files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


async def test_what_is_put_is_read(kept: tuple[EvidenceStore, Path]) -> None:
    """Of every size about a part's: as it came, told with its digest, and gone once it is removed; removing again is no fault."""
    store, folder = kept
    keys = []
    for size in SIZES:
        content, key = os.urandom(size), uuid4()
        told = await store.put(key, sent(content), size)
        assert (told.size, told.sha256) == (size, hashlib.sha256(content).hexdigest())
        assert await read(store, key) == content
        keys.append(key)
    assert len(files(folder)) == len(SIZES)
    assert set(await store.written_between(datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1))) == set(keys)
    await store.remove([*keys, uuid4()])
    await store.remove(keys)
    assert files(folder) == []
    with pytest.raises(FileNotFoundError):
        await store.open(keys[0])
    assert await store.written_between(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)) == []


@pytest.mark.parametrize("size", [10, 3 * PIECE, PART_BYTES + PIECE, 2 * PART_BYTES + 1])
async def test_what_ends_badly_leaves_nothing(kept: tuple[EvidenceStore, Path], size: int) -> None:
    """More than may come, and a source that breaks off, at every place about a part's."""
    store, folder = kept
    with pytest.raises(TooLarge):
        await store.put(uuid4(), sent(os.urandom(size)), size - 1)
    assert files(folder) == []
    with pytest.raises(ValueError, match="broken"):
        await store.put(uuid4(), sent(os.urandom(size), ValueError("broken")), size)
    assert files(folder) == []


@pytest.mark.parametrize("size", [3 * PIECE, 2 * PART_BYTES + 1])
async def test_who_goes_while_sending_leaves_nothing(kept: tuple[EvidenceStore, Path], size: int) -> None:
    store, folder = kept
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        left = size
        while left > 0:
            yield bytes(min(left, PIECE))
            left -= PIECE
            if left <= PIECE:
                under_way.set()
                await go_on.wait()

    task = asyncio.ensure_future(store.put(uuid4(), stalling(), size))
    await under_way.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert files(folder) == []


async def test_written_between_tells_by_time(kept: tuple[EvidenceStore, Path]) -> None:
    """From the first moment on, before the last one; what isn't ours is passed over."""
    store, folder = kept
    now = datetime.now(UTC).replace(microsecond=0)
    keys = {hours: uuid4() for hours in (0, 2, 50)}
    for hours, key in keys.items():
        await store.put(key, sent(b"x"), 1)
        (file,) = folder.rglob(str(key))
        moment = (now - timedelta(hours=hours)).timestamp()
        os.utime(file, (moment, moment))
        (file.parent / "README.txt").write_text("x")
    assert await store.written_between(now - timedelta(hours=48), now - timedelta(hours=1)) == [keys[2]]
    assert await store.written_between(now - timedelta(hours=2), now - timedelta(hours=1)) == [keys[2]]
    assert await store.written_between(now - timedelta(hours=3), now - timedelta(hours=2)) == []


async def test_a_file_is_streamed(storage: Storage) -> None:
    """Sent in parts, one after the other, none larger than what may be held; a small one is one request, and reading is one."""
    store, key = bucket(storage), uuid4()
    await store.put(key, sent(bytes(3 * PART_BYTES)), 3 * PART_BYTES)
    parts = [one for one in storage.asked if one.method == "PUT"]
    assert [int(one.headers["content-length"]) for one in parts] == [PART_BYTES] * 3
    storage.asked.clear()
    await store.put(uuid4(), sent(bytes(PIECE)), PIECE)
    assert [one.method for one in storage.asked] == ["PUT"]
    storage.asked.clear()
    assert max([len(piece) async for piece in await store.open(key)]) <= PART_BYTES
    assert [one.method for one in storage.asked] == ["GET"]


async def test_requests_follow_the_settings_alone(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The accident: a variable left in a shell sends an agency's evidence somewhere else, by another key or unsigned."""
    nowhere = "http://127.0.0.1:9"
    for name, value in {
        **dict.fromkeys(("AWS_ENDPOINT_URL", "AWS_ENDPOINT", "AWS_ENDPOINT_URL_S3", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), nowhere),
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), nowhere),
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BUCKET", "AWS_REGION"), "tersasar"),
        **dict.fromkeys(("AWS_SKIP_SIGNATURE", "AWS_UNSIGNED_PAYLOAD", "AWS_S3_EXPRESS", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST"), "true"),
    }.items():
        monkeypatch.setenv(name, value)
    store, key = bucket(storage), uuid4()
    await store.put(key, sent(b"x"), 1)
    assert await read(store, key) == b"x"
    await store.written_between(datetime.now(UTC), datetime.now(UTC))
    await store.remove([key])
    assert [one.method for one in storage.asked] == ["PUT", "GET", "GET", "DELETE"]
    for one in storage.asked:
        day = one.headers["x-amz-date"][:8]
        assert one.headers["authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={KEY_ID}/{day}/us-east-1/s3/aws4_request, ")
        assert len(one.headers["x-amz-content-sha256"]) == 64
        assert "x-amz-security-token" not in one.headers
        assert one.path.startswith("/bukti")
        assert "tersasar" not in str(one)
        assert SECRET not in str(one)


@pytest.mark.parametrize("size", [1, 2 * PART_BYTES])
async def test_a_storage_that_fails_is_told(storage: Storage, size: int) -> None:
    """Whatever it answers with 500, and one that nobody serves: nothing is there afterwards, and no text of ours holds the secret."""
    store, key = bucket(storage), uuid4()
    await store.put(key, sent(b"x"), 1)
    for failing in ("PUT", "POST"):
        storage.failing = frozenset({failing})
        if failing == "POST" and size == 1:
            continue
        with pytest.raises(NoRoom):
            await store.put(uuid4(), sent(bytes(size)), size)
    storage.failing = frozenset({"GET", "DELETE"})
    for asked in (store.open(key), store.remove([key]), store.written_between(datetime.now(UTC), datetime.now(UTC))):
        with pytest.raises(Unreachable) as told:
            await asked
        assert SECRET not in f"{told.value}{told.value.__cause__}"
    storage.failing = frozenset()
    assert [one.name for one in files(storage.folder)] == [str(key)]
    assert SECRET not in repr(Settings(**storage.settings)) + repr(vars(store))  # type: ignore[arg-type]


async def test_a_storage_that_nobody_serves_is_told() -> None:
    store = EvidenceBucket(Bucket("http://127.0.0.1:9", "bukti", "", "us-east-1", KEY_ID, SECRET))
    with pytest.raises(NoRoom):
        await store.put(uuid4(), sent(b"x"), 1)
    with pytest.raises(Unreachable):
        await store.open(uuid4())
    assert SECRET not in repr(Bucket("http://127.0.0.1:9", "bukti", "", "us-east-1", KEY_ID, SECRET))
