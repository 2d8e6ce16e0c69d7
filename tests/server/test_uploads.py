"""`POST /uploads`: who may send, what is taken, and that whatever goes wrong leaves neither a row nor a file."""

import asyncio
import errno
import hashlib
import os
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import workflows.files
from models import limits
from models.database import Database
from tests.engines import Urls
from tests.schema.evidence.attaching import DOCX, JPEG, PDF, PNG, XLSX, archive
from tests.server.uploading import PEOPLE, Sending, app_over, sending, slowly
from workflows.files import FileStore
from workflows.uploads import file_name, sweep

LIMIT = 64 * 1024


@pytest.fixture
async def send(urls: Urls, database: Database, tmp_path: Path) -> AsyncIterator[Sending]:
    """A client of an app that takes files of 64 KiB."""
    async with sending(urls, database, tmp_path / "uploads", upload_limit=LIMIT, body_seconds=0.5) as made:
        yield made


async def test_a_file_is_taken_and_told(send: Sending) -> None:
    answer = await send.post("hr", PEOPLE.encode(), content_type="text/plain")
    told = answer.json()
    assert answer.status_code == 201
    assert told | {"id": ""} == {
        "id": "",
        "name": "roster.csv",
        "size": len(PEOPLE),
        "sha256": hashlib.sha256(PEOPLE.encode()).hexdigest(),
        "type": "text/csv",
        "expiresAt": "2026-03-11T02:00:00.000000Z",
    }
    assert told["id"].startswith("upl_")
    stored = send.folder / told["id"].removeprefix("upl_")
    assert stored.read_text() == PEOPLE
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert stat.S_IMODE(send.folder.stat().st_mode) == 0o700
    assert await send.count("upload") == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("employee", 201),
        ("supervisor", 201),
        ("approver", 201),
        ("leader", 201),
        ("hr", 201),
        ("auditor", 201),
        ("operator", 201),
        ("stranger", 201),
        ("foreigner", 201),
        (None, 401),
        ("nobody", 401),
    ],
)
async def test_who_may_send(send: Sending, who: str | None, status: int) -> None:
    """Whoever is signed in, for themselves: what a file may be used for is asked when it is used."""
    token = {"Authorization": "Bearer world-nobody"} if who == "nobody" else {}
    answer = await send.post(None if who == "nobody" else who, PEOPLE.encode(), **token)
    assert answer.status_code == status
    assert await send.count("upload") == (status == 201)
    assert len(send.files()) == (status == 201)


TAKEN: list[tuple[bytes, str]] = [
    (b"a;b\n1;2\n", "text/csv"),
    ("a;b\n1;2\n".encode("utf-16"), "text/csv"),
    (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (archive({"a.txt": "a"}), "application/zip"),
    (PDF, "application/pdf"),
    (JPEG, "image/jpeg"),
    (PNG, "image/png"),
]


@pytest.mark.parametrize(("content", "media_type"), TAKEN)
async def test_a_file_is_what_its_content_says(send: Sending, content: bytes, media_type: str) -> None:
    answer = await send.post("hr", content, "?name=picture.exe", content_type="application/x-anything")
    assert (answer.status_code, answer.json()["type"]) == (201, media_type)


NOT_TAKEN: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"", {}, 400, "UPLOAD_EMPTY"),
    (b"\n \n", {}, 400, "UPLOAD_EMPTY"),
    (b"\x7fELF" + bytes(60), {}, 415, "UPLOAD_TYPE_UNKNOWN"),
    (b"<html><script>alert(1)</script></html>", {}, 415, "UPLOAD_TYPE_UNKNOWN"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(60), {}, 415, "UPLOAD_TYPE_UNKNOWN"),
    (b"\x1f\x8b" + bytes(60), {}, 415, "UPLOAD_TYPE_UNKNOWN"),
    (b"a;b\n", {"content_encoding": "gzip"}, 415, "UNSUPPORTED_ENCODING"),
    (b"a;b\n", {"content_length": "5"}, 400, "UPLOAD_INCOMPLETE"),
    (b"a;b\n", {"content_length": "3"}, 400, "UPLOAD_INCOMPLETE"),
    (b"a;b\n", {"content_length": "-1"}, 400, "BAD_REQUEST"),
    (b"a;b\n", {"content_length": "9" * 30}, 400, "BAD_REQUEST"),
    (b"a;b\n", {"content_length": str(LIMIT + 1)}, 413, "UPLOAD_TOO_LARGE"),
    (b"a" * (LIMIT + 1), {}, 413, "UPLOAD_TOO_LARGE"),
]


