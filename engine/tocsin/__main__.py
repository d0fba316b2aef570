"""`tocsin` and `python -m tocsin`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code; no traceback of a user's mistake reaches the user."""
    from tocsin.commands import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
