"""``python -m server`` is ``kinerja``."""

import sys

from server.cli import main

sys.exit(main())
