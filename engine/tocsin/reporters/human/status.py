"""`status` for people at a terminal: the engagement, its texts, then each page with its receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import safe
from tocsin.reporters.human.renderings import field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tocsin.engagement import Channel, Engagement, PageReceipt, SentPage
    from tocsin.reporters.human.paint import Paint


def engagement(found: Engagement, paint: Paint) -> str:
    """What it says, who was called on which channel, and who answered when."""
    return "".join(f"{line}\n" for line in _engagement(found, paint))


def _engagement(found: Engagement, paint: Paint) -> Iterator[str]:
    yield paint("bold", safe(f"{found.contact}  {found.arn}"))
    yield from (f"  {name:<10}{value}" for name, value in _facts(found, paint))
    for group, texts in (
        ("voice and e-mail", {"Subject": found.subject, "Content": found.content}),
        ("SMS", {"PublicSubject": found.public_subject, "PublicContent": found.public_content}),
    ):
        yield from _texts(group, texts, paint)
    for page in found.pages:
        yield ""
        yield from _sent_page(page, paint)


def _facts(found: Engagement, paint: Paint) -> Iterator[tuple[str, str]]:
    yield "sender", safe(found.sender)
    if found.incident is not None:
        yield "incident", safe(found.incident)
    yield "started", _instant(found.started, "not reported")
    yield "ended", _instant(found.ended, "not reported")
    for page in found.answered:
        yield "answered", paint("good", safe(f"by {_reached(page)}, {_instant(page.read, '')}"))
    if not found.answered:
        yield "answered", paint("warning", "by nobody yet")


def _texts(group: str, texts: Mapping[str, str | None], paint: Paint) -> Iterator[str]:
    given = {name: text for name, text in texts.items() if text is not None}
    if given:
        yield f"    {paint('dim', group)}"
    for name, text in given.items():
        yield from field(name, text)


def _sent_page(page: SentPage, paint: Paint) -> Iterator[str]:
    yield f"  {paint('bold', safe(_reached(page)))}  {safe(page.arn)}"
    if not page.receipts:
        yield "    no receipt yet"
    for receipt in page.receipts:
        yield _page_receipt(receipt, paint)


def _page_receipt(receipt: PageReceipt, paint: Paint) -> str:
    color = {"read": "good", "error": "error"}.get(receipt.type, "note")
    word = paint(color, f"{receipt.type:<10}")
    return f"    {_instant(receipt.time, '')}  {word}{safe(receipt.info or '')}".rstrip()


def _reached(page: SentPage) -> str:
    return page.contact if page.channel is None else f"{page.contact} on {_channel(page.channel)}"


def _channel(channel: Channel) -> str:
    name = channel.name or channel.arn.rpartition("/")[2]
    return f"{name} ({channel.type})" if channel.type else name


def _instant(instant: datetime | None, otherwise: str) -> str:
    """To the second, in UTC."""
    return otherwise if instant is None else f"{instant:%Y-%m-%dT%H:%M:%SZ}"
