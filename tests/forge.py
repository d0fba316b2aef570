"""The part of GitHub's API that the comment action speaks to: real servers on loopback, with what a repository holds.

The store of artifacts is another server, as it is there, and remembers what it was sent.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from docpages import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPOSITORY = "acme/paging"
TOKEN = "token-that-writes"
CHECKED = {
    "id": 99, "event": "pull_request", "html_url": "https://github.example/run/99", "head_sha": "a" * 40,
    "head_branch": "change", "head_repository": {"id": 7, "owner": {"login": "acme"}},
}  # fmt: skip
"""The run that the event tells of."""
OURS, STRANGER = {"login": "github-actions[bot]"}, {"login": "mallory"}


def packed(text: str | bytes, name: str = "comment.md") -> bytes:
    """An artifact as it is stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def pull(number: int, sha: str = "a" * 40, *, repository: int = 7) -> dict[str, Any]:
    """An open pull request."""
    return {"number": number, "head": {"sha": sha, "repo": {"id": repository}}}


@dataclass
class Forge:
    """One repository. `calls` holds method and path of what was asked, `stored` the headers that the store was sent."""

    pulls: list[dict[str, Any]] = field(default_factory=lambda: [pull(12)])
    artifacts: list[tuple[str, bytes]] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    store: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    stored: list[dict[str, str]] = field(default_factory=list)

    def comment(self, body: str, user: dict[str, str]) -> None:
        """Somebody has commented."""
        self.comments.append({"id": 100 + len(self.comments), "body": body, "user": user})

    def answer(self, method: str, address: str, body: Any) -> Any:
        """What the API says to one call."""
        parts = urlsplit(address)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix(f"/repos/{REPOSITORY}/")
        self.calls.append((method, path))
        if method == "POST" and path == "issues/12/comments":
            self.comment(body["body"], OURS)
            return self.comments[-1]
        if method == "PATCH" and (found := re.fullmatch(r"issues/comments/(\d+)", path)):
            (changed,) = (each for each in self.comments if each["id"] == int(found[1]))
            changed.update(body)
            return changed
        return self._read(path, query)

    def _read(self, path: str, query: dict[str, str]) -> Any:
        if path == "pulls":
            assert query["state"] == "open"
            assert query["head"].count(":") == 1
            return self.pulls
        if path == "actions/runs/99/artifacts":
            return {"artifacts": [self._artifact(number) for number in range(len(self.artifacts))]}
        if path == "issues/12/comments":
            size, page = int(query["per_page"]), int(query["page"])
            return self.comments[size * (page - 1) : size * page]
        raise KeyError(path)

    def _artifact(self, number: int) -> dict[str, Any]:
        name, content = self.artifacts[number]
        size = self.sizes.get(name, len(content))
        return {"id": number, "name": name, "expired": False, "size_in_bytes": size}


@contextmanager
def forge() -> Iterator[Forge]:
    """A repository that is asked over HTTP."""
    repository = Forge()
    with _served(_api(repository)) as repository.url, _served(_store(repository)) as repository.store:
        yield repository


@contextmanager
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing in the tests' output."""

    def reply(self, code: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _api(repository: Forge) -> type[BaseHTTPRequestHandler]:
    class Api(_Quiet):
        def do_GET(self) -> None:
            repository.tokens.add(self.headers["Authorization"])
            if found := re.fullmatch(rf"/repos/{REPOSITORY}/actions/artifacts/(\d+)/zip", self.path):
                self.reply(302, Location=f"{repository.store}/{found[1]}?signed=yes")
            else:
                self._say("GET", None)

        def do_POST(self) -> None:
            self._send("POST")

        def do_PATCH(self) -> None:
            self._send("PATCH")

        def _send(self, method: str) -> None:
            self._say(method, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _say(self, method: str, body: Any) -> None:
            try:
                self.reply(200, json.dumps(repository.answer(method, self.path, body)).encode())
            except KeyError:
                self.reply(404, b"{}")

    return Api


def _store(repository: Forge) -> type[BaseHTTPRequestHandler]:
    class Store(_Quiet):
        def do_GET(self) -> None:
            repository.stored.append(dict(self.headers))
            number = int(urlsplit(self.path).path.strip("/"))
            self.reply(200, repository.artifacts[number][1])

    return Store


def comment_on(github: Forge, folder: Path, **changes: Any) -> tuple[int, str]:
    """The action's step, as GitHub starts it after a run of the check; its exit code and its log."""
    event = {"workflow_run": {**CHECKED, **changes}}
    (folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "GITHUB_EVENT_PATH": str(folder / "event.json"), "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": TOKEN, "TOCSIN_ARTIFACT": "tocsin-comment",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-I", ROOT / ".github/action/comment/upsert.py"],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout
