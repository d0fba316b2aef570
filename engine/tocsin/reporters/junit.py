"""JUnit XML for build servers: a test case for each finding or policy test, with its file and line.

There is no standard. This is what Jenkins, GitLab, CircleCI and Azure read alike: testsuites, testsuite, testcase, with
`failure`, `error` or `skipped` inside. Durations are left out: nothing here depends on the machine.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reporters import inert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Literal
    from xml.etree.ElementTree import Element

    from tocsin.finding import Finding, Severity
    from tocsin.reporters.sources import Sources
    from tocsin.reviews.coverage import Coverage
    from tocsin.reviews.suite import Result, Suite


class _Case(NamedTuple):
    """One test case; `outcome` None is success, and `text` then goes to its output."""

    file: str
    name: str
    line: int
    outcome: Literal["failure", "error", "skipped"] | None = None
    message: str = ""
    text: str = ""


def findings(found: Sequence[Finding], sources: Sources, grave: Collection[Severity]) -> str:
    """A suite for each file. Findings of a `grave` severity are failures; a file without findings is a success."""
    cases = [_finding(each, sources, grave) for each in found]
    clean = sources.texts.keys() - {each.span.path for each in found}
    cases += [_Case(sources.path(path), "no findings", 1) for path in clean]
    return _document("tocsin validate", sorted(cases, key=lambda case: case.file))


def suite(found: Suite, sources: Sources, covered: Coverage | None = None, least: float | None = None) -> str:
    """A suite for each test file: its tests in order, or as errors what keeps it from being run.

    Coverage is one more, with the percentage as a property, and a case if at least so much (`least`) was asked for.
    """
    cases = [_finding(each, sources, ())._replace(outcome="error") for each in found.findings]
    cases += [_result(each, sources) for each in found.results]
    return _document("tocsin test", cases, _coverage(covered, least) if covered else None)


def _coverage(found: Coverage, least: float | None) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    suite = Element("testsuite", name="coverage")
    SubElement(SubElement(suite, "properties"), "property", name="percent", value=f"{found.percent:g}")
    if least is not None:
        case = SubElement(suite, "testcase", classname="coverage", name=f"at least {least:g} % reached")
        if found.percent < least:
            SubElement(case, "failure", message=f"{found.percent:g} % reached")
    return suite


def _result(result: Result, sources: Sources) -> _Case:
    case = _Case(sources.path(result.case.file), result.case.name, result.case.line)
    if result.passed:
        return case
    message = "; ".join(each.message for each in result.failures)
    text = "\n".join(f"{_place(each)}: {each.message}\n{each.help}".rstrip() for each in result.failures)
    return case._replace(outcome="failure", message=message, text=text)


def _finding(finding: Finding, sources: Sources, grave: Collection[Severity]) -> _Case:
    name = f"{finding.rule} {_place(finding)}"
    text = "\n".join(part for part in (f"{finding.severity}: {finding.message}", finding.help) if part)
    case = _Case(sources.path(finding.span.path), name, finding.span.line, None, finding.message, text)
    if finding.suppressed is not None:
        return case._replace(outcome="skipped", message=f"suppressed: {finding.suppressed}")
    return case._replace(outcome="failure" if finding.severity in grave else None)


def _place(finding: Finding) -> str:
    return f"{finding.span.line}:{finding.span.column}"


def _document(name: str, cases: Iterable[_Case], more: Element | None = None) -> str:
    """The cases, which stand in the order of their files, and one more suite."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", name=name)
    for file, group in groupby(cases, key=lambda case: case.file):
        _suite(root, file, list(group))
    if more is not None:
        _count(more, more.findall("testcase"))
        root.append(more)
    _count(root, list(root.iter("testcase")))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(root: Element, file: str, cases: Sequence[_Case]) -> None:
    from xml.etree.ElementTree import SubElement

    suite = SubElement(root, "testsuite", name=inert.line(file))
    for case in cases:
        place = {"file": inert.line(file), "line": str(case.line)}
        element = SubElement(suite, "testcase", {"classname": inert.line(file), "name": inert.line(case.name), **place})
        _outcome(element, case)
    _count(suite, list(suite))


def _outcome(element: Element, case: _Case) -> None:
    from xml.etree.ElementTree import SubElement

    if case.outcome is not None:
        SubElement(element, case.outcome, message=inert.lines(case.message)).text = inert.lines(case.text)
    elif case.text:
        SubElement(element, "system-out").text = inert.lines(case.text)


def _count(element: Element, cases: Sequence[Element]) -> None:
    element.set("tests", str(len(cases)))
    for attribute, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(sum(case.find(outcome) is not None for case in cases)))
