"""The picture of the inbox in the documentation is today's page.

`UPDATE_DOCS=1 pytest tests/emulator/test_inbox_picture.py` takes it again. The picture carries a digest of
the page's files: once they change, it is out of date.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser import tab
from emulator.paged import office, start
from tocsin.emulator import web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

PICTURE = Path(__file__).resolve().parents[2] / "docs/images/inbox.png"
FOLDER = Path(web.__file__).with_name("web")
SIZE = (1280, 860)
KEYWORD = b"Source"
AT_END = """() => [...document.querySelectorAll(".thread")].every(
    (each) => each.scrollHeight - each.clientHeight - each.scrollTop < 2
)"""
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def digest() -> bytes:
    """Of everything that the page is made of."""
    files = [path for path in sorted(FOLDER.iterdir()) if path.is_file()]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest().encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file: length, type, data, check sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and data of each chunk of a PNG file."""
    assert picture.startswith(SIGNATURE)
    place = len(SIGNATURE)
    while place < len(picture):
        (length,) = struct.unpack_from(">I", picture, place)
        yield picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += length + 12


def signed(picture: bytes) -> bytes:
    """The picture with the digest in a text chunk before its end."""
    end = chunk(b"IEND", b"")
    assert picture.endswith(end)
    return picture[: -len(end)] + chunk(b"tEXt", KEYWORD + b"\0" + digest()) + end


def scene(page: Page) -> None:
    """Two phones in the middle of an escalation, and an engagement that nobody answered before it."""
    phone = page.get_by_role("article", name="Akua Mansa")
    phone.locator(".voice").wait_for()
    page.get_by_role("article", name="Bob Stone").locator(".mail").first.wait_for()
    page.get_by_role("article", name="Checkout answers").locator(".next li").first.wait_for()
    page.get_by_role("article", name="Ledger lag").get_by_text("Unanswered").wait_for()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.wait_for_function(AT_END)


def test_the_picture_of_the_inbox(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url, width=SIZE[0], height=SIZE[1]) as page:
        start(emulator, "chen", Sender="ledger-watch", Subject="Ledger lag", IncidentId="INC-2038")
        emulator.advance("15m")
        start(emulator, "example_escalation")
        emulator.advance("6m")
        scene(page)
        if os.environ.get("UPDATE_DOCS"):
            PICTURE.write_bytes(signed(page.screenshot()))

    found = dict(chunks(PICTURE.read_bytes()))
    assert struct.unpack_from(">II", found[b"IHDR"]) == SIZE
    assert found[b"tEXt"] == KEYWORD + b"\0" + digest(), "the page has changed: UPDATE_DOCS=1 takes the picture again"
