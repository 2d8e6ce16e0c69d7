"""The settings, as a person meets them who sets one wrong."""

import pytest

from server.cli import main
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
