"""Pages through AWS Systems Manager Incident Manager contacts: boto3's `ssm-contacts` client."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from tocsin.engagement import Channel, Engagement, PageReceipt, SentPage
from tocsin.errors import DeliveryError, InvalidRequest, Rejected, RetryLater, UnknownContact, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

CONNECT_TIMEOUT = 2.0
READ_TIMEOUT = 4.0
ATTEMPTS = 2
"""Seconds and tries of one call: at most 13 s with the pause in between, where botocore's own defaults make 360."""

CLOCK_SKEW = timedelta(minutes=1)
"""How far the service's clock may be behind ours when we look for an engagement."""

MOST_LOOKED_AT = 1000
"""Engagements described at most in one search."""

ENGAGEMENT_ARN = re.compile(
    r"arn:aws[a-z-]{0,20}:ssm-contacts:[a-z0-9-]{1,32}:[0-9]{12}:engagement/[a-zA-Z0-9_./-]{1,1024}"
)
PAGE_ARN = re.compile(ENGAGEMENT_ARN.pattern.replace(":engagement/", ":page/"))
_ARN_REGION = re.compile(r"arn:aws[a-z-]{0,20}:ssm-contacts:([a-z0-9-]{1,32}):")

_REFUSALS: Mapping[str, type[Rejected]] = {
    "ValidationException": InvalidRequest,
    "SerializationException": InvalidRequest,
    "ResourceNotFoundException": UnknownContact,
}
"""Answers that will be the same next time."""

_NOT_TAKEN = frozenset({
    "ThrottlingException", "Throttling", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
    "AccessDeniedException", "AccessDenied", "NotAuthorized", "OptInRequired",
    "ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestTimeTooSkewed",
    "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException",
    "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignatureException",
    "DataEncryptionException", "ServiceQuotaExceededException",
})  # fmt: skip
"""Answers that somebody can mend (rights, credentials, clock, key, rate) and that say: the request was not taken."""

_MAY_NOT_LOOK = frozenset({"AccessDeniedException", "AccessDenied", "NotAuthorized"})

_CODE = re.compile(r"(?<!\w)[0-9]{6,10}(?!\w)")
"""What an acknowledgement code looks like: ReceiptInfo of an answered page holds it."""


