"""Delivery addresses that are kept out of the policies: every secret must have one before a deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.document import entries
from tocsin.finding import Finding, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.finding import Span
    from tocsin.pipeline import Whole
    from tocsin.provision.configuration import Configuration


class Missing(NamedTuple):
    """A secret without an address, and the first channel that needs it."""

    secret: str
    contact: str
    channel: str
    kind: str
    span: Span

    @property
    def command(self) -> str:
        """What sets it; it asks for the address, which then stands in no shell's history."""
        return f"""pulumi config set --secret --path 'addresses["{self.secret}"]'"""


def missing(whole: Whole, configuration: Configuration) -> Iterator[Missing]:
    """The secrets that have no address, each once, in the order of the policies."""
    told = set()
    for entry in entries(whole.loaded.documents, "contacts"):
        for name, channel in (entry.value.get("channels") or {}).items():
            ((kind, address),) = channel.items()
            secret = address["secret"] if isinstance(address, dict) else None
            if secret and secret not in told and configuration.lacks(secret):
                told.add(secret)
                yield Missing(secret, entry.name, name, kind, entry.span("channels", name, kind, "secret"))


def unaddressed(whole: Whole, configuration: Configuration) -> Iterator[Finding]:
    """A deploy cannot begin without these: the channels would be made with nowhere to deliver to."""
    spare = configuration.addresses.keys() - _asked(whole)
    for each in missing(whole, configuration):
        message = f"no address for the secret `{each.secret}` ({each.kind} of {each.contact})"
        meant = nearest(each.secret, sorted(spare))
        help_ = f"Set it: `{each.command}`."
        hint = f"\nThere is one for `{meant}`, which no channel asks for." if meant else ""
        yield Finding("TOC502", "error", message, each.span, help_ + hint)


def _asked(whole: Whole) -> set[str]:
    """The secrets that channels ask for."""
    channels = (channel for contact in whole.roster.contacts.values() for channel in contact.channels.values())
    return {channel.secret for channel in channels if channel.secret}
