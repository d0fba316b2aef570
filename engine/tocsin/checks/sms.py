"""How many SMS a text takes.

Source: 3GPP TS 23.038 (the GSM 7 bit default alphabet), TS 23.040 (concatenation: six octets of header in each part).
"""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Written with an escape before them: two septets."""

_GSM7_ALONE, _GSM7_EACH = 160, 153
_UCS2_ALONE, _UCS2_EACH = 70, 67
_TWO_UNITS = 0x10000


def segments(text: str) -> int:
    """The messages that the text is sent in; no character is split over two."""
    if _BASIC.union(_EXTENSION).issuperset(text):
        costs, alone, each = [1 + (character in _EXTENSION) for character in text], _GSM7_ALONE, _GSM7_EACH
    else:
        costs, alone, each = [1 + (ord(character) >= _TWO_UNITS) for character in text], _UCS2_ALONE, _UCS2_EACH
    return 1 if sum(costs) <= alone else _packed(costs, each)


def _packed(costs: list[int], size: int) -> int:
    count, left = 1, size
    for cost in costs:
        if cost > left:
            count, left = count + 1, size
        left -= cost
    return count
