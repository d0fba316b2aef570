"""Builds alerts in normal form from raw fields, so that its promises are kept in one place for all adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tocsin.events.fields import encodable, text
from tocsin.events.times import rfc3339
from tocsin.model import Alert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.model import Hold, Json

Status = Literal["firing", "resolved"]


def normal(
    source: str,
    event: Json,
    *,
    type: Json,  # noqa: A002 - the keywords are the normal form's own names
    status: Status = "firing",
    severity: str | None = None,
    id: Json = None,  # noqa: A002 - the same
    summary: Json = None,
    starts_at: Json = None,
    ends_at: Json = None,
    url: Json = None,
    account: Json = None,
    region: Json = None,
    labels: Mapping[str, str],
    annotations: Mapping[str, str] | None = None,
    observed_at: Json = None,
    hold: Hold | None = None,
) -> Alert:
    """The alert of `source` whose fields are these, as the payload has them: text and times are normalised here.

    Without a type it is the source's name, without a summary the type, without an id the fingerprint. Nothing that
    fires has an end, and nothing that is resolved is held.
    """
    kind = text(type) or source
    firing = status == "firing"
    return Alert(
        type=kind,
        status=status,
        severity=severity,
        source=source,
        id=text(id) or fingerprint(kind, labels),
        summary=text(summary) or kind,
        starts_at=rfc3339(starts_at),
        ends_at=None if firing else rfc3339(ends_at),
        url=text(url),
        account=text(account),
        region=text(region),
        labels=labels,
        annotations={} if annotations is None else annotations,
        event=event,
        observed_at=rfc3339(observed_at),
        hold=_encodable(hold) if firing and hold else None,
    )


def _encodable(hold: Hold) -> Hold:
    return hold if hold.value.isascii() else hold._replace(value=encodable(hold.value))


def fingerprint(kind: str, labels: Mapping[str, Json]) -> str:
    """A name for alerts whose source gives none: SHA-256 (hex) over type and labels, whatever their order."""
    import hashlib
    import json

    try:
        content = json.dumps([kind, labels], sort_keys=True, separators=(",", ":"))
    except (RecursionError, ValueError):  # an alert built by hand: nested or numbered beyond what JSON text holds
        content = json.dumps([kind, sorted(labels)])
    return hashlib.sha256(content.encode()).hexdigest()