class SsmContacts:
    """Starts, stops, finds, shows and acknowledges engagements. A `tocsin.execute.Backend`.

    Time-outs and retries are set in so many words, because botocore's defaults change between versions. A call goes
    to the Region in the ARN of its contact or engagement; credentials are the usual ones, and
    AWS_ENDPOINT_URL_SSM_CONTACTS points it elsewhere (the emulator). Errors carry codes, field names and request ids,
    never the service's message, which may quote the page.
    """

    def __init__(self, *, connect_timeout: float = CONNECT_TIMEOUT, read_timeout: float = READ_TIMEOUT) -> None:
        """Time-outs in seconds.

        Raises ModuleNotFoundError without boto3 (the extra `aws`), UnreadableInput for an unknown AWS_PROFILE or a
        broken file of AWS settings.
        """
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        try:
            self._session = boto3.session.Session()
        except BotoCoreError as error:
            raise UnreadableInput(f"the AWS settings cannot be used: {error}") from None
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            max_pool_connections=10,
            tcp_keepalive=True,
            signature_version="v4",
            user_agent_appid="tocsin",
        )
        self._clients: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        while self._clients:
            self._clients.popitem()[1].close()

    def send(self, parameters: Mapping[str, str]) -> str:
        """StartEngagement; the engagement's ARN.

        An answer without one is no success, whatever its status: botocore takes a cut-off body or a proxy's HTML page
        for an empty result.
        """
        with _translated():
            answer = self._client(parameters["ContactId"]).start_engagement(**parameters)
        arn = _required(answer, "EngagementArn")
        if not isinstance(arn, str) or not ENGAGEMENT_ARN.fullmatch(arn):
            raise RetryLater("an answer with an ARN that is no engagement's", "NoEngagementArn", ambiguous=True)
        return arn

    def stop(self, engagement_arn: str, reason: str) -> None:
        """StopEngagement."""
        with _translated():
            self._client(engagement_arn).stop_engagement(EngagementId=engagement_arn, Reason=reason)

    def find(self, parameters: Mapping[str, str], *, since: datetime, known: Callable[[str], bool]) -> str | None:
        """An unknown engagement with the same contact, sender, incident and text (ListEngagements, DescribeEngagement).

        Without the right to look there is none: a page too many beats a page too few.
        """
        client = self._client(parameters["ContactId"])
        try:
            with _translated():
                candidates = (arn for arn in _candidates(client, parameters, since) if not known(arn))
                return next((arn for arn in candidates if _same_text(client, arn, parameters)), None)
        except DeliveryError as error:
            if error.code in _MAY_NOT_LOOK:
                return None
            raise

    def engagement(self, arn: str) -> Engagement:
        """The engagement with its pages and receipts, in the order of time, which is not the service's order.

        DescribeEngagement, ListPagesByEngagement, ListPageReceipts; GetContactChannel for the channels' names, which
        stay unknown without the right to it, or once the channel is deleted.
        """
        client, channels = self._client(arn), dict[str, Channel]()
        with _translated():
            found = client.describe_engagement(EngagementId=arn)
            _required(found, "Subject")
            pages = [_sent_page(client, page, channels) for page in _pages(client, arn)]
        return _engagement(found, sorted(pages, key=_order))

    def unanswered(self, engagement_arn: str) -> list[str]:
        """ARNs of the engagement's pages that nobody has acknowledged, the latest sent first."""
        with _translated():
            pages = [page for page in _pages(self._client(engagement_arn), engagement_arn) if "ReadTime" not in page]
        pages.sort(key=lambda page: page["SentTime"].timestamp() if "SentTime" in page else 0.0, reverse=True)
        return [page["PageArn"] for page in pages]

    def acknowledge(self, page_arn: str, code: str) -> None:
        """AcceptPage as read. Each call says that the code is to be checked: what AWS does untold is not documented.

        An answer that is not the service's own (a proxy's page) is no success.
        """
        with _translated():
            answer = self._client(page_arn).accept_page(
                PageId=page_arn, AcceptType="READ", AcceptCode=code, AcceptCodeValidation="ENFORCE"
            )
        _required(answer["ResponseMetadata"], "RequestId")

    def _client(self, arn: str) -> Any:
        region = _ARN_REGION.match(arn)
        if region is None:
            raise InvalidRequest("the contact is not named by an ssm-contacts ARN", "InvalidArn")
        name = region[1]
        if name not in self._clients:
            self._clients[name] = self._open(name)
        return self._clients[name]

    def _open(self, region: str) -> Any:
        try:
            return self._session.client("ssm-contacts", region_name=region, config=self._config)
        except ValueError:
            raise RetryLater("the endpoint in the AWS settings is no URL", "InvalidEndpoint") from None


def _candidates(client: Any, parameters: Mapping[str, str], since: datetime) -> Iterator[str]:
    pages = client.get_paginator("list_engagements").paginate(TimeRangeValue={"StartTime": since - CLOCK_SKEW})
    listed = (found for page in pages for found in _required(page, "Engagements"))
    for engagement in islice(listed, MOST_LOOKED_AT):
        same = engagement["ContactArn"] == parameters["ContactId"] and engagement["Sender"] == parameters["Sender"]
        if same and engagement.get("IncidentId") == parameters.get("IncidentId"):
            yield engagement["EngagementArn"]


def _same_text(client: Any, arn: str, parameters: Mapping[str, str]) -> bool:
    found = client.describe_engagement(EngagementId=arn)
    _required(found, "Subject")
    names = ("Subject", "Content", "PublicSubject", "PublicContent")
    return all(found.get(name) == parameters.get(name) for name in names)


def _pages(client: Any, engagement: str) -> Iterator[Mapping[str, Any]]:
    for answer in client.get_paginator("list_pages_by_engagement").paginate(EngagementId=engagement):
        yield from _required(answer, "Pages")


