"""Chromium for tests: a real browser, without a window.

    def test_something(chromium):
        with tab(chromium, "http://127.0.0.1:4010/", width=360) as page:
            assert page.title()

Chromium is /usr/bin/chromium, or what $CHROMIUM says. Without it, or without Playwright, tests are skipped; in CI they
fail.
Whatever a page writes to its console as an error fails the test, unless the test expects it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

ARGUMENTS = (
    "--no-sandbox",  # containers run tests as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# The module's end closes it: Playwright's event loop may not be there when another module wants one of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        _do_without(f"there is no {path}; $CHROMIUM says where Chromium is")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        _do_without("Playwright is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def tab(
    chromium: Browser,
    url: str,
    *,
    width: int = 1280,
    height: int = 860,
    scheme: Literal["light", "dark"] = "light",
    expected: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page of its own in a new profile. `expected`: parts of the console's errors that are no failure."""
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.goto(url)
    try:
        yield page
    finally:
        context.close()
    assert [text for text in complaints if not any(part in text for part in expected)] == []
