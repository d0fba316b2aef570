"""event-ruler itself, the reference implementation, asked through a small Java program (oracle/Oracle.java).

Needs a JDK and Maven. What they fetch and build goes to a cache folder of the user's, keyed by the sources.

    python tests/patterns/ruler.py    writes event-ruler's verdicts into cases.jsonl and differences.jsonl
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
POM = HERE / "oracle" / "pom.xml"
ORACLE = HERE / "oracle" / "Oracle.java"


def missing() -> str | None:
    """Why event-ruler cannot be asked here, if so."""
    absent = [tool for tool in ("java", "javac", "mvn") if shutil.which(tool) is None]
    return f"event-ruler needs {', '.join(absent)}" if absent else None


def classpath(program: Path) -> str:
    """The class path on which `java PROGRAM` runs: event-ruler's jars and the compiled program."""
    sources = POM.read_bytes() + program.read_bytes()
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tocsin" / "event-ruler"
    folder = base / hashlib.sha256(sources).hexdigest()[:16]
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        copy = f"-DoutputDirectory={folder / 'jars'}"
        _run(["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", copy])
        _run(["javac", "-cp", str(folder / "jars" / "*"), "-d", str(folder / "classes"), str(program)])
        (folder / "done").touch()
    return f"{folder / 'jars' / '*'}{os.pathsep}{folder / 'classes'}"


class Ruler:
    """A running oracle. Use it in a with statement."""

    def __enter__(self) -> Self:
        command = ["java", "-Xmx512m", "-cp", classpath(ORACLE), "Oracle"]
        self._java = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._java.communicate(timeout=30)

    def ask(self, pattern: Any, event: Any) -> dict[str, Any]:
        """event-ruler's answer: {"valid", "match"}, with "unsure" where it varies, or {"valid", "error"}."""
        assert self._java.stdin is not None
        assert self._java.stdout is not None
        self._java.stdin.write(json.dumps({"pattern": pattern, "event": event}) + "\n")
        self._java.stdin.flush()
        answer: dict[str, Any] = json.loads(self._java.stdout.readline())
        return answer

    def verdict(self, pattern: Any, event: Any) -> bool | str:
        """Whether the event matches, or "refused"."""
        answer = self.ask(pattern, event)
        return answer["match"] if answer["valid"] else "refused"


def read(name: str) -> list[dict[str, Any]]:
    """The cases of a file beside this one."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")


def _label(ruler: Ruler, name: str) -> None:
    cases = read(name)
    for case in cases:
        case["ruler"] = ruler.verdict(case["pattern"], case["event"])
    text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
    (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if reason := missing():
        sys.exit(reason)
    with Ruler() as oracle:
        _label(oracle, "cases.jsonl")
        _label(oracle, "differences.jsonl")
