"""A program for the AWS CLI's own virtual environment: many command lines, for the price of one start.

Standard input has a JSON list of words a line, such as ["ssm-contacts", "list-contacts"]. Each goes through a new
driver of the CLI's, as its executable makes one; the answer is a line [exit code, standard output, standard error].
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from awscli.clidriver import create_clidriver  # type: ignore[import-not-found]  # is in that environment only


def run(words: list[str]) -> tuple[int, str, str]:
    """One command line."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = create_clidriver().main(words)
    return code, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
