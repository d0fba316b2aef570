"""What became of an engagement, as the service tells it: who was called on which channel, and who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Channel(NamedTuple):
    """Where a page went. `name` and `type` (sms, voice or email) are None where the service would not say."""

    arn: str
    name: str | None = None
    type: str | None = None


class PageReceipt(NamedTuple):
    """One event in a page's life. `type` is sent, delivered, read, error or stop.

    `info` is the carrier's message id or a person's note; acknowledgement codes in it are masked already.
    """

    time: datetime
    type: str
    channel: Channel | None
    info: str | None


class SentPage(NamedTuple):
    """One page to one contact (an alias) over one channel, with its receipts in the order of time."""

    arn: str
    contact: str
    sent: datetime | None
    delivered: datetime | None
    read: datetime | None
    receipts: tuple[PageReceipt, ...]

    @property
    def channel(self) -> Channel | None:
        """The channel of the page; only receipts tell it."""
        return next((receipt.channel for receipt in self.receipts if receipt.channel), None)


class Engagement(NamedTuple):
    """An engagement of `contact` (an alias) with its pages, the first sent first.

    `ended` None says that the service reports no end, not that the engagement is running: AWS leaves that open.
    """

    arn: str
    contact: str
    sender: str
    subject: str
    content: str
    public_subject: str | None
    public_content: str | None
    incident: str | None
    started: datetime | None
    ended: datetime | None
    pages: tuple[SentPage, ...]

    @property
    def answered(self) -> tuple[SentPage, ...]:
        """The pages that somebody has read, the first answer first."""
        return tuple(sorted((page for page in self.pages if page.read), key=lambda page: (page.read, page.arn)))
