"""What AWS does not document, decided here and nowhere else.

Every field is our choice: its default is what the emulator does unless told otherwise, and no proof of what AWS does.
Hand `Choices(...)` to the state to try a client against the other answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choices:
    """The switches, one per open question about the service. Times are in seconds."""

    body_mismatch: Literal["refuse", "replay"] = "refuse"
    """Our choice. A known IdempotencyToken with another body: ValidationException, or the first answer again."""

    token_lifetime: float | None = None
    """Our choice. How long an IdempotencyToken is remembered; None: for ever. An empty token is no token."""

    unknown_members: Literal["ignore", "refuse"] = "ignore"
    """Our choice. Input members that the service model does not have: passed over, or ValidationException."""

    length_in: Literal["characters", "utf16", "bytes"] = "characters"
    """Our choice. What minimum and maximum lengths count: code points, UTF-16 units or UTF-8 bytes."""

    page_size: int = 50
    """Our choice. Entries of one answer of a List operation where MaxResults is absent or 0."""

    sms_without_public_text: Literal["blank", "unsent"] = "blank"
    """Our choice. An engagement without the public pair reaches an SMS channel as an empty message, or not at all."""

    stopped_again: Literal["accept", "refuse"] = "accept"
    """Our choice. StopEngagement on a stopped engagement: nothing happens, or ValidationException."""

    plan_targets_must_exist: bool = True
    """Our choice. A plan that names an unknown channel, contact or rotation is a ValidationException."""

    nested_escalations: bool = False
    """Our choice. Whether an escalation plan may target another one (the guide only names people and schedules)."""

    channel_without_contact: Literal["ValidationException", "ResourceNotFoundException"] = "ValidationException"
    """Our choice. CreateContactChannel for a missing contact; the model declares no ResourceNotFoundException there."""

    channel_conflict: Literal["address", "name", "never"] = "address"
    """Our choice. What may not repeat among one contact's channels: type and address, the name, or nothing."""

    address_change_deactivates: bool = True
    """Our choice. A channel with a new address needs a new activation code."""

    code_lifetime: float | None = None
    """Our choice. How long an activation code is good; None: until a newer one is sent or the channel deactivated."""
