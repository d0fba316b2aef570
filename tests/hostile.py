"""Texts that want to be more than text, and what reads them: each format's own parser, as its consumers have it."""

from __future__ import annotations

import re
from typing import NamedTuple

TEXTS = (
    "::error file=a.yaml::pwned",
    "  ::add-mask::secret",
    "a\n::stop-commands::x",
    "##[error]pwned",
    "x ##[add-mask]y",
    "100%0A::error::x",
    "one, two: three % four",
    "```\nfence\n```",
    "`````",
    "a`b``c",
    "<script>document.title = 'pwned'</script>",
    "</details></summary><img src=x onerror=\"document.title='pwned'\">",
    "--> <!-- x",
    "<!-- tocsin:. -->",
    "&lt;b&gt; &amp; &#64;",
    "]]> <![CDATA[ ]]>",
    "@everyone and @org/team, see #12, GH-13 and org/repo#14",
    "https://evil.example/x www.evil.example mailto:a@evil.example",
    "[link](https://evil.example) ![image](https://evil.example/i.png)",
    "| a | b |\n|---|---|",
    "a\\|b",
    "# heading",
    "1. list",
    "- item",
    "+ item",
    "===",
    "***bold*** _under_ ~~gone~~ $x$",
    "\x1b[31mred\x1b[0m\x07",
    "\x00\x01\x0b\x7f\x85",
    "right \u202eto left\u202c and \u2066isolated\u2069",
    "zero\u200bwidth\ufeff",
    "a\u2028b\u2029c",
    "not a character \ufffe\uffff",
    "half a pair \ud800",
    "",
    " ",
    "\t",
    "\r\n\r",
    "日本語のサービス 🔥",
)
"""One trick each."""

NAMES = tuple(text.replace("\ud800", "\udcff").replace("\0", "") or "." for text in TEXTS)
"""The same as names of files: half a pair of surrogates is how Python shows a byte that is not UTF-8."""

COMMANDS = frozenset({"error", "warning", "notice", "debug", "add-mask", "stop-commands", "group", "endgroup", "echo"})
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What no reader sees, and a terminal or an XML parser may take amiss."""


class Command(NamedTuple):
    """One workflow command, decoded."""

    name: str
    properties: dict[str, str]
    data: str


def workflow_commands(log: str) -> list[Command]:
    """What a runner of GitHub Actions takes for commands: `::name ...::` after blanks, or `##[name ...]` anywhere."""
    return [command for line in re.split("\r\n|\n|\r", log) if (command := _command(line))]


def _command(line: str) -> Command | None:
    found = re.match(r"\s*::(?P<head>.*?)::(?P<data>.*)", line, re.DOTALL)
    separator = ","
    if not found or found["head"].partition(" ")[0] not in COMMANDS:
        found, separator = re.search(r"##\[(?P<head>.*?)\](?P<data>.*)", line, re.DOTALL), ";"
    if not found or found["head"].partition(" ")[0] not in COMMANDS:
        return None
    name, _, properties = found["head"].partition(" ")
    pairs = [pair.partition("=") for pair in properties.split(separator) if "=" in pair]
    return Command(name, {key.strip(): _decoded(value) for key, _, value in pairs}, _decoded(found["data"]))


def _decoded(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text
