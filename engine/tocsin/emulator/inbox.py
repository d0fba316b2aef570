"""What people would have received: every message that the emulator sends ends up here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tocsin.emulator.plans import channels_at_start
from tocsin.emulator.state import alias_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State


def page_people(state: State, engagement: Mapping[str, Any]) -> None:
    """Deliver what an engagement sends the moment it starts."""
    for channel in channels_at_start(state, engagement["ContactArn"]):
        text = _text(state, channel["Type"], engagement)
        if text is not None:
            _deliver(state, channel, *text, engagement["EngagementArn"])


def send_code(state: State, channel: Mapping[str, Any], code: str) -> None:
    """Deliver an activation code. The wording is ours."""
    _deliver(state, channel, "Activation code", f"Your activation code is {code}.", None)


def read_inbox(state: State) -> list[dict[str, Any]]:
    """All messages, oldest first: time (RFC 3339), contact (alias), channel (name), type (sms, voice or email),
    address, subject, content, engagement (ARN; null for activation codes).
    """
    columns = ("time", "contact", "channel", "type", "address", "subject", "content", "engagement")
    rows = state.rows("SELECT * FROM message ORDER BY n")
    return [{name: row[name] for name in columns} | {"time": _rfc3339(row["time"])} for row in rows]


def _text(state: State, channel_type: str, engagement: Mapping[str, Any]) -> tuple[str, str] | None:
    """Subject and content for a channel: SMS is insecure and only ever gets the public pair."""
    if channel_type != "SMS":
        return engagement["Subject"], engagement["Content"]
    subject, content = engagement["PublicSubject"], engagement["PublicContent"]
    if subject is None and content is None and state.choices.sms_without_public_text == "unsent":
        return None
    return subject or "", content or ""


def _deliver(state: State, channel: Mapping[str, Any], subject: str, content: str, engagement: str | None) -> None:
    state.put(
        "message",
        time=state.now(),
        contact=alias_of(channel["ContactArn"]),
        channel=channel["Name"],
        type=channel["Type"].lower(),
        address=channel["SimpleAddress"],
        subject=subject,
        content=content,
        engagement=engagement,
    )


def _rfc3339(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
