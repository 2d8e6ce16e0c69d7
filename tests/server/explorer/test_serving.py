"""The explorer's files as they are served: types, caching, policy, and nothing beside them."""

import json
import re
import subprocess
from pathlib import Path

import httpx
import pytest

from server.explorer import serving, waiting
from server.explorer.places import BUILT, WEB
from server.explorer.words import sentences
from tests.architecture.rules import ROOT

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
FILES = {
    "index.html": "<!doctype html><title>Kinerja</title>",
    "assets/index-abc.js": "export {}",
    "assets/index-abc.css": "a{}",
    "assets/mark-abc.svg": "<svg/>",
    "assets/codicon-abc.ttf": "font",
    "secret.txt": "beside the assets",
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of a few files, in the place of the real one."""
    folder = tmp_path / "built"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tmp_path.joinpath("outside.js").write_text("outside", encoding="utf-8")
    monkeypatch.setattr(serving, "BUILT", folder)
    return folder


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No build, and none on its way; gives where the reason of a failed one would stand."""
    monkeypatch.setattr(serving, "BUILT", tmp_path / "nothing")
    monkeypatch.setattr(waiting, "FAILED", tmp_path / "failed")
    monkeypatch.setattr(waiting, "building", lambda: False)
    return tmp_path / "failed"


@pytest.fixture
def failed(unbuilt: Path) -> None:
    """No build, since the last one failed."""
    unbuilt.write_text("the <npm> packages could not be installed\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/explorer/assets/index-abc.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/explorer/assets/index-abc.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/explorer/assets/mark-abc.svg", "image/svg+xml", "public, max-age=31536000, immutable"),
        ("/explorer/assets/codicon-abc.ttf", "font/ttf", "public, max-age=31536000, immutable"),
    ],
)
async def test_types_caching_and_policy(client: httpx.AsyncClient, built: Path, path: str, kind: str, caching: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.text == FILES[path.removeprefix("/explorer/").lstrip("/") or "index.html"]
    told = {name: answer.headers[name] for name in ("Content-Type", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options")}
    assert list(told.values()) == [kind, caching, POLICY, "nosniff"]
    head = await client.head(path)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(answer.content)))
    again = await client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert again.headers["Content-Security-Policy"] == POLICY
    other = await client.get(path, headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/explorer/assets/..%2fsecret.txt",
        "/explorer/assets/..%2f..%2foutside.js",
        "/explorer/assets/%2e%2e%2fsecret.txt",
        "/explorer/assets/..%5csecret.txt",
        "/explorer/assets/%2fetc%2fpasswd",
        "/explorer/assets/index-abc.js%00.css",
        "/explorer/assets/",
        "/explorer/assets/..",
        "/explorer/assets/absent.js",
        "/explorer/secret.txt",
        "/explorer/docs/..%2fMakefile",
        "/explorer/docs/Makefile",
        "/explorer/docs/%2e%2e",
        "/explorer/docs/absent.md",
    ],
)
async def test_nothing_beside_the_files_is_served(client: httpx.AsyncClient, built: Path, path: str) -> None:
    """The accident: a path that climbs out of its folder reads the database."""
    target = httpx.URL("http://127.0.0.1:8000").copy_with(raw_path=path.encode())
    answer = await client.get(target)
    assert answer.status_code == 404, answer.text
    assert len(answer.content) < 50


async def test_a_link_out_of_the_folder_is_not_followed(client: httpx.AsyncClient, built: Path) -> None:
    (built / "assets" / "link.js").symlink_to(built.parent / "outside.js")
    assert (await client.get("/explorer/assets/link.js")).status_code == 404


async def test_the_pages_beside_it(client: httpx.AsyncClient) -> None:
    for one in (await client.get("/explorer/start")).json()["docs"]:
        answer = await client.get(f"/explorer/docs/{one['name']}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
        assert f"# {one['title']}\n" in answer.text
        assert answer.headers["Content-Security-Policy"] == POLICY


async def test_before_it_is_built_the_page_says_so(client: httpx.AsyncClient, unbuilt: Path) -> None:
    answer = await client.get("/")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, POLICY)
    assert "Penjelajah API belum dibangun. API tetap berjalan. Untuk membangunnya: make explorer" in answer.text
    assert "<meta http-equiv=refresh" not in answer.text
    assert "mutation Submit(" in answer.text
    assert "belum dibangun" not in (english := (await client.get("/", headers={"Accept-Language": "en"})).text)
    assert "isn&#x27;t built yet" in english
    assert (await client.get("/explorer/assets/index-abc.js")).status_code == 404
    assert (await client.head("/")).status_code == 200


async def test_while_it_is_built_the_page_comes_again(client: httpx.AsyncClient, unbuilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "building", lambda: True)
    text = (await client.get("/")).text
    assert "sedang dibangun di latar belakang" in text
    assert "<meta http-equiv=refresh content=3>" in text


async def test_a_failed_build_is_told(client: httpx.AsyncClient, failed: None) -> None:
    text = (await client.get("/", headers={"Accept-Language": "en"})).text
    assert "could not be built: the &lt;npm&gt; packages could not be installed." in text
    assert "<meta http-equiv=refresh" not in text


async def test_no_persona_is_named_without_a_demo(client: httpx.AsyncClient, unbuilt: Path) -> None:
    assert "token --as" not in (await client.get("/")).text


def test_what_is_built_is_never_committed(engine: str) -> None:
    """The accident: six megabytes of other people's code in the history, for good."""
    tracked = subprocess.run(["git", "ls-files", "schema/explorer"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()  # noqa: S607 - the git that made the clone
    assert "schema/explorer/web/package-lock.json" in tracked
    assert not [name for name in tracked if re.search(r"node_modules|/built|/dist/", name)]
    for path in (BUILT / "index.html", WEB / "node_modules" / "x", BUILT.with_name("built.log")):
        ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)  # noqa: S607
        assert ignored.returncode == 0, path


def test_the_npm_lock_names_digests_and_no_registry(engine: str) -> None:
    """The accident: a machine with another mirror can't build, or one with a bad mirror builds something else."""
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert len(packages) > 50
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not [name for name, one in packages.items() if "resolved" in one]
    assert not [name for name, one in packages.items() if one.get("hasInstallScript") and not one.get("optional")]
    assert "omit-lockfile-registry-resolved=true" in (WEB / ".npmrc").read_text(encoding="utf-8").splitlines()


def test_every_sentence_is_there_in_both_languages_and_is_used(engine: str) -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in (*WEB.glob("src/*.js*"), *(ROOT / "server").rglob("*.py")))
    for key, told in sentences().items():
        assert list(told) == ["id", "en"], key
        assert set(re.findall(r"\{\w+\}", told["id"])) == set(re.findall(r"\{\w+\}", told["en"])), key
        first = key.partition(".")[0]
        assert re.search(rf"""['"`]({re.escape(key)}['"`]|{first}\.)""", used), key
    for key in re.findall(r"""\bt\('([\w.]+)'""", used) + re.findall(r"""\bsay\("([\w.]+)\"""", used):
        assert key in sentences(), key
