"""The frozen values that flow from stage to stage: alerts, texts, decisions, pages, receipts."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = Any
"""Any value that json.loads returns. (Recursive types cost more in casts than they find.)"""

SCHEMA_VERSION = "1"
"""Of every JSON result: additions keep it, removals and changes of meaning raise it."""

SEVERITIES = ("critical", "error", "warning", "info")
"""The words that sources' own severities are mapped to; any other word passes in lower case."""


class Hold(NamedTuple):
    """A reason of the source's own not to page for an alert.

    Held alerts do not page unless a policy names `value` at the pattern path `path` in so many words
    (for CloudTrail copies of our own calls: `type: [StartEngagement]`). `path` "" : no policy can lift it.
    """

    reason: str
    path: str = ""
    value: str = ""


class Alert(NamedTuple):
    """One alert in normal form; what every source's events become.

    Times are RFC 3339 in UTC ("2026-03-12T03:12:10.989Z") or None. `event` is the source's payload, whole.
    `observed_at` (when the source sent this notification, for `repeat`) and `hold` are not part of the normal form.
    """

    type: str
    status: Literal["firing", "resolved"]
    severity: str | None
    source: str
    id: str
    summary: str
    starts_at: str | None
    ends_at: str | None
    url: str | None
    account: str | None
    region: str | None
    labels: Mapping[str, Json]
    annotations: Mapping[str, Json]
    event: Json
    observed_at: str | None = None
    hold: Hold | None = None

    def view(self) -> dict[str, Json]:
        """The normal form as patterns, templates and outputs see it, in the order of catalogue.ALERT_FIELDS."""
        return {
            "type": self.type,
            "status": self.status,
            "severity": self.severity,
            "source": self.source,
            "id": self.id,
            "summary": self.summary,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "url": self.url,
            "account": self.account,
            "region": self.region,
            "labels": self.labels,
            "annotations": self.annotations,
            "event": self.event,
        }


TargetKind = Literal["contact", "escalation", "schedule", "arn"]


class Target(NamedTuple):
    """Whom a policy pages: `name` as written, `title` for people, `arn` as StartEngagement's ContactId wants it."""

    name: str
    title: str
    kind: TargetKind
    arn: str


class Text(NamedTuple):
    """The rendered fields of one page, within the API's limits.

    `subject` and `content` go to voice and e-mail, `public_subject` and `public_content` to SMS.
    `fallback_fields` names those (by their StartEngagement names) that hold the fixed text because a template failed;
    `problems` says why, without payload values.
    """

    subject: str
    content: str
    public_subject: str
    public_content: str
    incident: str | None = None
    fallback_fields: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class DecisionKind(StrEnum):
    """How every alert ends; exactly one of these."""

    PAGE = "page"
    FALLBACK = "fallback"
    SILENCED = "silenced"
    RESOLVED = "resolved"
    UNROUTED = "unrouted"


class Reason(StrEnum):
    """Why a policy was or was not taken; explain, logs and metrics print the same words."""

    MATCHED = "matched"
    PATTERN = "pattern does not match"
    OUTSIDE_WINDOW = "outside its window"
    INSIDE_WINDOW = "inside an excluded window"
    SHADOWED = "an earlier policy of this file matched"
    HELD = "held"


class Request(NamedTuple):
    """One StartEngagement, exactly: `parameters` is what boto3's start_engagement takes, in the API's own order."""

    parameters: Mapping[str, str]

    @property
    def token(self) -> str:
        """The IdempotencyToken."""
        return self.parameters["IdempotencyToken"]

    @property
    def digest(self) -> str:
        """ "sha256:" and the SHA-256 of the request object as `render -o json` prints it, without white space."""
        import hashlib
        import json

        text = json.dumps(dict(self.parameters), ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Page(NamedTuple):
    """A request with where it came from: the policy with its file and line, and whom it pages by name."""

    policy: str
    file: str
    line: int
    target: str
    request: Request
    fallback_fields: tuple[str, ...]


class Receipt(NamedTuple):
    """What came back for one request: the engagement that the service started."""

    token: str
    engagement_arn: str
    at: str


class Way(StrEnum):
    """The requests that may carry one page, in the order in which they are tried."""

    PAGE = "page"
    PLAIN = "plain"
    FALLBACK_CONTACT = "fallback-contact"


class Claim(NamedTuple):
    """A page that is going to be sent, as a ledger keeps it: from now on exactly these requests speak for it.

    `requests` holds the page itself and what takes its place where the service refuses it for good, in the order of
    `Way`. `at` is when it was claimed (RFC 3339, UTC); `alert_id` and `starts_at` name the firing.
    """

    requests: Mapping[Way, Request]
    at: str
    policy: str
    target: str
    alert_id: str
    starts_at: str | None

    @property
    def token(self) -> str:
        """The page's own token, under which the ledger keeps the claim."""
        return self.requests[Way.PAGE].token

    def after(self, way: Way) -> Way | None:
        """What is tried once `way` was refused; None when nothing is left."""
        ways = tuple(self.requests)
        return next(iter(ways[ways.index(way) + 1 :]), None)


class Standing(NamedTuple):
    """How a claim stands in the ledger.

    `way` is the request whose turn it is (None: all were refused, the page is undeliverable). `repeated` says that the
    claim was there before: its request may have been sent. `held` says that another run is working on it right now.
    """

    claim: Claim
    way: Way | None
    receipt: Receipt | None = None
    repeated: bool = False
    held: bool = False
