"""The settings, as a person meets them who sets one wrong."""

from pathlib import Path

import pytest

from server.cli import main
from server.evidence import evidence_store
from server.failure import Failure
from server.settings import Settings, WrongSetting, read_settings, settings_table


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KINERJA_PORT", "eight thousand"),
        ("KINERJA_PORT", "70000"),
        ("KINERJA_METRICS_PORT", "0"),
        ("KINERJA_DATABASE_URL", "mysql://root:geheim@localhost/x"),
        ("KINERJA_DATABASE_URL", "sqlite://:memory:"),
        ("KINERJA_MIGRATION_URL", "postgres://owner:geheim@localhost/x"),
        ("KINERJA_LOG_LEVEL", "LOUD"),
        ("KINERJA_BUSY_SECONDS", "-1"),
        ("KINERJA_DEV_ISSUER", "maybe"),
        ("KINERJA_PROT", "8000"),
        ("KINERJA_OIDC_ISSUER", "http://sso.example.go.id"),
        ("KINERJA_OIDC_ISSUER", "sso.example.go.id"),
        ("KINERJA_OIDC_ISSUER", "ftp://sso.example.go.id"),
        ("KINERJA_OIDC_ISSUER", "https://"),
        ("KINERJA_OIDC_ISSUER", "https://sso.example.go.id/?realm=asn"),
        ("KINERJA_OIDC_ISSUER", "https://sso.example.go.id:x/"),
        ("KINERJA_OIDC_PROXY", "proxy.example.go.id:3128"),
        ("KINERJA_OIDC_PROXY", "socks5://proxy.example.go.id:1080"),
        ("KINERJA_OIDC_PROXY", "http://proxy.example.go.id:x"),
        ("KINERJA_OIDC_PROXY", "http://proxy.example.go.id:3128/path"),
        ("KINERJA_OIDC_PROXY", "http://:3128"),
        ("KINERJA_OIDC_AUDIENCE", "kinerja"),
        ("KINERJA_OIDC_NIP_CLAIM", "nip"),
        ("KINERJA_OIDC_AGENCY_CLAIM", "agency"),
        ("KINERJA_OIDC_SKEW_SECONDS", "301"),
        ("KINERJA_OIDC_FETCH_SECONDS", "0"),
        ("KINERJA_OIDC_KEYS_SECONDS", "-1"),
        ("KINERJA_OIDC_GRACE_SECONDS", "for ever"),
        ("KINERJA_RATE_POINTS", "19999"),
        ("KINERJA_EVIDENCE", "s3://bukti"),
        ("KINERJA_EVIDENCE", "s3://"),
        ("KINERJA_EVIDENCE", "s3://BUKTI/kota"),
        ("KINERJA_EVIDENCE", "s3://bukti/../lain"),
        ("KINERJA_EVIDENCE", "s3://bukti/a//b"),
        ("KINERJA_EVIDENCE", "s3://kunci:geheim@bukti/kota"),
        ("KINERJA_EVIDENCE", "s3://bukti/kota?secret=geheim"),
        ("KINERJA_EVIDENCE", "https://s3.example.go.id/bukti"),
        ("KINERJA_EVIDENCE_ENDPOINT", "https://s3.example.go.id"),
        ("KINERJA_EVIDENCE_ENDPOINT", "http://s3.example.go.id"),
        ("KINERJA_EVIDENCE_ENDPOINT", "https://s3.example.go.id/bukti"),
        ("KINERJA_EVIDENCE_ENDPOINT", "https://kunci:geheim@s3.example.go.id"),
        ("KINERJA_EVIDENCE_KEY_ID", "kunci"),
        ("KINERJA_EVIDENCE_SECRET", "geheim"),
        ("KINERJA_EVIDENCE_SECRET_FILE", "/run/secrets/kinerja"),
        ("KINERJA_EVIDENCE_REGION", "Jakarta Raya"),
    ],
)
def test_a_wrong_value_stops_the_start_with_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert main(["migrate"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kinerja: {variable}: ")
    assert err.count("\n") == 1
    assert "geheim" not in err


@pytest.mark.parametrize(
    "issuer", ["https://sso.example.go.id/realms/asn", "http://127.0.0.1:8080", "http://[::1]:8080/", "http://localhost"]
)
def test_an_issuer_is_reached_over_tls_or_on_this_machine(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("KINERJA_OIDC_ISSUER", issuer)
    monkeypatch.setenv("KINERJA_OIDC_AUDIENCE", "kinerja")
    assert read_settings().oidc_issuer == issuer


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"OIDC_ISSUER": "https://sso.example.go.id"}, "KINERJA_OIDC_AUDIENCE: "),
        ({"OIDC_ISSUER": "https://sso.example.go.id", "OIDC_AUDIENCE": "kinerja", "DEV_ISSUER": "1"}, "KINERJA_OIDC_ISSUER: "),
        ({"OIDC_ISSUER": "https://siti:geheim@sso.example.go.id", "OIDC_AUDIENCE": "kinerja"}, "KINERJA_OIDC_ISSUER: "),
        ({"OIDC_PROXY": "http://siti:geheim@proxy.example.go.id:3128"}, "KINERJA_OIDC_PROXY: only with KINERJA_OIDC_ISSUER"),
        ({"OIDC_PROXY": "ftp://siti:geheim@proxy.example.go.id"}, "KINERJA_OIDC_PROXY: "),
    ],
)
def test_an_issuer_alone_is_not_enough(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], named: str) -> None:
    """Without an audience a token for any other system would do, and two issuers would be two doors."""
    for name, value in settings.items():
        monkeypatch.setenv(f"KINERJA_{name}", value)
    with pytest.raises(WrongSetting, match=f"^{named}") as told:
        read_settings()
    assert "geheim" not in str(told.value)


