"""Files of evidence: what is taken, how it is given out, and that whatever is refused or goes wrong leaves neither a row nor a file."""

import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from models import limits
from models.database import Database, Dialect
from tests.engines import Urls
from tests.schema.evidence.attaching import (
    DOCX,
    EXCEL,
    JPEG,
    LIMIT,
    PDF,
    PNG,
    WORD,
    XLSX,
    Attaching,
    archive,
    attaching_on,
    chunk,
    office,
    outcome,
)
from tests.server.uploading import slowly
from workflows.evidence_files import Unreachable, check_evidence, sweep_evidence


@pytest.fixture
async def town(engine: Dialect, urls: Urls, database: Database, tmp_path: Path) -> AsyncIterator[Attaching]:
    """The town with its open quarter, on both storages."""
    async with attaching_on(engine, urls, database, tmp_path) as made:
        yield made


async def test_each_type_is_taken_and_given_out_as_it_came(town: Attaching) -> None:
    """What the appraiser fetches is what was sent, byte for byte, by its true type and under its name, and no browser runs it."""
    subject = town.world.appraisal("employee")
    evidence: dict[str, Any] = {}
    of_office = "application/vnd.openxmlformats-officedocument"
    for content, media_type, kind in (
        (PDF, "application/pdf", "PDF"),
        (PNG, "image/png", "PNG"),
        (JPEG, "image/jpeg", "JPEG"),
        (XLSX, f"{of_office}.spreadsheetml.sheet", "WORKBOOK"),
        (DOCX, f"{of_office}.wordprocessingml.document", "DOCUMENT"),
    ):
        evidence = await town.attached(subject, content=content)
        assert (evidence["fileType"], evidence["size"]) == (kind, len(content))
        assert evidence["sha256"] == hashlib.sha256(content).hexdigest()
        assert evidence["fileUrl"] == f"/evidence/{evidence['id']}"
        answer = await town.get("supervisor", evidence)
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-length"] == str(len(content))
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''berita%20acara.pdf"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"
    for who, status in ((None, 401), ("foreigner", 404), ("stranger", 404)):
        assert (await town.get(who, evidence)).status_code == status
    for other in (f"evd_{uuid4()}", f"apr_{evidence['id'][4:]}", "evd_..%2f..%2fetc%2fpasswd", "x"):
        assert (await town.get("employee", {"id": other})).status_code == 404
    assert await town.left() == (5, 5)
    # Under random keys: neither the evidence's id nor the digest says where a file is, and nobody else may read it.
    for file in town.folder.iterdir():
        assert UUID(file.name).version == 4
        assert town.storage is not None or file.stat().st_mode & 0o777 == 0o600
    # `kinerja verify` reads each again: one that is gone and one that was changed are told by their evidence.
    assert await check_evidence(town.world.database, town.store) == (5, [])
    rows = await town.world.all("SELECT id, file_key FROM evidence ORDER BY id")
    gone, changed = rows[1], rows[2]
    (town.folder / str(UUID(str(gone["file_key"])))).unlink()
    (town.folder / str(UUID(str(changed["file_key"])))).write_bytes(PDF)
    assert await check_evidence(town.world.database, town.store) == (5, [UUID(str(one["id"])) for one in (gone, changed)])
    assert (await town.get("employee", {"id": f"evd_{UUID(str(gone['id']))}"})).status_code == 410


