"""Puts the text of a checked pull request into one comment on it, and updates that comment from then on.

Runs on `workflow_run`, with a token that may write. The text comes from a run over the files of a stranger, who may
have made it to their liking: it is data of bounded size, nothing in it is executed, and it does not say where it goes.
Which pull request it belongs to comes from GitHub: the one that is open with the head that the run checked.

Standard library only, no installation: what is not there cannot be attacked.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTHOR = "github-actions[bot]"
"""Whom a workflow's token writes as. A comment by anyone else is theirs, whatever it begins with."""

MARKER = re.compile(r"<!-- tocsin:[^<>\n]{0,200} -->")
FILE = "comment.md"
GITHUB_TAKES = 65_536
"""Characters of a comment."""
MOST_CHARACTERS = 65_000
"""Of the text as the run left it; some are for the line on where it is from."""
MOST_BYTES = 4 * MOST_CHARACTERS
MOST_ARTIFACTS = 10
MOST_PAGES = 30
PAGE = 100
SECONDS = 30.0

INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters and those that turn the direction of writing: text that does not say what it shows."""
MENTION = re.compile(
    r"(?<![A-Za-z0-9_])(?:@|&(?:#0*64(?:;|(?![0-9;]))|#[xX]0*40(?:;|(?![0-9a-fA-F;]))|commat;))(?=[A-Za-z0-9])"
)
"""A name that GitHub would tell: behind @, or behind what HTML reads as one."""
FENCE = re.compile("(`{3,})[a-z]*")
FOLD, UNFOLD = "<details>", "</details>"
"""What tocsin begins and ends blocks with, each at the start of a line."""
CUT = "\n**Cut off here**: the text is longer than GitHub takes. The summary of the run has all of it.\n"


class Unusable(Exception):
    """What the run left cannot be a comment; the message says why."""


class Place(NamedTuple):
    """Where GitHub is, and as whom we speak to it."""

    api: str
    repository: str
    token: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirect would carry the token to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


def say(text: str) -> None:
    """One line in the log."""
    sys.stdout.write(f"{text}\n")


def main() -> int:
    """Comment, or say why not."""
    place = Place(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_TOKEN"])
    with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
        run = json.load(file)["workflow_run"]
    try:
        number = pull_request(place, run)
        if number is None:
            say("no comment: not exactly one open pull request has the head that was checked")
            return 0
        for archive in archives(place, run, os.environ["TOCSIN_ARTIFACT"]):
            say(upsert(place, number, comment(archive, run)))
    except (Unusable, urllib.error.URLError) as error:
        say(f"::error title=tocsin comment::{_line(error)}")
        return 1
    return 0


def pull_request(place: Place, run: dict[str, Any]) -> int | None:
    """The number of the one pull request whose head is what the run checked; None if it has moved on, or there are two.

    `workflow_run.pull_requests` would not do: it is empty for forks.
    """
    head = run["head_repository"]
    if run["event"] != "pull_request" or head is None:
        return None
    branch = f"{head['owner']['login']}:{run['head_branch']}"
    found = [
        each["number"]
        for each in ask(place, "pulls", state="open", head=branch, per_page=str(PAGE))
        if each["head"]["sha"] == run["head_sha"] and (each["head"]["repo"] or {}).get("id") == head["id"]
    ]
    return int(found[0]) if len(found) == 1 else None


def archives(place: Place, run: dict[str, Any], name: str) -> Iterator[bytes]:
    """The artifacts that hold comments, as zip files; the newest of each name."""
    listed = ask(place, f"actions/runs/{int(run['id'])}/artifacts", per_page=str(PAGE))["artifacts"]
    ours = [each for each in listed if each["name"] == name or each["name"].startswith(f"{name}-")]
    newest = {each["name"]: each for each in sorted(ours, key=lambda each: int(each["id"])) if not each["expired"]}
    if not newest:
        say("no comment: the run left none")
    if len(newest) > MOST_ARTIFACTS:
        raise Unusable(f"{len(newest)} comments, expected at most {MOST_ARTIFACTS}")
    for each in newest.values():
        if each["size_in_bytes"] > MOST_BYTES:
            raise Unusable(f"the artifact has {each['size_in_bytes']} bytes, expected at most {MOST_BYTES}")
        yield download(place, int(each["id"]))


def comment(archive: bytes, run: dict[str, Any]) -> str:
    """The text of a comment: the marker, where it is from, and what the run said, made harmless."""
    text = _unpacked(archive)
    marker, _, said = text.partition("\n")
    if not MARKER.fullmatch(marker):
        raise Unusable("the text does not begin with tocsin's marker")
    if len(said) > MOST_CHARACTERS:
        raise Unusable(f"the text has {len(said)} characters, expected at most {MOST_CHARACTERS}")
    said = MENTION.sub("@\u200b", INVISIBLE.sub("\ufffd", said))
    origin = (
        f"<sub>On {run['head_sha'][:12]}, from [a run over the files of this pull request]({run['html_url']}).</sub>"
    )
    head = f"{marker}\n{origin}\n\n"
    return head + fitting(said, GITHUB_TAKES - len(head))


def fitting(said: str, room: int) -> str:
    """The text, or as many of its lines as there is room for, with what they leave open closed, and a word on that.

    Breaking mentions makes a text longer than what left the run.
    """
    if len(said) <= room:
        return said
    kept, closing, fence, folds = "", "", "", 0
    for line in said.split("\n"):
        fence, folds = _open_after(line, fence, folds)
        ends = f"{fence}\n" * bool(fence) + f"\n{UNFOLD}\n" * folds
        if len(kept) + len(line) + 1 + len(ends) + len(CUT) > room:
            break
        kept, closing = f"{kept}{line}\n", ends
    return kept + closing + CUT


def _open_after(line: str, fence: str, folds: int) -> tuple[str, int]:
    """The fence of the block of code that is open behind a line, if any, and how many folded blocks are."""
    if fence:
        return ("" if line == fence else fence), folds
    if found := FENCE.fullmatch(line):
        return found[1], folds
    return "", max(0, folds + line.startswith(FOLD) - line.startswith(UNFOLD))


def _unpacked(archive: bytes) -> str:
    """The one file in a zip archive that may be anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            if opened.namelist() != [FILE]:
                raise Unusable(f"expected {FILE} in the artifact and nothing else")
            with opened.open(FILE) as file:
                content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Unusable(f"the text has more than {MOST_BYTES} bytes")
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Unusable("the text is not UTF-8") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unusable(f"the artifact is no zip file: {_line(error)}") from None


