"""Prints the emulator's inbox: python3 samples/inbox.py http://127.0.0.1:4010."""

from __future__ import annotations

import json
import sys
import urllib.request


def main(url: str) -> None:
    """One block a message."""
    with urllib.request.urlopen(f"{url}/_tocsin/inbox", timeout=10) as answer:  # noqa: S310  (the emulator's own URL)
        messages = json.load(answer)
    for message in messages:
        print(f"{message['type'].upper():<6}to {message['contact']} at {message['address']}")
        print(f"      {message['subject'] or ''}")
        for line in message["content"].splitlines():
            print(f"      | {line}")


if __name__ == "__main__":
    main(sys.argv[1])
