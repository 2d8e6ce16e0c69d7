"""The store of evidence that the settings choose."""

from pathlib import Path
from urllib.parse import urlsplit

from server.failure import Failure
from server.settings import PREFIX, Settings
from workflows.evidence_bucket import Bucket, EvidenceBucket
from workflows.evidence_files import EvidenceFolder, EvidenceStore


def evidence_store(settings: Settings) -> EvidenceStore:
    """Give the store.

    Raises:
        Failure: the file of the secret can't be read, or is empty.
    """
    place = settings.evidence_place
    if isinstance(place, Path):
        return EvidenceFolder(place)
    # The settings hold all of them, or none is there.
    assert settings.evidence_endpoint is not None
    assert settings.evidence_key_id is not None
    parts = urlsplit(place)
    return EvidenceBucket(
        Bucket(
            endpoint=settings.evidence_endpoint,
            name=parts.netloc,
            prefix=parts.path.strip("/"),
            region=settings.evidence_region,
            key_id=settings.evidence_key_id,
            secret=settings.evidence_secret or _secret(settings),
        )
    )


def _secret(settings: Settings) -> str:
    assert settings.evidence_secret_file is not None
    try:
        lines = Path(settings.evidence_secret_file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or not lines[0].strip():
        raise Failure(f"{PREFIX}EVIDENCE_SECRET_FILE: {settings.evidence_secret_file} can't be read, or its first line is empty")
    return lines[0].strip()
