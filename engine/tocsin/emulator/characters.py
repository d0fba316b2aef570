"""Which texts each string shape of the service model takes.

The model's own regular expressions are never compiled: the one for ARNs takes exponential time on a bad tail, those
with \\p{L} do not exist in Python, and `$` would let a final newline through. Here they are written again by hand,
each for a full match in linear time; a test compares the names with the model's.
Source: botocore's ssm-contacts 2021-05-03 service model.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_OPAQUE = r"[\\/a-zA-Z0-9_+=-]*"
_SENDER = r"[\\a-zA-Z0-9_@#%*+=:?./!\s-]*"
_ARN = r"arn:(aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:[\w+=/,.@:-]*"
_HEX = "[a-fA-F0-9]"


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _letters_and(others: str) -> Callable[[str], bool]:
    """Letters, separators and numbers of any script, and `others`."""
    return lambda text: all(unicodedata.category(c)[0] in "LZN" or c in others for c in text)


def _anything(_: str) -> bool:
    return True


def _not_blank(text: str) -> bool:
    return not text.isspace() and text != ""


ALLOWED: dict[str, Callable[[str], bool]] = {
    "AcceptCode": _matches("[0-9]*"),
    "ActivationCode": _matches("[0-9]*"),
    "ChannelName": _letters_and("_.-"),
    "ContactAlias": _matches("[a-z0-9_-]*"),
    "ContactName": _letters_and("_.-"),
    "Content": _anything,
    "IdempotencyToken": _matches(_OPAQUE),
    "IncidentId": _matches(_SENDER),
    "Member": _not_blank,
    "PaginationToken": _matches(_OPAQUE),
    "Policy": _not_blank,
    "PublicContent": _anything,
    "PublicSubject": _anything,
    "ReceiptInfo": _anything,
    "RotationName": _matches(r"[a-zA-Z0-9_\s.-]*"),
    "Sender": _matches(_SENDER),
    "SsmContactsArn": _matches(_ARN),
    "StopReason": _anything,
    "Subject": _anything,
    "TagKey": _matches(_OPAQUE),
    "TagValue": _letters_and("_.:/=+-@"),
    "TimeZoneId": _matches(r"[:a-zA-Z0-9_\s.\\/-]*"),
    "Uuid": _matches(f"{_HEX}{{8,11}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"),
}
"""Shape name -> whether a text is made of the right characters. Lengths are the reader's business."""