def upsert(place: Place, number: int, body: str) -> str:
    """Update our comment with the same marker, or make one; what was done."""
    marker = body.partition("\n")[0]
    ours = next((each for each in _comments(place, number) if _is_ours(each, marker)), None)
    if ours is None:
        ask(place, f"issues/{number}/comments", {"body": body}, method="POST")
        return f"commented on #{number}"
    if ours["body"] == body:
        return f"the comment on #{number} says it already"
    ask(place, f"issues/comments/{int(ours['id'])}", {"body": body}, method="PATCH")
    return f"updated the comment on #{number}"


def _comments(place: Place, number: int) -> Iterator[dict[str, Any]]:
    for page in range(1, MOST_PAGES + 1):
        listed = ask(place, f"issues/{number}/comments", per_page=str(PAGE), page=str(page))
        yield from listed
        if len(listed) < PAGE:
            return


def _is_ours(each: dict[str, Any], marker: str) -> bool:
    return (each["user"] or {}).get("login") == AUTHOR and (each["body"] or "").splitlines()[:1] == [marker]


def ask(place: Place, path: str, body: Any = None, method: str = "GET", **query: str) -> Any:
    """One call of GitHub's API below the repository; its JSON."""
    data = None if body is None else json.dumps(body).encode()
    with _OPENER.open(_request(place, path, data, method, query), timeout=SECONDS) as answer:
        return json.load(answer)


def download(place: Place, artifact: int) -> bytes:
    """An artifact. GitHub answers with an address at a store; the token does not go there."""
    try:
        _OPENER.open(_request(place, f"actions/artifacts/{artifact}/zip"), timeout=SECONDS).close()
    except urllib.error.HTTPError as answer:
        if answer.code not in (302, 307):
            raise
        address = answer.headers["Location"]
    else:
        raise Unusable("expected the address of the artifact's store")
    with _OPENER.open(urllib.request.Request(address), timeout=SECONDS) as stored:  # noqa: S310 - GitHub named it
        content: bytes = stored.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unusable(f"the artifact has more than {MOST_BYTES} bytes")
    return content


def _request(
    place: Place, path: str, data: bytes | None = None, method: str = "GET", query: dict[str, str] | None = None
) -> urllib.request.Request:
    words = f"?{urllib.parse.urlencode(query)}" if query else ""
    request = urllib.request.Request(  # noqa: S310 - the address is GitHub's own
        f"{place.api}/repos/{place.repository}/{path}{words}", data=data, method=method
    )
    request.add_header("Accept", "application/vnd.github+json")
    request.add_header("Authorization", f"Bearer {place.token}")
    request.add_header("X-GitHub-Api-Version", "2022-11-28")
    return request


def _line(error: Exception) -> str:
    return re.sub(r"[\x00-\x1f\x7f%]+", " ", str(error))


if __name__ == "__main__":
    sys.exit(main())
