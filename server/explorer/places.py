"""Where the explorer's files are, each known by one name."""

from pathlib import Path

import schema.explorer

ROOT = Path(__file__).parents[2]
"""The checkout: the project's pages, the locks and the Makefile stand here."""

EXPLORER = Path(schema.explorer.__file__).parent
WEB = EXPLORER / "web"
"""What is built; its ``node_modules`` is never committed."""

BUILT = EXPLORER / "built"
"""What was built. It is there as a whole or not at all."""

NEXT = EXPLORER / "built.next"
"""Where the next build grows until it takes the place of ``BUILT``."""

LOG = EXPLORER / "built.log"
"""What the tools of the last build wrote."""

FAILED = EXPLORER / "built.failed"
"""One line: why the last build failed. Not there after one that worked."""

LOCK = EXPLORER / "built.lock"
"""Held while a build runs, by whichever process."""
