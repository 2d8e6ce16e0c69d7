"""Structured logs: one JSON object a line on standard error, ids and figures only.

An exception's text may hold what a person wrote or who they are (a database quotes the row that it refuses), so a log line tells its type
and the places in the code that it passed, never its text.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
FRAMES = 12
# What they tell of every request that they send holds addresses and headers; what matters of it has lines of our own.
LIBRARIES = ("httpx", "httpcore", "transitions")


def without_text(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put the exception's type and places in the stead of its text (a structlog processor)."""
    given = event.pop("exc_info", None)
    info = sys.exc_info() if given is True else given
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[0] is not None:
        kind, _value, trace = cast(ExcInfo, info)
        event["exception"] = kind.__qualname__
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-FRAMES:]]
    return event


def _json(event: EventDict, **_: object) -> str:
    return orjson.dumps(event, default=repr).decode()


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Write every log line of this process, the libraries' too, as JSON to ``stream`` (standard error), from ``level`` upwards."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        without_text,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(serializer=_json)],
        )
    )
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
