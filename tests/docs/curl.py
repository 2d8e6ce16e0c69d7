"""As much of curl as the README's calls take, for a machine that has none: ``-s -i -G -H -d --data-urlencode --data-binary @FILE``."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import quote

import httpx


def _file(told: str) -> bytes:
    """Read the file that ``@PATH`` names."""
    assert told.startswith("@")
    return Path(told[1:]).read_bytes()


def main() -> None:
    """Send one request and write the answer to standard output, with ``-i`` its status and headers before it."""
    taken = ArgumentParser(allow_abbrev=False)
    taken.add_argument("address")
    for flag in ("-s", "-i", "-G"):
        taken.add_argument(flag, action="store_true")
    taken.add_argument("-H", action="append", default=[])
    taken.add_argument("-d")
    taken.add_argument("--data-urlencode")
    taken.add_argument("--data-binary", type=_file)
    asked = taken.parse_args()
    headers = [(name, value.strip()) for name, _, value in (one.partition(":") for one in asked.H)]
    body = asked.d
    if asked.data_urlencode is not None:
        name, _, value = asked.data_urlencode.partition("=")
        body = f"{name}={quote(value, safe='')}"
    address = f"{asked.address}?{body}" if asked.G else asked.address
    answer = httpx.request(
        "GET" if asked.G else "POST", address, headers=headers, content=None if asked.G else asked.data_binary or body.encode()
    )
    out = sys.stdout.buffer
    if asked.i:
        out.write(f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\r\n".encode())
        out.writelines(f"{name}: {value}\r\n".encode() for name, value in answer.headers.items())
        out.write(b"\r\n")
    out.write(answer.content)


if __name__ == "__main__":
    main()
