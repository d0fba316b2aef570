"""The page as it is served: whole, from here only, and unable to do what it should not."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tocsin.emulator import web
from tocsin.emulator.shapes import operation_names

if TYPE_CHECKING:
    from email.message import Message

    from emulating import Emulator

FOLDER = Path(web.__file__).with_name("web")
SCRIPTS = sorted(FOLDER.glob("*.js"))
PATHS = {"/": "text/html", **{f"/_tocsin/web/{name}": kind for name, kind in web.ASSETS.items()}}


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def fetch(emulator: Emulator, path: str) -> tuple[str, Message]:
    with urllib.request.urlopen(emulator.url + path, timeout=10) as answer:
        return answer.read().decode(), answer.headers


def index() -> Elements:
    return Elements((FOLDER / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PATHS)
def test_every_file_is_served_as_what_it_is(emulator: Emulator, path: str) -> None:
    body, headers = fetch(emulator, path)

    assert body == (FOLDER / (path.rpartition("/")[2] or "index.html")).read_text(encoding="utf-8")
    assert headers["Content-Type"] == f"{PATHS[path]}; charset=utf-8"


def test_every_file_of_the_folder_is_served() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {"index.html", *web.ASSETS}


@pytest.mark.parametrize("path", PATHS)
def test_headers_let_only_the_own_files_run_and_nobody_frame_the_page(emulator: Emulator, path: str) -> None:
    _, headers = fetch(emulator, path)

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_only_get_and_the_files_there_are(emulator: Emulator) -> None:
    for path, method, status in [
        ("/_tocsin/web/inbox.js", "POST", 405),
        ("/_tocsin/web/nothing.js", "GET", 404),
        ("/_tocsin/web/../web.py", "GET", 404),
    ]:
        request = urllib.request.Request(emulator.url + path, method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == status
        refused.value.close()


def test_nothing_comes_from_elsewhere() -> None:
    """The only addresses are names of XML vocabularies; script, style and links are this server's."""
    for path in FOLDER.iterdir():
        remote = re.findall(r"(?:https?:|['\"(]//)[^\s'\")]*", path.read_text(encoding="utf-8"))
        assert set(remote) <= {"http://www.w3.org/2000/svg"}, path.name
    for tag, attributes in index().found:
        for name in ("src", "href"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "/_tocsin/", "data:image/svg+xml,")), (tag, value)


def test_the_page_has_no_script_or_style_in_itself() -> None:
    for tag, attributes in index().found:
        assert tag != "style"
        assert tag != "script" or attributes["src"]
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_text_never_goes_in_as_markup(path: Path) -> None:
    dangerous = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|eval\(|new Function|createContextual"
    )
    assert re.findall(dangerous, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_import_what_is_served(path: Path) -> None:
    imported = re.findall(r'^import .* from "\./(.+)";$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(imported) <= set(web.ASSETS)


def test_faults_can_be_ordered_for_every_operation() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    operations = re.findall(r"<option(?: selected)?>(\w+)</option>", page)
    assert operations == sorted(operation_names())


def test_every_fault_can_be_ordered() -> None:
    from tocsin.emulator.faults import FAULTS

    assert [attributes["value"] for tag, attributes in index().found if tag == "option" and "value" in attributes] == [
        *FAULTS
    ]


def test_every_id_is_there_once() -> None:
    ids = [attributes["id"] for _, attributes in index().found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_label_and_reference_leads_to_an_element() -> None:
    found = index().found
    ids = {attributes.get("id") for _, attributes in found}
    for _, attributes in found:
        for name in ("for", "aria-labelledby"):
            assert name not in attributes or attributes[name] in ids
        if (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids
