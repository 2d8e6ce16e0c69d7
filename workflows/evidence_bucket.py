"""Evidence in object storage that speaks S3, by a maintained client that streams both ways.

Whatever is asked of it follows from the settings: neither a proxy nor another address, key or signature of the environment is heeded.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from workflows.evidence_files import PIECE, Unreachable
from workflows.files import NoRoom, Stored, TooLarge

PART_BYTES = 5 * 1024 * 1024
"""What is held of a file while it is sent, and the least that S3 takes as a part; a smaller file is one request."""
_CONNECTING, _ANSWERING, _FETCHING = timedelta(seconds=5), timedelta(seconds=30), timedelta(hours=1)
"""How long a connection, the next bytes and a whole answer may take; a slow reader may take long to fetch it."""
_TRIES = 2
_TRYING = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where it is and who asks: ``name`` and ``prefix`` of the bucket, the storage's address, the region and the key of signatures."""

    endpoint: str
    name: str
    prefix: str
    region: str
    key_id: str
    secret: str = field(repr=False)


class EvidenceBucket:
    """Evidence under a prefix of a bucket, which several processes may share.

    An object is there whole or not at all. What a process that died had sent of a large one the storage must be told to drop after a
    day: nobody else sees it.
    """

    def __init__(self, bucket: Bucket) -> None:
        key = {"access_key_id": bucket.key_id, "secret_access_key": bucket.secret, "token": None, "expires_at": None}
        self._store = S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            endpoint=bucket.endpoint,
            aws_endpoint_url_s3=bucket.endpoint,
            region=bucket.region,
            # Given as a question rather than a setting, so that the client never shows it.
            credential_provider=lambda: key,  # type: ignore[arg-type]
            virtual_hosted_style_request=False,
            skip_signature=False,
            unsigned_payload=False,
            s3_express=False,
            request_payer=False,
            disable_bulk_delete=True,
            client_options={
                "connect_timeout": _CONNECTING,
                "read_timeout": _ANSWERING,
                "timeout": _FETCHING,
                "allow_http": bucket.endpoint.startswith("http://"),
                # Naming a proxy and excluding every host is how this client is told to heed none of the environment's.
                "proxy_url": bucket.endpoint,
                "proxy_excludes": "*,0.0.0.0/0,::/0",
            },
            retry_config={"max_retries": _TRIES, "retry_timeout": _TRYING},
        )

    async def put(self, key: UUID, pieces: AsyncIterator[bytes], most: int) -> Stored:
        """Send what comes. One who goes meanwhile leaves nothing: what is under way is stopped first, or removed if it was done."""
        sending = _Sending(pieces, most)
        task = asyncio.create_task(self._send(key, sending))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            sending.stopped = True
            await asyncio.wait([task])
            if task.exception() is None:
                with suppress(Unreachable):
                    await self.remove([key])
            raise

    async def _send(self, key: UUID, sending: "_Sending") -> Stored:
        try:
            first = await sending.first()
            if sending.ended:
                await obstore.put_async(self._store, str(key), first)
            else:
                await obstore.put_async(self._store, str(key), sending.parts(first), chunk_size=PART_BYTES, max_concurrency=1)
        except (BaseError, OSError) as error:
            raise NoRoom from error
        return Stored(sending.size, sending.digest.hexdigest())

    async def open(self, key: UUID) -> AsyncIterator[bytes]:
        """Ask for an object and give it piece by piece, as it comes."""
        try:
            found = await obstore.get_async(self._store, str(key))
        except FileNotFoundError:
            raise
        except (BaseError, OSError) as error:
            raise Unreachable from error

        async def received() -> AsyncIterator[bytes]:
            try:
                async for piece in found.stream(min_chunk_size=PIECE):
                    yield bytes(piece)
            except (BaseError, OSError) as error:
                raise Unreachable from error

        return received()

    async def remove(self, keys: Iterable[UUID]) -> None:
        """Remove objects, each by a request of its own, which every storage takes."""
        try:
            await obstore.delete_async(self._store, [str(key) for key in keys])
        except (BaseError, OSError) as error:
            raise Unreachable from error

    async def written_between(self, start: datetime, end: datetime) -> Sequence[UUID]:
        """Look through all objects under the prefix, page by page; the storage's clock tells when each was written."""
        found: list[str] = []
        try:
            async for page in obstore.list(self._store):
                found += [one["path"] for one in page if start <= one["last_modified"] < end]
        except (BaseError, OSError) as error:
            raise Unreachable from error
        return [key for key in map(_key, found) if key is not None]


class _Stopped(Exception):
    """Whoever sent has gone."""


class _Sending:
    """What is sent, counted and digested as it passes; ``stopped`` ends it at the next piece."""

    def __init__(self, pieces: AsyncIterator[bytes], most: int) -> None:
        self._pieces, self._most = pieces, most
        self.size, self.digest = 0, hashlib.sha256()
        self.ended = self.stopped = False

    async def _next(self) -> bytes | None:
        piece = await anext(self._pieces, None)
        if self.stopped:
            raise _Stopped
        if piece is None:
            self.ended = True
            return None
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge
        self.digest.update(piece)
        return piece

    async def first(self) -> bytes:
        """Give the whole if it is small, else what begins it."""
        held = bytearray()
        while len(held) < PART_BYTES and (piece := await self._next()) is not None:
            held += piece
        return bytes(held)

    async def parts(self, first: bytes) -> AsyncIterator[bytes]:
        """Give what begins it and all that follows."""
        yield first
        while (piece := await self._next()) is not None:
            yield piece


def _key(path: str) -> UUID | None:
    try:
        return UUID(path)
    except ValueError:
        # Not ours.
        return None