NOT_UPLOADED: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "UPLOAD_EMPTY"),
    "a PDF cut in the middle": (PDF[: len(PDF) // 2], 400, "UPLOAD_DAMAGED"),
    "a PNG cut in the middle": (PNG[: len(PNG) // 2], 400, "UPLOAD_DAMAGED"),
    "a PNG without its end": (PNG[:-12], 400, "UPLOAD_DAMAGED"),
    "a JPEG cut in the middle": (JPEG[:30], 400, "UPLOAD_DAMAGED"),
    "a PDF that is a ZIP": (PDF + archive({"x": "y"}), 415, "UPLOAD_TWO_TYPES"),
    "a JPEG that is a ZIP": (JPEG + archive({"x": "y"}), 415, "UPLOAD_TWO_TYPES"),
    "a PNG that is a ZIP": (PNG + archive({"x": "y"}), 415, "UPLOAD_TWO_TYPES"),
    "a PNG with something behind": (PNG + b"<?php", 415, "UPLOAD_TWO_TYPES"),
    "a JPEG that is a PDF": (JPEG[:20] + PDF + JPEG[20:], 415, "UPLOAD_TWO_TYPES"),
    "a PNG that is a PDF": (PNG[:33] + chunk(b"teXt", PDF) + PNG[33:], 415, "UPLOAD_TWO_TYPES"),
    "a PDF that is a page": (b"%PDF-1.7\n<HTML><script>alert(1)</script>" + PDF, 415, "UPLOAD_TWO_TYPES"),
    "a JPEG that is a page": (b"\xff\xd8\xff\xe0<svg onload=alert(1)>" + JPEG, 415, "UPLOAD_TWO_TYPES"),
    "a page": (b"<html><script>alert(1)</script></html>", 415, "UPLOAD_TYPE_UNKNOWN"),
    "a drawing": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415, "UPLOAD_TYPE_UNKNOWN"),
    "a program": (b"\x7fELF" + bytes(60), 415, "UPLOAD_TYPE_UNKNOWN"),
    "over the limit": (PDF + bytes(LIMIT), 413, "UPLOAD_TOO_LARGE"),
}


async def test_what_is_no_sound_file_of_one_type_is_not_taken(town: Attaching) -> None:
    for name, (content, status, code) in NOT_UPLOADED.items():
        answer = await town.send.post("employee", content, "?name=berita.pdf")
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code), name
    answer = await town.send.post("employee", slowly(PDF[:20]), content_length=str(len(PDF)))
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "UPLOAD_INCOMPLETE")
    assert await town.send.nothing_left()
    assert await town.left() == (0, 0)


MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
CODE = "application/vnd.ms-office.vbaProject"
NOT_OFFICE: dict[str, bytes] = {
    "a ZIP": archive({"a.txt": "a"}),
    "a ZIP that lists no types": archive({"word/document.xml": "<document/>"}),
    "types of neither": office("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
    "both at once": office(WORD, EXCEL),
    "a workbook with macros": office(MACROS),
    "a document with macros": office("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "a document with a part of code": office(WORD, **{"word__vbaProject.bin": "x"}),
    "a document whose code has another name": office(WORD, CODE, word__picture="x"),
    "a document whose code is written in capitals": office(WORD, CODE.upper()),
    "a workbook with a sheet of macros": office(EXCEL, "application/vnd.ms-excel.macrosheet+xml"),
    "a document with a control": office(WORD, **{"word__activeX__activeX1.xml": "x"}),
    "a document with a workbook of macros in it": office(WORD, **{"word__embeddings__x.xlsm": "x"}),
    "a part outside": office(WORD, **{"..__..__etc__passwd": "x"}),
    "a part from the root": office(WORD, __etc__passwd="x"),
    "a part of Windows": office(WORD, **{"..\\x": "x"}),
    "types in UTF-16": archive({"[Content_Types].xml": f"<Types>{WORD}</Types>".encode("utf-16")}),
    "a document cut in the middle": DOCX[: len(DOCX) // 2],
    "a workbook without its end": XLSX[:-1],
    "a document with something behind": DOCX + b"<?php",
    "a document with something before": b"PK" + bytes(100) + DOCX,
    "a document that is a PDF": archive({"a": ""})[:34] + PDF + DOCX,
    "a document with a PDF in its first part": office(WORD).replace(b"_rels/.rels", b"%PDF-1.7 x\n"),
}


async def test_office_files_with_macros_and_other_zips_are_no_evidence(town: Attaching) -> None:
    """A ZIP file is taken as an upload, since a roster may come in one; as evidence only documents and workbooks that run nothing."""
    subject = town.world.appraisal("employee")
    for name, content in NOT_OFFICE.items():
        answer = await town.send.post("employee", content, "?name=berita.docx")
        assert (answer.status_code, answer.json()["type"]) == (201, "application/zip"), name
        payload = await town.attach("employee", subject, uploadId=answer.json()["id"])
        assert outcome(payload) == ("INVALID", "EVIDENCE_TYPE"), name
        assert "without macros" in payload["refusal"]["reasons"][0]["howToFix"]
        assert await town.left() == (0, 0), name
        await town.world.database.transaction(lambda conn: conn.execute("DELETE FROM upload"))


async def test_names_are_shown_and_never_a_path(town: Attaching) -> None:
    names = {
        "../../etc/passwd": "passwd",
        "..\\..\\windows\\system.ini": "system.ini",
        "/etc/cron.d/x": "x",
        "a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie: x=1.pdf",
        "laporan \u202efdp.exe": "laporan fdp.exe",
        '"; filename=x.exe': '"; filename=x.exe',
        "..": "upload",
        "b" * 900: "b" * limits.NAME_CHARS,
    }
    subject = town.world.appraisal("employee")
    for number, (given, shown) in enumerate(names.items()):
        upload = await town.send.upload("employee", PDF + bytes([number + 10]), given)
        evidence = (await town.attach("employee", subject, uploadId=upload))["evidence"]
        assert evidence["fileName"] == shown, given
        answer = await town.get("supervisor", evidence)
        head = answer.headers["content-disposition"]
        assert answer.status_code == 200
        assert head.startswith("attachment; filename*=UTF-8''")
        assert not set('"/\\; \r\n') & set(head.removeprefix("attachment; "))
        assert "set-cookie" not in answer.headers
    assert sorted(one.parent for one in town.folder.rglob("*")) == [town.folder] * len(names)


async def test_what_is_refused_leaves_nothing(town: Attaching) -> None:
    """Each with its code and path, in both languages; neither a row nor a file of evidence stays."""
    subject = town.world.appraisal("employee")
    theirs = await town.send.upload("colleague", PDF, "a.pdf")
    foreign = await town.send.upload("foreigner", PDF, "a.pdf")
    mine = await town.send.upload("employee", PDF, "a.pdf")
    table = await town.send.upload("employee", b"a;b\n1;2\n", "a.pdf")
    wrong: list[tuple[dict[str, object], str, str, str]] = [
        ({"uploadId": theirs}, "NOT_FOUND", "UPLOAD_GONE", "input.uploadId"),
        ({"uploadId": foreign}, "NOT_FOUND", "UPLOAD_GONE", "input.uploadId"),
        ({"uploadId": f"upl_{uuid4()}"}, "NOT_FOUND", "UPLOAD_GONE", "input.uploadId"),
        ({"uploadId": f"evd_{mine[4:]}"}, "NOT_FOUND", "UPLOAD_GONE", "input.uploadId"),
        ({"uploadId": table}, "INVALID", "EVIDENCE_TYPE", "input.uploadId"),
        ({}, "INVALID", "FILE_OR_LINK", "input.uploadId"),
        ({"uploadId": mine, "url": "https://contoh.go.id/"}, "INVALID", "FILE_OR_LINK", "input.uploadId"),
        ({"uploadId": mine, "title": " "}, "INVALID", "TEXT_EMPTY", "input.title"),
        ({"uploadId": mine, "title": "a" * 501}, "INVALID", "TEXT_TOO_LONG", "input.title"),
        ({"uploadId": mine, "indicatorId": f"ind_{uuid4()}"}, "INVALID", "UNKNOWN_REFERENCE", "input.indicatorId"),
    ]
    for given, code, reason, path in wrong:
        payload = await town.attach("employee", subject, **given)
        refusal = payload["refusal"]
        assert (refusal["code"], [(one["code"], one["path"]) for one in refusal["reasons"]]) == (code, [(reason, path)]), given
        assert all(one["message"] and one["howToFix"] for one in refusal["reasons"])
        assert await town.left() == (0, 0), given
    # An upload that has expired is nobody's any more.
    town.world.now += timedelta(hours=limits.UPLOAD_HOURS)
    assert outcome(await town.attach("employee", subject, uploadId=mine)) == ("NOT_FOUND", "UPLOAD_GONE")
    assert await town.left() == (0, 0)


async def test_the_same_twice(town: Attaching) -> None:
    """In one place once; for another indicator, or after it was removed, again. Sent again under its id or key it is the same evidence."""
    subject = town.world.appraisal("employee")
    upload = await town.send.upload("employee", PDF, "a.pdf")
    one, other = await town.world.indicators("employee")
    mine = f"evd_{uuid4()}"
    first = await town.attach("employee", subject, uploadId=upload, id=mine)
    assert (first["evidence"]["id"], first["replayed"]) == (mine, False)
    again = await town.attach("employee", subject, uploadId=upload, id=mine)
    assert (again["evidence"]["id"], again["replayed"], again["event"]) == (mine, True, first["event"])
    assert outcome(await town.attach("employee", subject, uploadId=upload, id=mine, title="Lain")) == ("CONFLICT", "ATTACHED_OTHERWISE")
    assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("BLOCKED", "ATTACHED_ALREADY")
    for indicator in (one, other):
        given = {"uploadId": upload, "indicatorId": f"ind_{indicator}", "idempotencyKey": f"k-{indicator}"}
        assert [(await town.attach("employee", subject, **given))["replayed"] for _ in range(2)] == [False, True]
    assert await town.left() == (3, 3)
    removed = await town.remove("employee", first["evidence"])
    assert outcome(removed) == ("DONE", None)
    assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("DONE", None)
    assert await town.left() == (4, 3)
    # Somebody else's id answers like an absent one, whatever is sent under it.
    activity = f"dac_{uuid4()}"
    report = {"id": activity, "day": "2026-03-10", "text": "Menguji 12 kendaraan."}
    await town.send.ask(
        "colleague", "mutation ($i: RecordActivityInput!) { recordActivity(input: $i) { refusal { code } } }", {"i": report}
    )
    payload = await town.attach("colleague", activity, url="https://contoh.go.id/", id=mine)
    assert (outcome(payload), payload["evidence"]) == (("NOT_FOUND", None), None)


async def test_a_removed_one_is_a_tombstone(town: Attaching) -> None:
    """Who, when and why stay, and the digest; the bytes are gone for everybody, and it is never removed twice."""
    subject = town.world.appraisal("employee")
    evidence = await town.attached(subject)
    for given, reason in (({"reason": "pendek"}, "REASON_TOO_SHORT"), ({"expectedVersion": 2}, "VERSION_CHANGED")):
        assert outcome(await town.remove("employee", evidence, **given))[1] == reason
        assert (await town.get("supervisor", evidence)).status_code == 200
    dry = await town.remove("employee", evidence, dryRun=True)
    assert (outcome(dry), dry["event"], await town.left()) == (("DONE", None), None, (1, 1))
    keyed = {"idempotencyKey": "hapus"}
    gone = (await town.remove("employee", evidence, **keyed))["evidence"]
    assert (gone["state"], gone["version"], gone["fileUrl"]) == ("REMOVED", 2, None)
    assert (gone["removedBy"]["id"], gone["removalReason"]) == (town.world.employee("employee"), "Berkas yang salah.")
    assert (gone["sha256"], gone["size"], gone["fileName"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF), "berita acara.pdf")
    assert (await town.remove("employee", evidence, **keyed))["replayed"] is True
    assert outcome(await town.remove("employee", gone)) == ("ILLEGAL_TRANSITION", "ACTION_NOT_IN_STATE")
    for who, status in (("employee", 410), ("supervisor", 410), ("stranger", 404)):
        assert (await town.get(who, evidence)).status_code == status
    assert await town.left() == (1, 0)


async def test_a_subject_has_room_for_so_many(town: Attaching) -> None:
    subject = town.world.appraisal("employee")
    for number in range(limits.EVIDENCE_ROWS):
        assert outcome(await town.attach("employee", subject, url=f"https://contoh.go.id/{number}")) == ("DONE", None)
    upload = await town.send.upload("employee", PDF, "a.pdf")
    assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("BLOCKED", "EVIDENCE_FULL")
    assert await town.left() == (limits.EVIDENCE_ROWS, 0)


async def test_what_a_process_that_died_left_is_swept(town: Attaching) -> None:
    """A file that never got a row, a half of one, and one whose tombstone is there go; what is attached, young or strangely old stays."""
    subject = town.world.appraisal("employee")
    kept = await town.attached(subject)
    removed = await town.attached(subject, content=PNG)
    assert outcome(await town.remove("employee", removed)) == ("DONE", None)
    row = await town.world.one("SELECT file_key FROM evidence WHERE state = 'REMOVED'")
    # What was begun of a large object is the storage's own to drop; a part of a file is ours.
    half = {"half": f"{uuid4()}.part"} if town.storage is None else {}
    left = {"orphan": str(uuid4()), **half, "tombstone": str(UUID(str(row["file_key"])))}
    stays = {"young": str(uuid4()), "old": str(uuid4())}
    hours = {"orphan": 2, "half": 2, "tombstone": 2, "young": 0, "old": 72}
    for what, name in {**left, **stays}.items():
        file = town.folder / name
        file.write_bytes(b"x")
        moment = (town.world.now - timedelta(hours=hours[what])).timestamp()
        os.utime(file, (moment, moment))
    for file in town.folder.iterdir():
        if file.name not in (*left.values(), *stays.values()):
            moment = (town.world.now - timedelta(hours=2)).timestamp()
            os.utime(file, (moment, moment))
    assert await sweep_evidence(town.world.database, town.store, town.world.now) == len(left)
    assert {one.name for one in town.folder.iterdir()} >= set(stays.values())
    assert len(list(town.folder.iterdir())) == 3
    assert (await town.get("supervisor", kept)).content == PDF


async def test_a_storage_that_fails_loses_nothing(town: Attaching) -> None:
    """What can't be stored is refused and leaves nothing; a tombstone is written all the same, and the sweep takes its file."""
    subject = town.world.appraisal("employee")
    if town.storage is None:
        # A folder that can't be written, as a full disk; root may write everywhere, so a file stands in its place.
        town.folder.parent.mkdir(exist_ok=True)
        town.folder.write_text("x")
        upload = await town.send.upload("employee", PDF, "a.pdf")
        assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("BUSY", "TRY_AGAIN")
        assert await town.left() == (0, 0)
        town.folder.unlink()
        assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("DONE", None)
        return
    evidence = await town.attached(subject)
    upload = await town.send.upload("employee", PNG, "a.png")
    town.storage.failing = frozenset(("PUT", "GET", "DELETE"))
    assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("BUSY", "TRY_AGAIN")
    answer = await town.get("supervisor", evidence)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
    assert int(answer.headers["retry-after"]) >= 1
    assert await town.left() == (1, 1)
    assert outcome(await town.remove("employee", evidence)) == ("DONE", None)
    with pytest.raises(Unreachable):
        await sweep_evidence(town.world.database, town.store, town.world.now)
    assert await town.left() == (1, 1)
    town.storage.failing = frozenset()
    assert (await town.get("supervisor", evidence)).status_code == 410
    assert await sweep_evidence(town.world.database, town.store, town.world.now) == 1
    assert await town.left() == (1, 0)
    assert outcome(await town.attach("employee", subject, uploadId=upload)) == ("DONE", None)