@pytest.mark.parametrize(("content", "headers", "status", "code"), NOT_TAKEN)
async def test_what_is_not_taken_leaves_nothing(send: Sending, content: bytes, headers: dict[str, str], status: int, code: str) -> None:
    for language, word in (("en", "the"), ("id", "berkas")):
        answer = await send.post("hr", content, **headers, **{"Accept-Language": language})
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["extensions"]["code"]) == (status, code)
        assert code in ("BAD_REQUEST", "UNSUPPORTED_ENCODING") or word in error["message"].lower()
        assert answer.headers["Content-Language"] == language
    assert await send.nothing_left()


async def test_a_file_of_just_the_limit_is_taken(send: Sending) -> None:
    assert (await send.post("hr", b"a" * LIMIT)).status_code == 201


async def test_pieces_without_end_stop_at_the_limit(send: Sending) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"a;b\n" * 1024

    transport = send.client._transport
    messages = endless()
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(messages), "more_body": True}

    async def answer(message: Any) -> None:
        sent.append(dict(message))

    scope = _scope(send, [(b"transfer-encoding", b"chunked")])
    await transport.app(scope, receive, answer)  # type: ignore[attr-defined]
    assert sent[0]["status"] == 413
    assert given == LIMIT // 4096 + 1
    assert await send.nothing_left()


async def test_neither_a_length_nor_pieces(send: Sending) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def answer(message: Any) -> None:
        sent.append(dict(message))

    await send.app(_scope(send, []), receive, answer)
    assert (sent[0]["status"], b"LENGTH_REQUIRED" in sent[1]["body"]) == (411, True)
    assert await send.nothing_left()


async def test_a_client_that_goes_leaves_nothing(send: Sending) -> None:
    messages: Iterator[dict[str, Any]] = iter([{"type": "http.request", "body": b"a;b\n", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def answer(message: Any) -> None:
        sent.append(dict(message))

    await send.app(_scope(send, [(b"content-length", b"1000")]), receive, answer)
    assert sent == []
    assert await send.nothing_left()


async def test_a_slow_body_leaves_nothing(send: Sending) -> None:
    gone = asyncio.Event()
    sent: list[dict[str, Any]] = []
    first = True

    async def receive() -> dict[str, Any]:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"a;b\n", "more_body": True}
        await gone.wait()
        raise AssertionError("nobody sends more")

    async def answer(message: Any) -> None:
        sent.append(dict(message))

    await send.app(_scope(send, [(b"content-length", b"1000")]), receive, answer)
    assert (sent[0]["status"], b"BODY_TOO_SLOW" in sent[1]["body"]) == (408, True)
    assert await send.nothing_left()


def _scope(send: Sending, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    token = b"Bearer " + send.world.token("hr").encode()
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/uploads",
        "raw_path": b"/uploads",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"authorization", token), *headers],
    }


