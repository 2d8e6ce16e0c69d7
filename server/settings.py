"""The settings, the only reader of the environment: each is documented by being declared, and the README's table is rendered from here."""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models import limits
from models.database import Limits
from models.database.opening import sqlite_path
from models.limits import IMPORT_FILE_BYTES
from schema.limits.bounds import RequestLimits
from server.addresses import ForwardedHeader
from server.failure import Failure
from server.setting_types import (
    Connections,
    Count,
    DatabaseUrl,
    Endpoint,
    Hosts,
    Issuer,
    Many,
    Networks,
    Origins,
    Place,
    Port,
    Proxy,
    Seconds,
    is_loopback,
)

PREFIX = "KINERJA_"
# Names that are the tests' own (tests/conftest.py): known, so that they don't stop a start, and read by nobody here.
FOR_TESTS = ("KINERJA_TEST_POSTGRES_URL", "KINERJA_PROOF", "KINERJA_CHROMIUM")


class WrongSetting(Failure):
    """A setting that can't be used; its text is one line that names the variable and never holds a password."""


class Settings(BaseSettings):
    """How one process runs. Read once at the start; never changed after."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    database_url: DatabaseUrl = Field(
        "sqlite://var/kinerja.sqlite3",
        repr=False,
        description="Where the data is: `sqlite://PATH` (relative to the working directory; `sqlite:///PATH` from the root) or "
        "`postgres://USER:PASSWORD@HOST/DATABASE`, on PostgreSQL as the role that serves.",
    )
    migration_url: DatabaseUrl | None = Field(
        None,
        repr=False,
        description="On PostgreSQL: the same database as the role that owns the tables, used by `kinerja migrate` alone, so that the role "
        "that serves can't walk round the guards.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="The address that the API listens on.")
    port: Port = Field(8000, description="The port that the API listens on.")
    metrics_host: str = Field(
        "127.0.0.1", min_length=1, description="The address that `/metrics` listens on; nobody signs in there, so keep it private."
    )
    metrics_port: Port | None = Field(None, description="The port that `/metrics` listens on; not set: the one after the API's.")
    dev_issuer: bool = Field(
        False,
        description="Accept tokens of `kinerja token`. Only over a database marked as demo, only on a loopback address, never behind a "
        "forwarding header. `make run` sets it.",
    )
    oidc_issuer: Issuer | None = Field(
        None,
        repr=False,
        max_length=limits.SUBJECT_CHARS,
        description="The identity provider whose tokens are accepted: its issuer, exactly as its tokens name it in `iss`, such as "
        "`https://sso.example.go.id/realms/asn`. Over `https`; over `http` on a loopback address only. Not together with "
        "`KINERJA_DEV_ISSUER`.",
    )
    oidc_audience: str | None = Field(
        None,
        min_length=1,
        max_length=limits.SUBJECT_CHARS,
        description="What a token must name in `aud`: the name under which the identity provider knows this system. Needed where an "
        "issuer is set.",
    )
    oidc_nip_claim: str | None = Field(
        None,
        min_length=1,
        max_length=limits.NAME_CHARS,
        description="The claim that holds the person's NIP: whoever signs in for the first time is linked to the employee with that NIP. "
        "Set it only if nobody can change that claim by themselves. Not set: an admin links each account (`linkIdentity`).",
    )
    oidc_agency_claim: str | None = Field(
        None,
        min_length=1,
        max_length=limits.NAME_CHARS,
        description="The claim that binds a token to agencies, by a code or a list of codes. A token without it counts in every agency "
        "that has linked its account. Not set: no token is bound.",
    )
    oidc_skew_seconds: float = Field(
        30.0, ge=0, le=300, description="By how many seconds the identity provider's clock may differ from this machine's."
    )
    oidc_fetch_seconds: float = Field(
        5.0, gt=0, le=60, description="How long fetching the identity provider's keys may take; nobody who signs in waits longer."
    )
    oidc_proxy: Proxy | None = Field(
        None,
        repr=False,
        description="The forward proxy through which the identity provider's keys are fetched: `http://NAME:PORT`, with `USER:PASSWORD@` "
        "before the name where it asks for them. An identity provider on a loopback address is fetched directly. Not set: directly; "
        "`HTTPS_PROXY` and the like aren't read.",
    )
    oidc_keys_seconds: float = Field(
        300.0, gt=0, le=86_400, description="For how long the identity provider's keys are used before they are fetched again."
    )
    oidc_grace_seconds: float = Field(
        3_600.0,
        ge=0,
        le=604_800,
        description="For how much longer they are used while they can't be fetched; after that `IDENTITY_PROVIDER_UNAVAILABLE`.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="The least grave log lines that are written.")
    busy_seconds: Seconds = Field(10.0, description="How long a command waits for a connection, a lock or its turn to write; then `BUSY`.")
    statement_seconds: Seconds = Field(30.0, description="How long one statement may take on PostgreSQL.")
    idle_in_transaction_seconds: Seconds = Field(60.0, description="How long a transaction may rest between statements on PostgreSQL.")
    drain_seconds: Seconds = Field(
        30.0, description="How long a stopping process waits for the requests and transactions that it has begun."
    )
    write_connections: Connections = Field(5, description="Connections for commands on PostgreSQL; SQLite has one writer.")
    read_connections: Connections = Field(5, description="Connections for reading.")
    statement_cache: int = Field(512, ge=0, le=100_000, description="Prepared statements kept a connection; 0 behind pgbouncer.")

    trusted_proxies: Networks = Field(
        (),
        description="Networks of our own proxies, with commas between them (`127.0.0.1/32, 10.0.0.0/8`). Only what comes from there may "
        "say by a header who the client is; not set: the client is whoever connects.",
    )
    forwarded_header: ForwardedHeader = Field(
        "x-forwarded-for",
        description="The header in which those proxies tell the client: `x-forwarded-for` or `forwarded`. The other one isn't read.",
    )
    allowed_hosts: Hosts = Field(
        (),
        description="Names that the API is called by, with commas between them; a request for another name is answered 421. "
        "Not set: any name. Set it where the API can be reached from the internet.",
    )
    allowed_origins: Origins = Field(
        (),
        description="Origins of other sites whose pages may ask the API, with commas between them (`https://kinerja.example.go.id`). "
        "Not set: none.",
    )
    client_connections: Count = Field(512, description="Connections of clients that are served; more are answered 503.")
    requests_at_once: Count = Field(32, description="Requests that are worked on at once.")
    requests_waiting: int = Field(128, ge=0, le=100_000, description="Requests that may wait for that; more are answered 503.")
    waiting_seconds: Seconds = Field(5.0, description="How long a request may wait for that; then it is answered 503.")
    uploads: str | None = Field(
        None,
        description="The folder of files that people send; processes over one database share it. Not set: beside the SQLite database "
        "under its name with `-uploads` behind it, `var/uploads` with PostgreSQL.",
    )
    # These two are shown nowhere since somebody may write a key into them, as other programs want it.
    evidence: Place | None = Field(
        None,
        repr=False,
        description="Where the files are that are attached as evidence: a folder, or `s3://BUCKET/PREFIX` in object storage; all processes"
        " share it. Not set: beside the SQLite database, under its name with `-evidence` behind it, `var/evidence` with PostgreSQL.",
    )
    evidence_endpoint: Endpoint | None = Field(
        None, repr=False, description="With `s3://`: the address of the object storage (`https://s3.example.go.id`), asked by path."
    )
    evidence_region: str = Field(
        "us-east-1", pattern=r"^[a-z0-9-]{1,40}$", description="With `s3://`: the region that requests are signed for."
    )
    evidence_key_id: str | None = Field(None, min_length=1, description="With `s3://`: the id of the key that requests are signed with.")
    evidence_secret: str | None = Field(
        None, min_length=1, repr=False, description="With `s3://`: that key's secret; better in a file, named by the next one."
    )
    evidence_secret_file: str | None = Field(
        None, min_length=1, description="With `s3://`: the file that holds the secret, in its first line, read at the start."
    )
    upload_limit: int = Field(50 * 1024 * 1024, ge=1, le=IMPORT_FILE_BYTES, description="How many bytes a file that is sent may have.")
    uploads_at_once: Count = Field(4, description="Files that are received at once.")
    rate_points: int = Field(
        2 * RequestLimits.cost,
        ge=1_000,
        le=1_000_000_000,
        description="Points that a person at one address can have, at least `KINERJA_COST`; a request costs what `extensions.cost` tells.",
    )
    rate_refill: int = Field(400, ge=1, le=1_000_000_000, description="Points that come back in a second.")
    body_bytes: int = Field(
        RequestLimits.body_bytes, ge=1_024, le=1 << 30, description="How large a request to `/graphql` may be, in bytes; then 413."
    )
    document_chars: Many = Field(RequestLimits.document_chars, description="Characters of a document.")
    document_tokens: Many = Field(RequestLimits.document_tokens, description="Names, values and signs of a document.")
    depth: int = Field(RequestLimits.depth, ge=1, le=50, description="Levels of fields within each other.")
    fields: Many = Field(RequestLimits.fields, description="Fields of a document, those of a fragment counted wherever it stands.")
    aliases: Many = Field(RequestLimits.aliases, description="Aliases, counted like fields.")
    directives: Many = Field(RequestLimits.directives, description="Directives, counted like fields.")
    breadth: Many = Field(RequestLimits.breadth, description="Fields beside each other.")
    root_fields: Many = Field(RequestLimits.root_fields, description="Fields of an operation at its root: commands in one request, say.")
    fragments: int = Field(RequestLimits.fragments, ge=0, le=200, description="Fragments of a document.")
    variable_values: Many = Field(RequestLimits.variable_values, description="Values in all variables of a request.")
    list_items: Many = Field(RequestLimits.list_items, description="Items of one list in variables.")
    string_chars: Many = Field(RequestLimits.string_chars, description="Characters of one text in variables.")
    cost: Many = Field(RequestLimits.cost, description="Points that one request may cost.")
    cost_told: bool = Field(RequestLimits.cost_told, description="Tell in `extensions.cost` of each answer what it cost.")
    introspection: bool | None = Field(
        None,
        description="Answer questions for the schema and suggest names in errors. Not set: only with `KINERJA_DEV_ISSUER`.",
    )
    head_seconds: Seconds = Field(10.0, description="How long a request's line and headers may take to come; then 408.")
    body_seconds: Seconds = Field(
        10.0, description="How long a body may take to come, and a second more for each 16 KiB that have come; then 408."
    )
    keep_alive_seconds: Seconds = Field(
        30.0,
        description="How long a connection may rest between two requests, and a client may leave an answer lying. "
        "A proxy in front must close its resting connections sooner.",
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.dev_issuer and not is_loopback(self.host):
            raise ValueError(f"{PREFIX}DEV_ISSUER: only with a loopback {PREFIX}HOST, this is {self.host!r}")
        if self.migration_url is not None and sqlite_path(self.database_url) is not None:
            raise ValueError(f"{PREFIX}MIGRATION_URL: only with PostgreSQL in {PREFIX}DATABASE_URL")
        if self.rate_points < self.cost:
            raise ValueError(f"{PREFIX}RATE_POINTS: at least {PREFIX}COST ({self.cost}), else who asks for that much waits for ever")
        if self.oidc_issuer is not None and self.dev_issuer:
            raise ValueError(f"{PREFIX}OIDC_ISSUER: not together with {PREFIX}DEV_ISSUER")
        if self.oidc_issuer is not None and self.oidc_audience is None:
            raise ValueError(f"{PREFIX}OIDC_AUDIENCE: needed with {PREFIX}OIDC_ISSUER, else a token for any system would be accepted")
        if self.oidc_issuer is None:
            lone = [
                name for name in ("oidc_audience", "oidc_nip_claim", "oidc_agency_claim", "oidc_proxy") if getattr(self, name) is not None
            ]
            if lone:
                raise ValueError(f"{PREFIX}{lone[0].upper()}: only with {PREFIX}OIDC_ISSUER")
        return self

    @model_validator(mode="after")
    def _evidence_agrees(self) -> Self:
        in_bucket = ("evidence_endpoint", "evidence_key_id", "evidence_secret", "evidence_secret_file")
        if self.evidence is None or not self.evidence.startswith("s3://"):
            for name in in_bucket:
                if getattr(self, name) is not None:
                    raise ValueError(f"{PREFIX}{name.upper()}: only with s3:// in {PREFIX}EVIDENCE")
        elif self.evidence_endpoint is None or self.evidence_key_id is None:
            raise ValueError(f"{PREFIX}EVIDENCE: s3:// needs {PREFIX}EVIDENCE_ENDPOINT and {PREFIX}EVIDENCE_KEY_ID")
        elif (self.evidence_secret is None) is (self.evidence_secret_file is None):
            raise ValueError(f"{PREFIX}EVIDENCE: s3:// needs {PREFIX}EVIDENCE_SECRET_FILE or {PREFIX}EVIDENCE_SECRET, one of them")
        return self

    @property
    def metrics_bind(self) -> tuple[str, int]:
        """Where ``/metrics`` listens: address and port."""
        return self.metrics_host, self.metrics_port if self.metrics_port is not None else self.port % 65_535 + 1

    @property
    def address(self) -> str:
        """Where the API is asked by a process of the same machine or network."""
        return address_of(self.host, self.port)

    @property
    def uploads_folder(self) -> Path:
        """The folder of files that people send."""
        database = sqlite_path(self.database_url)
        if self.uploads:
            return Path(self.uploads)
        # By the database's name: beside another database's files, the sweep would take them for orphans.
        return Path("var/uploads") if database is None else database.with_name(f"{database.name}-uploads")

    @property
    def evidence_place(self) -> Path | str:
        """Where the files are that are attached as evidence: a folder, or ``s3://BUCKET/PREFIX``."""
        database = sqlite_path(self.database_url)
        if self.evidence:
            return self.evidence if self.evidence.startswith("s3://") else Path(self.evidence)
        return Path("var/evidence") if database is None else database.with_name(f"{database.name}-evidence")

    @property
    def limits(self) -> Limits:
        """How long the database may wait and how much it may hold."""
        return Limits(**{name: getattr(self, name) for name in Limits.__dataclass_fields__ if name in Settings.model_fields})

    @property
    def request_limits(self) -> RequestLimits:
        """How much one request may ask for."""
        chosen = {name: getattr(self, name) for name in RequestLimits.__dataclass_fields__}
        return RequestLimits(**chosen | {"introspection": self.dev_issuer if self.introspection is None else self.introspection})


def address_of(host: str, port: int) -> str:
    """Give the address of a server that listens there, as it is typed into a browser."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        WrongSetting: a value can't be used, or a variable with our prefix is unknown (most often a slip of the pen).
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields} | set(FOR_TESTS)
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise WrongSetting(f"{unknown[0]}: there is no such setting")
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSetting("; ".join(_line(one) for one in error.errors(include_url=False, include_context=False))) from None


def _line(error: "object") -> str:
    assert isinstance(error, dict)
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0])
    secret = not Settings.model_fields[name].repr  # a URL may hold a password
    return f"{PREFIX}{name.upper()}: {message[0].lower()}{message[1:]}" + ("" if secret else f", this is {str(error['input'])[:80]!r}")


def settings_table() -> str:
    """Render the README's table: a row for each setting with its variable, default and meaning."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, ()) else f"`{int(field.default) if isinstance(field.default, bool) else field.default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
