"""The settings, the only reader of the environment: each is documented by being declared, and the README's table is rendered from here."""

import os
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.database import Limits
from models.database.opening import sqlite_path
from server.failure import Failure

PREFIX = "KINERJA_"
# Names that are the tests' own (tests/conftest.py): known, so that they don't stop a start, and read by nobody here.
FOR_TESTS = ("KINERJA_TEST_POSTGRES_URL", "KINERJA_PROOF")


class WrongSetting(Failure):
    """A setting that can't be used; its text is one line that names the variable and never holds a password."""


def _database_url(value: str) -> str:
    sqlite_path(value)
    return value


DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Seconds = Annotated[float, Field(gt=0, le=3_600)]
Connections = Annotated[int, Field(ge=1, le=200)]


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

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.dev_issuer and not is_loopback(self.host):
            raise ValueError(f"{PREFIX}DEV_ISSUER: only with a loopback {PREFIX}HOST, this is {self.host!r}")
        if self.migration_url is not None and sqlite_path(self.database_url) is not None:
            raise ValueError(f"{PREFIX}MIGRATION_URL: only with PostgreSQL in {PREFIX}DATABASE_URL")
        return self

    @property
    def metrics_bind(self) -> tuple[str, int]:
        """Where ``/metrics`` listens: address and port."""
        return self.metrics_host, self.metrics_port if self.metrics_port is not None else self.port % 65_535 + 1

    @property
    def limits(self) -> Limits:
        """How long the database may wait and how much it may hold."""
        return Limits(**{name: getattr(self, name) for name in Limits.__dataclass_fields__ if name in Settings.model_fields})


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` can be reached from this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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
        default = "" if field.default is None else f"`{int(field.default) if isinstance(field.default, bool) else field.default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
