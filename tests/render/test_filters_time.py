from __future__ import annotations

import pytest

from render.pages import content, failure, rules
from tocsin.errors import TemplateError
from tocsin.render.filters_time import zone_named


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ alert.starts_at | time }}", "2026-03-12 03:12 UTC"),
        ("{{ alert.starts_at | time('Europe/Berlin') }}", "2026-03-12 04:12 CET"),
        ("{{ '2026-07-01T23:30:00Z' | time('Europe/Berlin') }}", "2026-07-02 01:30 CEST"),
        ("{{ '2026-07-01T23:30:00Z' | date('Europe/Berlin') }}", "2026-07-02"),
        ("{{ '2026-03-12T03:12:10.985+0000' | date }}", "2026-03-12"),
        ("{{ '2026-03-12 03:12' | time }}", "2026-03-12 03:12 UTC"),
        (
            "{{ 1773285130 | time }} {{ 1773285130989 | time }} {{ 0.5 | date }}",
            "2026-03-12 03:12 UTC " * 2 + "1970-01-01",
        ),
        ("{{ 'yesterday' | time }} {{ none | date }}", "yesterday "),
        ("{{ 1e17 | time }}", "1e+17"),
        ("{{ '2026-03-12T05:17:10Z' | since(alert.starts_at) }}", "2 h 4 min"),
        (
            "{{ 1000000 | since(1) }} {{ 59 | since(0) }} {{ 5 | since(5) }} {{ 5 | since(65) }}",
            "11 d 13 h 59 s 0 s -1 min",
        ),
        ("{{ alert.ends_at | since(alert.starts_at) }}", ""),
    ],
)
def test_times_read(body: str, text: str) -> None:
    assert content(body) == text


def test_an_absent_time_is_absent() -> None:
    assert "'gone' is undefined" in failure("{{ alert.event.gone | time }}")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "", "a\x00b", None, 3])
def test_unknown_zones_are_refused(name: str) -> None:
    with pytest.raises(TemplateError, match="not known"):
        zone_named(name)


def test_a_zone_is_written_out_and_known() -> None:
    assert rules({"content": "{{ alert.starts_at | time(alert.region) }}"}) == ["TOC402"]
    assert rules({"content": "{{ alert.starts_at | date(zone='Europe/Berlyn') }}"}) == ["TOC403"]
