"""How many SMS a text takes: the borders of 3GPP TS 23.038 and 23.040."""

from __future__ import annotations

import pytest

from tocsin.checks.sms import segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" * 77, 3),  # no escape is parted from its character
        ("Grüße à Ä €", 1),
        ("大" * 70, 1),
        ("大" * 71, 2),
        ("大" * 134, 2),
        ("大" * 135, 3),
        ("🚨" * 35, 1),
        ("🚨" * 66, 2),
        ("🚨" * 67, 3),
        ("a" * 160 + "ł", 3),
    ],
)
def test_borders(text: str, count: int) -> None:
    assert segments(text) == count
