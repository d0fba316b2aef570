"""JUnit XML, read back by an XML parser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

import hostile
from reviews.suite.trial import DAY, ran
from tocsin.finding import Finding, Severity, Span
from tocsin.reporters import junit
from tocsin.reporters.sources import Sources
from tocsin.reviews.coverage import Coverage, Thing
from tocsin.reviews.suite import Suite

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tocsin.reviews.suite import Result

SOURCES = Sources({"policies/a.yaml": "", "policies/b.yaml": ""}, "teams/pay")
GRAVE: tuple[Severity, ...] = ("error",)
ERROR = Finding("TOC110", "error", "unknown key `mach`", Span("policies/b.yaml", 3, 5, 3, 9), "Did you mean `match`?")


def parsed(text: str) -> Element:
    return ElementTree.fromstring(text.encode())


def counts(element: Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in ("tests", "failures", "errors", "skipped"))


def test_a_finding_is_a_case_that_fails_at_its_place() -> None:
    root = parsed(junit.findings([ERROR], SOURCES, GRAVE))

    assert (root.tag, root.get("name"), counts(root)) == ("testsuites", "tocsin validate", ("2", "1", "0", "0"))
    clean, bad = root
    assert (clean.get("name"), counts(clean)) == ("teams/pay/policies/a.yaml", ("1", "0", "0", "0"))
    (case,) = bad
    assert case.attrib == {
        "classname": "teams/pay/policies/b.yaml", "name": "TOC110 3:5", "file": "teams/pay/policies/b.yaml", "line": "3"
    }  # fmt: skip
    (failure,) = case
    assert (failure.tag, failure.get("message")) == ("failure", "unknown key `mach`")
    assert failure.text == "error: unknown key `mach`\nDid you mean `match`?"


def test_what_does_not_fail_the_run_fails_no_case() -> None:
    found = [ERROR._replace(severity="warning"), ERROR._replace(severity="note", suppressed="known")]

    root = parsed(junit.findings(found, SOURCES, GRAVE))

    assert counts(root) == ("3", "0", "0", "1")
    assert [child.tag for child in root.iter() if child.tag in {"system-out", "skipped"}] == ["system-out", "skipped"]
    assert root.find(".//skipped[@message='suppressed: known']") is not None


def test_a_policy_test_is_a_case(tmp_path: Path) -> None:
    alert = f"alert: {{type: disk-full, severity: critical, labels: {{service: api}}}}, at: {DAY}"
    cases = f"""
        - {{name: good, {alert}, expect: {{decision: page}}}}
        - {{name: bad, {alert}, expect: {{not_reaches: [akuam]}}}}
    """
    unreadable = Finding("TOC110", "error", "unknown key", Span("tests/test_x.yaml", 2))

    root = parsed(junit.suite(Suite(tuple(ran(tmp_path, cases)), (unreadable,)), SOURCES))

    assert (root.get("name"), counts(root)) == ("tocsin test", ("3", "1", "1", "0"))
    broken, tests = root
    assert [child.tag for child in broken[0]] == ["error"]
    good, bad = tests
    assert (good.get("name"), list(good), bad.get("line")) == ("good", [], "5")
    assert bad[0].get("message") == "akuam is notified"


THINGS = tuple(Thing("policy", name, Span("policies/a.yaml"), reached=name == "disk") for name in ("disk", "odd"))


@pytest.mark.parametrize(("least", "cases"), [(None, "00"), (50, "10"), (60.5, "11")])
def test_coverage_is_a_property_and_what_is_asked_for_a_case(least: float | None, cases: str) -> None:
    root = parsed(junit.suite(Suite((), ()), SOURCES, Coverage(THINGS, ()), least))

    (suite,) = root
    assert (suite.get("name"), suite[0].tag) == ("coverage", "properties")
    assert [each.attrib for each in suite.iter("property")] == [{"name": "percent", "value": "50"}]
    assert counts(root) == counts(suite) == (*cases, "0", "0")
    assert [each.get("message") for each in suite.iter("failure")] == ["50 % reached"] * int(cases[1])


ENDLESS = "x" * 100_000


@pytest.mark.parametrize("text", [*hostile.TEXTS, ENDLESS])
def test_a_hostile_text_stays_text(text: str) -> None:
    finding = Finding("TOC110", "error", text, Span(f"policies/{text}", 3), text)

    written = junit.findings([finding], SOURCES, GRAVE)

    assert_inert(written, "failure")


@pytest.mark.parametrize("text", [*hostile.TEXTS, ENDLESS])
def test_a_hostile_text_of_a_policy_test_stays_text(text: str, failed: Result) -> None:
    finding = Finding("TOC110", "error", text, Span(f"tests/{text}", 3), text)
    result = failed._replace(case=replace(failed.case, name=text), failures=(finding,))

    written = junit.suite(Suite((result,), (finding,)), SOURCES)

    assert_inert(written, "failure")
    assert_inert(written, "error")


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    alert = f"alert: {{type: disk-full, severity: critical, labels: {{service: api}}}}, at: {DAY}"
    (result,) = ran(tmp_path_factory.mktemp("set"), f"- {{name: bad, {alert}, expect: {{not_reaches: [akuam]}}}}")
    return result


def assert_inert(written: str, outcome: str) -> None:
    """An XML parser finds one such outcome, and neither a reader nor a runner finds anything but text."""
    root = parsed(written)
    assert [element.tag for element in root.iter()].count(outcome) == 1
    assert hostile.workflow_commands(written) == []
    shown = "".join(root.itertext()) + "".join(value for each in root.iter() for value in each.attrib.values())
    assert not hostile.UNSEEN.search(shown.replace("\n", ""))