@pytest.mark.parametrize("where", ["write", "settle", "create"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
async def test_a_full_disk_leaves_nothing(send: Sending, monkeypatch: pytest.MonkeyPatch, where: str, number: int) -> None:
    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    where_it_is: object = FileStore if where == "create" else workflows.files
    monkeypatch.setattr(where_it_is, f"_{where}", full)
    answer = await send.post("hr", PEOPLE.encode())
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "STORAGE_FULL")
    assert answer.headers["Retry-After"] == "60"
    assert await send.nothing_left()
    monkeypatch.undo()
    assert (await send.post("hr", PEOPLE.encode())).status_code == 201


NAMES = [
    ("roster.csv", "roster.csv"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\hr\\data pegawai.xlsx", "data pegawai.xlsx"),
    ("..", "upload"),
    ("", "upload"),
    ("a\x00b\nc\u202ed.csv", "ab cd.csv"),
    ("n" * 300, "n" * limits.NAME_CHARS),
    ("/", "upload"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
async def test_names_are_made_safe(send: Sending, given: str, kept: str) -> None:
    assert file_name(given) == kept
    answer = await send.client.post("/uploads", params={"name": given}, content=PEOPLE, headers=send.headers("hr"))
    assert answer.json()["name"] == kept
    assert send.files() == [answer.json()["id"].removeprefix("upl_")]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ('attachment; filename="../daftar.csv"', "daftar.csv"),
        ("attachment; filename*=UTF-8''d%C3%A4ftar.csv", "däftar.csv"),
        ("nonsense", "upload"),
    ],
)
async def test_a_name_in_the_header(send: Sending, header: str, kept: str) -> None:
    answer = await send.post("hr", PEOPLE.encode(), "", content_disposition=header)
    assert answer.json()["name"] == kept


async def test_one_person_has_so_many(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another person still may, and the first again when theirs have expired."""
    monkeypatch.setattr(limits, "UPLOADS_ROWS", 3)
    answers = await asyncio.gather(*(send.post("hr", PEOPLE.encode()) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 201, 201, 429]
    refused = next(one for one in answers if one.status_code == 429).json()["errors"][0]
    assert refused["extensions"]["code"] == "TOO_MANY_UPLOADS"
    assert (await send.post("employee", PEOPLE.encode())).status_code == 201
    assert (await send.count("upload"), len(send.files())) == (4, 4)
    send.world.now += timedelta(hours=limits.UPLOAD_HOURS)
    assert (await send.post("hr", PEOPLE.encode())).status_code == 201


async def test_one_person_has_so_many_bytes(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOADS_BYTES", 2 * len(PEOPLE))
    answers = [await send.post("hr", slowly(PEOPLE.encode()), transfer_encoding="chunked") for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert (await send.count("upload"), len(send.files())) == (2, 2)


async def test_what_has_expired_and_what_nobody_knows_is_swept(send: Sending) -> None:
    old = await send.upload()
    send.world.now += timedelta(hours=23)
    young = await send.upload()
    orphan, coming = send.folder / "01930000-0000-7000-8000-000000000001", send.folder / "01930000-0000-7000-8000-000000000002.part"
    for path in (orphan, coming):
        path.write_text("left by a crash")
        os.utime(path, (send.world.now.timestamp() - 7_200,) * 2)
    fresh = send.folder / "01930000-0000-7000-8000-000000000003.part"
    fresh.write_text("coming")
    os.utime(fresh, (send.world.now.timestamp() - 60,) * 2)
    assert await sweep(send.world.database, FileStore(send.folder), send.world.now) == 2
    send.world.now += timedelta(minutes=30)
    assert await sweep(send.world.database, FileStore(send.folder), send.world.now) == 0
    send.world.now += timedelta(minutes=30)
    assert await sweep(send.world.database, FileStore(send.folder), send.world.now) == 2
    assert send.files() == [young.removeprefix("upl_")]
    assert old.removeprefix("upl_") not in send.files()
    assert await send.count("upload") == 1


async def test_two_processes_share_a_folder(send: Sending, urls: Urls) -> None:
    """What one has received, the other can import."""
    given = await send.upload()
    other = app_over(urls, send.world, send.folder)
    async with other.router.lifespan_context(other):
        transport = send.client._transport
        transport.app = other  # type: ignore[attr-defined]
        payload = await send.call("hr", given, dryRun=True)
        await other.state.imports.idle()
        found = await send.look("hr", payload["import"]["id"])
        assert found is not None
        assert found["state"] == "DONE"