def _sent_page(client: Any, page: Mapping[str, Any], channels: dict[str, Channel]) -> SentPage:
    answers = client.get_paginator("list_page_receipts").paginate(PageId=page["PageArn"])
    listed = [receipt for answer in answers for receipt in answer.get("Receipts", ())]
    receipts = [_receipt(client, receipt, channels) for receipt in sorted(listed, key=lambda each: each["ReceiptTime"])]
    return SentPage(
        page["PageArn"],
        _alias(page["ContactArn"]),
        _utc(page.get("SentTime")),
        _utc(page.get("DeliveryTime")),
        _utc(page.get("ReadTime")),
        tuple(receipts),
    )


def _receipt(client: Any, receipt: Mapping[str, Any], channels: dict[str, Channel]) -> PageReceipt:
    arn, info = receipt.get("ContactChannelArn"), receipt.get("ReceiptInfo")
    if arn and arn not in channels:
        channels[arn] = _channel(client, arn)
    return PageReceipt(
        receipt["ReceiptTime"].astimezone(UTC),
        receipt["ReceiptType"].lower(),
        channels[arn] if arn else None,
        None if info is None else _CODE.sub("******", info),
    )


def _channel(client: Any, arn: str) -> Channel:
    try:
        with _translated():
            found = client.get_contact_channel(ContactChannelId=arn)
    except DeliveryError as error:
        if isinstance(error, Rejected) or error.code in _MAY_NOT_LOOK:
            return Channel(arn)
        raise
    return Channel(arn, _required(found, "Name"), _required(found, "Type").lower())


def _engagement(found: Mapping[str, Any], pages: list[SentPage]) -> Engagement:
    return Engagement(
        found["EngagementArn"],
        _alias(found["ContactArn"]),
        found["Sender"],
        found["Subject"],
        found["Content"],
        found.get("PublicSubject"),
        found.get("PublicContent"),
        found.get("IncidentId"),
        _utc(found.get("StartTime")),
        _utc(found.get("StopTime")),
        tuple(pages),
    )


def _order(page: SentPage) -> tuple[bool, datetime | None, str]:
    """The first sent first; what was not sent comes last. The first receipt counts, because a retry moves SentTime."""
    first = page.receipts[0].time if page.receipts else page.sent
    return first is None, first, page.arn


def _alias(contact_arn: str) -> str:
    return contact_arn.rpartition("/")[2]


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def _required(answer: Mapping[str, Any], member: str) -> Any:
    """A member that every whole answer has: without it, nothing was learnt."""
    if member not in answer:
        raise RetryLater(f"an answer without {member}", f"No{member}", ambiguous=True)
    return answer[member]


@contextmanager
def _translated() -> Iterator[None]:
    """botocore's exceptions as tocsin's.

    Whatever happened on the wire is ambiguous: of the two attempts that botocore makes, it reports the last, and the
    first may have been accepted. An answer that it cannot read at all (no UTF-8) comes out as any exception.
    """
    from botocore.exceptions import ClientError, ParamValidationError

    try:
        yield
    except ClientError as error:
        raise _refusal(error.response) from None
    except ParamValidationError:
        raise InvalidRequest("botocore refuses the request's parameters", "ParamValidationError") from None
    except DeliveryError:
        raise
    except Exception as error:
        name = type(error).__name__
        raise RetryLater(f"no answer: {name}", name, ambiguous=True) from None


def _refusal(response: Mapping[str, Any]) -> DeliveryError:
    metadata = response.get("ResponseMetadata", {})
    code = str(response.get("Error", {}).get("Code", ""))
    retried = metadata.get("RetryAttempts", 0) > 0
    refusal = _REFUSALS.get(code)
    if refusal is not None:
        return refusal(_message(code, response, metadata), code, ambiguous=retried)
    ambiguous = retried or code not in _NOT_TAKEN
    return RetryLater(_message(code, response, metadata), code, ambiguous=ambiguous, after=_after(response))


def _message(code: str, response: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    fields = ", ".join(str(field.get("Name")) for field in response.get("Fields") or ())
    about = f" about {fields}" if fields else ""
    return f"{code}{about} (HTTP {metadata.get('HTTPStatusCode')}, request {metadata.get('RequestId')})"


def _after(response: Mapping[str, Any]) -> float:
    seconds = response.get("RetryAfterSeconds")
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else 0.0
