"""What a ledger knows: entries go in, standings come out.

An entry is a JSON object (docs/operating.md, "The journal"); a book is the sum of all entries so far. Ledgers differ
only in where the entries rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.model import SCHEMA_VERSION, Claim, Json, Receipt, Request, Standing, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Entry = dict[str, Json]


def claimed(claim: Claim) -> Entry:
    """The entry of a claim."""
    return {
        "schema_version": SCHEMA_VERSION,
        "entry": "claimed",
        "at": claim.at,
        "token": claim.token,
        "policy": claim.policy,
        "target": claim.target,
        "alert_id": claim.alert_id,
        "starts_at": claim.starts_at,
        "requests": {way.value: dict(request.parameters) for way, request in claim.requests.items()},
    }


def rejected(token: str, way: Way, code: str, at: str) -> Entry:
    """The entry of a request that was refused for good."""
    return {
        "schema_version": SCHEMA_VERSION,
        "entry": "rejected",
        "at": at,
        "token": token,
        "way": way.value,
        "code": code,
    }


def paged(token: str, receipt: Receipt) -> Entry:
    """The entry of an engagement that started."""
    return {
        "schema_version": SCHEMA_VERSION,
        "entry": "paged",
        "at": receipt.at,
        "token": token,
        "request_token": receipt.token,
        "engagement_arn": receipt.engagement_arn,
    }


def stopped(engagement_arn: str, code: str, at: str) -> Entry:
    """The entry of an engagement that needs no more stopping."""
    return {
        "schema_version": SCHEMA_VERSION,
        "entry": "stopped",
        "at": at,
        "engagement_arn": engagement_arn,
        "code": code,
    }


@dataclass(slots=True)
class _Account:
    """All that is known of one claim."""

    claim: Claim
    way: Way | None = Way.PAGE
    receipt: Receipt | None = None
    stopped: bool = False

    @property
    def undeliverable(self) -> bool:
        return self.way is None and self.receipt is None

    def standing(self, *, repeated: bool, held: bool) -> Standing:
        return Standing(self.claim, self.way, self.receipt, repeated, held)


class Book:
    """The state that a sequence of entries amounts to."""

    def __init__(self) -> None:
        self._accounts: dict[str, _Account] = {}
        self._by_alert: dict[str, dict[str, None]] = {}
        self._by_engagement: dict[str, _Account] = {}

    def add(self, entry: Mapping[str, Json]) -> None:
        """Take one entry in. Raises KeyError, TypeError or ValueError for one that says nothing or makes no sense."""
        if entry["schema_version"] != SCHEMA_VERSION:
            raise ValueError("another schema_version")
        match entry["entry"]:
            case "claimed":
                self._claimed(_claim(entry))
            case "rejected":
                account, way = self._accounts[entry["token"]], Way(entry["way"])
                account.way = account.claim.after(way)
            case "paged":
                self._paged(self._accounts[entry["token"]], _receipt(entry))
            case "stopped":
                self._by_engagement[entry["engagement_arn"]].stopped = True
            case _:
                raise ValueError("an entry of an unknown kind")

    def claim(self, claim: Claim, *, held: bool) -> tuple[Standing, Entry | None]:
        """How a claim stands from now on, and the entry that it adds, if it is the one that counts."""
        entry = None
        held = held and claim.token in self._accounts
        if not held and self._takes(claim):
            entry = claimed(claim)
            self.add(entry)
        return self._accounts[claim.token].standing(repeated=entry is None, held=held), entry

    def open(self) -> list[Claim]:
        """Claims with neither a receipt nor a final refusal, oldest first."""
        accounts = self._accounts.values()
        return [account.claim for account in accounts if account.receipt is None and account.way is not None]

    def receipt(self, token: str) -> Receipt | None:
        """The receipt of the page with this token."""
        account = self._accounts.get(token)
        return account.receipt if account else None

    def running(self, alert_id: str) -> list[Standing]:
        """Pages of this alert that are still open, or whose engagement was not stopped."""
        return [account.standing(repeated=True, held=False) for account in self._unended(alert_id)]

    def knows(self, engagement_arn: str) -> bool:
        """Whether the engagement is the receipt of any page."""
        return engagement_arn in self._by_engagement

    def _takes(self, claim: Claim) -> bool:
        """Whether the token is new, or was refused in every way."""
        account = self._accounts.get(claim.token)
        return account is None or account.undeliverable

    def _unended(self, alert_id: str) -> Iterator[_Account]:
        accounts = (self._accounts[token] for token in self._by_alert.get(alert_id, ()))
        return (account for account in accounts if not account.undeliverable and not account.stopped)

    def _claimed(self, claim: Claim) -> None:
        if self._takes(claim):
            self._accounts[claim.token] = _Account(claim)
            self._by_alert.setdefault(claim.alert_id, {})[claim.token] = None

    def _paged(self, account: _Account, receipt: Receipt) -> None:
        account.receipt = account.receipt or receipt
        self._by_engagement.setdefault(receipt.engagement_arn, account)


def _claim(entry: Mapping[str, Json]) -> Claim:
    requests = {Way(way): Request(_texts(parameters)) for way, parameters in entry["requests"].items()}
    claim = Claim(
        requests, entry["at"], entry["policy"], entry["target"], entry["alert_id"], _optional_text(entry["starts_at"])
    )
    if claim.token != entry["token"] or not _are_texts(claim.at, claim.policy, claim.target, claim.alert_id):
        raise ValueError("a claim that contradicts itself")
    return claim


def _receipt(entry: Mapping[str, Json]) -> Receipt:
    receipt = Receipt(entry["request_token"], entry["engagement_arn"], entry["at"])
    if not _are_texts(receipt.token, receipt.engagement_arn, receipt.at):
        raise TypeError("a receipt that is not text")
    return receipt


def _texts(parameters: Mapping[str, Json]) -> Mapping[str, str]:
    if not _are_texts(*parameters.values()):
        raise TypeError("a request's parameters are texts")
    return parameters


def _optional_text(value: Json) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError("neither a text nor null")


def _are_texts(*values: Json) -> bool:
    return all(isinstance(value, str) for value in values)
