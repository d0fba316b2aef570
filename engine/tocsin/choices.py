"""What AWS does not document, decided here and nowhere else.

Every field is our choice: its default is what tocsin and its emulator do unless told otherwise, and no proof of what
AWS does. `Choices(...)` in the default's place tries the other answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choices:
    """The switches, one per open question: first who is called when, then the API. Times are in seconds."""

    several_on_call: Literal["next_people", "next_person"] = "next_people"
    """Our choice. With NumberOfOnCalls above 1 a hand-off moves on by so many people, or by one of them."""

    before_first_hand_off: Literal["on_call", "nobody"] = "on_call"
    """Our choice. From StartTime to the first hand-off the first person is on call (a short turn), or nobody."""

    short_month: Literal["last_day", "skip"] = "last_day"
    """Our choice. A monthly hand-off on a day that the month does not have: on its last day, or not at all."""

    override_in_gap: bool = False
    """Our choice. Whether an override puts people on call where shift coverage leaves nobody on call to replace."""

    retries_until: Literal["stage", "plan"] = "stage"
    """Our choice. A channel is tried again until its stage ends, or until the plan does."""

    engaged_twice: Literal["when_over", "always", "never"] = "when_over"
    """Our choice. A contact that a later stage engages again: started again if its plan is over unanswered, whatever
    its plan does, or not at all."""

    engaged_after_answer: bool = False
    """Our choice. Whether a later stage engages a contact again that has answered already."""

    acknowledged: Literal["stages", "everything"] = "stages"
    """Our choice. The answer of an essential contact stops the stages to come; people engaged already are called until
    they answer too (AWS: "stops the progress of stages in the plan"), or nobody is called any more."""

    delivered_acknowledges: bool = False
    """Our choice. Whether AcceptPage with AcceptType DELIVERED is an answer; READ always is."""

    accept_code_validation: Literal["ENFORCE", "IGNORE"] = "ENFORCE"
    """Our choice. AcceptCodeValidation where the caller does not say it."""

    note_in_receipt: bool = True
    """Our choice. The Note of AcceptPage becomes the ReceiptInfo of the answer's receipts, in place of the code."""

    stop_time: Literal["ended", "stopped"] = "ended"
    """Our choice. StopTime of an engagement is set whenever it ends, or by StopEngagement only."""

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

    rotations_in_schedule: int = 8
    """Our choice. So many rotations fit into a schedule, as the guide says (the model lets 25 through)."""

    quota: int | None = None
    """Our choice. So many contacts and rotations there can be, and overrides of one rotation; None: any number. More
    are a ServiceQuotaExceededException."""

    member_of_override: Literal["refuse", "keep"] = "refuse"
    """Our choice. UpdateRotation without a member whom an override that is not over names: ConflictException, or the
    override keeps them."""

    rotation_with_overrides: Literal["delete", "refuse"] = "delete"
    """Our choice. DeleteRotation before the overrides of it are over: they go with it, or ConflictException."""

    past_overrides: Literal["accept", "refuse"] = "accept"
    """Our choice. CreateRotationOverride for a time that is over: history is rewritten, or ValidationException."""

    without_policy: Literal["empty", "ResourceNotFoundException"] = "empty"
    """Our choice. GetContactPolicy of a contact without one."""

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


CHOICES = Choices()
"""The defaults."""
