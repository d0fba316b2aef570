from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.events import normalise

if TYPE_CHECKING:
    from events.conftest import OneAlert, Payload

NAME = "budget_notification_sns_http"


def test_raw_delivery(payload: Payload) -> None:
    text = payload(NAME)["Message"]
    (alert,) = normalise({"eventSource": "aws:sqs", "body": text, "attributes": {"SentTimestamp": "1773292326111"}})
    assert alert.event == {"Message": text}
    assert (alert.type, alert.account) == ("platform-monthly", "111122223333")
    assert alert.id == "111122223333/platform-monthly/ACTUAL > $800.00/2026-03"
    assert (alert.starts_at, alert.observed_at) == ("2026-03-12T00:00:00Z", "2026-03-12T05:12:06.111Z")


def test_next_month_is_another_alert(payload: Payload, one_alert: OneAlert) -> None:
    text = payload(NAME)["Message"].replace("March 12, 2026", "April 2, 2026")
    assert one_alert(NAME, {"Message": text}).id == one_alert(NAME).id.replace("2026-03", "2026-04")


def test_forecast(payload: Payload, one_alert: OneAlert) -> None:
    text = payload(NAME)["Message"].replace("ACTUAL", "FORECASTED").replace("\n", "\r\n")
    alert = one_alert(NAME, {"Message": text})
    assert (alert.severity, alert.labels["forecasted_amount"]) == ("forecasted", "$842.17")


def test_text_without_a_date_has_the_envelopes(payload: Payload, one_alert: OneAlert) -> None:
    text = payload(NAME)["Message"].split("\n\n", 3)[3]
    alert = one_alert(NAME, {"Message": text, "Subject": None})
    assert alert.id.endswith("/2026-03")
    assert (alert.account, alert.summary) == ("111122223333", "platform-monthly: ACTUAL > $800.00")
