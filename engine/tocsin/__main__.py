"""`tocsin` and `python -m tocsin`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code; no traceback of a user's mistake reaches the user."""
    from tocsin.commands import run

    code = run(sys.argv[1:])
    gc.freeze()  # Python ends by looking for cycles among all that is left: a tenth of a short run, for nothing
    sys.exit(code)


if __name__ == "__main__":
    main()
