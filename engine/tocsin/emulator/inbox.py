"""What people would have received: every message that the emulator sends ends up here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.emulator.clock import rfc3339
from tocsin.emulator.state import alias_of
from tocsin.timeline import Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State

_COLUMNS = ("time", "contact", "channel", "type", "address", "subject", "content", "engagement", "page", "code")


def send_page(
    state: State, channel: Mapping[str, Any], engagement: Mapping[str, Any], page: Mapping[str, Any], at: float
) -> str | None:
    """Deliver a page's text to a channel, or say why it cannot be delivered."""
    text = _text(state, channel["Type"], engagement)
    if channel["ActivationStatus"] != "ACTIVATED":
        return Why.NO_CHANNEL
    if text is None:
        return "an SMS without public text is not sent"
    about = {"engagement": engagement["EngagementArn"], "page": page["PageArn"], "code": page["Code"]}
    _deliver(state, channel, at, *text, **about)
    return None


def send_code(state: State, channel: Mapping[str, Any], code: str) -> None:
    """Deliver an activation code. The wording is ours."""
    _deliver(state, channel, state.now(), "Activation code", f"Your activation code is {code}.", code=code)


def read_inbox(state: State) -> list[dict[str, Any]]:
    """All messages, oldest first: time (RFC 3339), contact (alias), channel (name), type (sms, voice or email),
    address, subject, content; engagement and page (ARNs; null for activation codes), code (six digits).
    """
    rows = state.rows("SELECT * FROM message ORDER BY time, n")
    return [{name: row[name] for name in _COLUMNS} | {"time": rfc3339(row["time"])} for row in rows]


def _text(state: State, channel_type: str, engagement: Mapping[str, Any]) -> tuple[str, str] | None:
    """Subject and content for a channel: SMS is insecure and only ever gets the public pair."""
    if channel_type != "SMS":
        return engagement["Subject"], engagement["Content"]
    subject, content = engagement["PublicSubject"], engagement["PublicContent"]
    if subject is None and content is None and state.choices.sms_without_public_text == "unsent":
        return None
    return subject or "", content or ""


def _deliver(
    state: State, channel: Mapping[str, Any], at: float, subject: str, content: str, **about: str | None
) -> None:
    state.put(
        "message",
        time=at,
        contact=alias_of(channel["ContactArn"]),
        channel=channel["Name"],
        type=channel["Type"].lower(),
        address=channel["SimpleAddress"],
        subject=subject,
        content=content,
        **about,
    )