IN_BUCKET = {"EVIDENCE": "s3://bukti/kota", "EVIDENCE_ENDPOINT": "https://s3.example.go.id", "EVIDENCE_KEY_ID": "kunci"}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (IN_BUCKET, "KINERJA_EVIDENCE: s3:// needs KINERJA_EVIDENCE_SECRET_FILE or KINERJA_EVIDENCE_SECRET, one of them"),
        (IN_BUCKET | {"EVIDENCE_SECRET": "geheim", "EVIDENCE_SECRET_FILE": "/x"}, "KINERJA_EVIDENCE: s3:// needs "),
        (IN_BUCKET | {"EVIDENCE": "/srv/bukti", "EVIDENCE_SECRET": "geheim"}, "KINERJA_EVIDENCE_ENDPOINT: only with s3://"),
        ({"EVIDENCE": "s3://bukti", "EVIDENCE_SECRET": "geheim"}, "KINERJA_EVIDENCE: s3:// needs KINERJA_EVIDENCE_ENDPOINT and "),
    ],
)
def test_a_bucket_is_named_with_all_that_it_needs(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], named: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"KINERJA_{name}", value)
    with pytest.raises(WrongSetting, match=f"^{named}") as told:
        read_settings()
    assert "geheim" not in str(told.value)


def test_the_secret_of_a_bucket_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given itself or in a file, by its first line; a file that isn't there or holds nothing stops the start."""
    for name, value in IN_BUCKET.items():
        monkeypatch.setenv(f"KINERJA_{name}", value)
    secret = tmp_path / "secret"
    monkeypatch.setenv("KINERJA_EVIDENCE_SECRET_FILE", str(secret))
    for content in (None, "", " \n", b"\xff\xfe"):
        if content is not None:
            secret.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(Failure, match=r"^KINERJA_EVIDENCE_SECRET_FILE: "):
            evidence_store(read_settings())
    secret.write_text("geheim\nlain\n")
    monkeypatch.setenv("KINERJA_EVIDENCE", "s3://bukti/kota/")
    assert "geheim" not in repr(vars(evidence_store(read_settings())))
    monkeypatch.delenv("KINERJA_EVIDENCE_SECRET_FILE")
    monkeypatch.setenv("KINERJA_EVIDENCE_SECRET", "geheim")
    assert "geheim" not in repr(read_settings()) + repr(vars(evidence_store(read_settings())))


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_PORT", "x")
    monkeypatch.setenv("KINERJA_LOG_LEVEL", "x")
    with pytest.raises(WrongSetting, match=r"KINERJA_PORT: .*; KINERJA_LOG_LEVEL: ") as told:
        read_settings()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "kinerja.example", "10.0.0.1", "::"])
def test_the_development_issuer_needs_a_loopback_address(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("KINERJA_DEV_ISSUER", "1")
    monkeypatch.setenv("KINERJA_HOST", host)
    with pytest.raises(WrongSetting, match="KINERJA_DEV_ISSUER: "):
        read_settings()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_the_development_issuer_is_there_on_a_loopback_address(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("KINERJA_DEV_ISSUER", "1")
    monkeypatch.setenv("KINERJA_HOST", host)
    assert read_settings().dev_issuer


def test_passwords_are_not_shown() -> None:
    settings = Settings(database_url="postgres://app:geheim@localhost/x", migration_url="postgres://owner:geheim@localhost/x")
    assert "geheim" not in repr(settings)


def test_waiting_and_connections_reach_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"BUSY_SECONDS": "3", "STATEMENT_SECONDS": "4", "READ_CONNECTIONS": "7", "STATEMENT_CACHE": "0"}.items():
        monkeypatch.setenv(f"KINERJA_{name}", value)
    limits = read_settings().limits
    assert (limits.busy_seconds, limits.statement_seconds, limits.read_connections, limits.statement_cache) == (3, 4, 7, 0)


def test_metrics_listen_beside_the_api() -> None:
    assert Settings(port=8791).metrics_bind == ("127.0.0.1", 8792)
    assert Settings(port=65_535).metrics_bind == ("127.0.0.1", 1)
    assert Settings(metrics_host="::1", metrics_port=9100).metrics_bind == ("::1", 9100)


def test_every_setting_says_what_it_means() -> None:
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(Settings.model_fields)
    assert all(len(row.split("|")[3]) > 20 for row in rows)
