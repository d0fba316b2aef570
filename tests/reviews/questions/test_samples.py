from __future__ import annotations

import json

from sets import alert
from tocsin.load import parse
from tocsin.reviews.questions import Question, sampled

CATALOGUE = """
alerts:
  disk-full: {samples: [../samples/disk.json, ../samples/both.json]}
  cpu-high: {samples: [../samples/both.json, ../samples/broken.json, ../samples/missing.json]}
"""
EVENT = {"type": "disk-full", "status": "firing", "id": "a-1", "starts_at": "2026-03-12T03:12:10Z"}
FILES = {
    "samples/disk.json": json.dumps(EVENT),
    "samples/both.json": json.dumps([EVENT | {"id": "a-2"}, EVENT | {"id": "a-3", "status": "resolved"}]),
    "samples/broken.json": "{",
}


def questions() -> list[Question]:
    document, findings = parse("policies/alerts.yaml", CATALOGUE)
    assert not findings
    return list(sampled([document], FILES.get))


def test_every_alert_of_every_sample_is_a_question_once() -> None:
    assert [(question.alert.id, question.alert.status, question.origin) for question in questions()] == [
        ("a-1", "firing", "sample samples/disk.json"),
        ("a-2", "firing", "sample samples/both.json"),
        ("a-3", "resolved", "sample samples/both.json"),
    ]


def test_a_sample_is_asked_about_at_no_instant_in_particular() -> None:
    first = questions()[0]
    assert first.at is None
    assert first.alert == alert()._replace(event=EVENT)


def test_a_catalogue_without_samples_has_none() -> None:
    document, _ = parse("policies/alerts.yaml", "alerts: {disk-full: {description: full}}")
    assert list(sampled([document], FILES.get)) == []
