"""`page` and `status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import instant, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.engagement import Engagement, PageReceipt, SentPage


def outcomes(rows: Sequence[dict[str, Any]]) -> str:
    """The result of `page -o json`: one row a page, and how many ended in which way."""
    summary: dict[str, int] = {}
    for row in rows:
        summary[row["outcome"]] = summary.get(row["outcome"], 0) + 1
    return text({"schema_version": SCHEMA_VERSION, "pages": list(rows), "summary": summary})


def engagement(found: Engagement) -> str:
    """The result of `status -o json`. Times are RFC 3339 in UTC; what the service does not report is null."""
    return text({
        "schema_version": SCHEMA_VERSION,
        "engagement": found.arn,
        "contact": found.contact,
        "sender": found.sender,
        "subject": found.subject,
        "content": found.content,
        "public_subject": found.public_subject,
        "public_content": found.public_content,
        "incident": found.incident,
        "started": instant(found.started),
        "ended": instant(found.ended),
        "pages": [_sent_page(page) for page in found.pages],
    })  # fmt: skip


def _sent_page(page: SentPage) -> dict[str, Any]:
    return {
        "page": page.arn,
        "contact": page.contact,
        "channel": page.channel.name if page.channel else None,
        "type": page.channel.type if page.channel else None,
        "sent": instant(page.sent),
        "delivered": instant(page.delivered),
        "read": instant(page.read),
        "receipts": [_page_receipt(receipt) for receipt in page.receipts],
    }


def _page_receipt(receipt: PageReceipt) -> dict[str, Any]:
    return {
        "time": instant(receipt.time),
        "type": receipt.type,
        "channel": receipt.channel.arn if receipt.channel else None,
        "info": receipt.info,
    }
