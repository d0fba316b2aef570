from __future__ import annotations

import time
from typing import Any

import pytest

from render.pages import alert
from tocsin.render.guard import leak
from tocsin.render.payload import project

CREDENTIALS = {
    "aws": "key AKIAIOSFODNN7EXAMPLE in use",
    "aws-temporary": "ASIAIOSFODNN7EXAMPLE",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3aWxlIn0.c2lnbmF0dXJl",
    "pem": "-----BEGIN RSA PRIVATE KEY-----",
    "bearer": "Authorization: Bearer abcdefghijklmnop0123",
    "basic": "authorization: basic d2lsZTpjb3lvdGU6YWNtZQ==",
    "github": "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "slack": "xoxb-0123456789-abcdefghij",
    "url": "postgres://wile:acme@db.example.com/orders",
}


def of_label(text: str, **labels: Any) -> str | None:
    """The guard's word on a text that is the value of a public label."""
    whole = alert(labels=alert()["labels"] | {"note": text} | labels)
    return leak(text, "", whole, project(whole, frozenset({"alert.labels.note"})))


@pytest.mark.parametrize("text", CREDENTIALS.values(), ids=CREDENTIALS)
def test_credentials_are_held_back_even_in_public_fields(text: str) -> None:
    assert of_label(text) == "holds what looks like a credential"


@pytest.mark.parametrize("number", ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "6011111111111117"])
def test_card_numbers_are_held_back(number: str) -> None:
    assert of_label(f"card {number} refused") == "holds what looks like a card number"


def test_mail_addresses_are_held_back() -> None:
    assert of_label("order of wile@acme.example is late") == "holds an e-mail address"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-12T03:12:10.989Z",
        "1773285130989",  # milliseconds
        "4111111111111112",  # fails Luhn
        "order 9999999999999995",  # no issuer begins so
        "wile@acme.example",  # the whole value of a public field: somebody said that it may go
        "https://runbooks.example.com/a?b=c:d@e",
        "arn:aws:sns:us-east-1:111122223333:topic",
        "10.0.0.1:8080, 2001:db8::1",
        "basic auth of the bearer",
    ],
)
def test_harmless_text_passes(text: str) -> None:
    assert of_label(text) is None


def test_what_the_author_wrote_passes() -> None:
    text = "Call ops@example.com: checkout, customer Wile E. Coyote"
    whole = alert()
    assert leak(text, text, whole, project(whole, frozenset())) is None
    assert leak(text, "", whole, project(whole, frozenset())) is not None


@pytest.mark.parametrize(
    "text",
    [
        "slow for Wile E. Coyote",
        "SLOW FOR WILE E. COYOTE",
        "alarm-0042 again",
        "in prod-eu",
        "behind app/checkout/50dc6c495c0c9188",
    ],
)
def test_values_of_other_fields_are_held_back(text: str) -> None:
    assert of_label(text) == "holds the value of a field that is not public"


@pytest.mark.parametrize("value", ["Wile E. Coyote", 40_000_017, ["ok", "Wile E. Coyote"], {"name": "Wile E. Coyote"}])
def test_secret_values_are_held_back_even_as_the_whole_of_a_public_field(value: object) -> None:
    copied = "40000017" if isinstance(value, int) else "wile e. coyote"
    whole = alert(labels={"customer": value, "title": copied})
    view = project(whole, frozenset({"alert.labels.title"}))
    secret = frozenset({"alert.labels.customer", "alert.labels.absent"})
    assert leak(copied, "", whole, view, secret) == "holds the value of a secret field"
    assert leak(copied, f"to {copied}", whole, view, secret) is None
    assert leak("nothing", "", whole, view, secret) is None


def test_values_that_are_public_as_well_pass() -> None:
    """The service's name stands in a public label, so it may also stand in other public text."""
    whole = alert(labels={"service": "checkout-eu", "note": "checkout-eu is slow", "copy": "checkout-eu"})
    view = project(whole, frozenset({"alert.labels.service", "alert.labels.note"}))
    assert leak("checkout-eu is slow", "", whole, view) is None
    assert leak("checkout-eu is slow", "", whole, project(whole, frozenset({"alert.labels.note"}))) is not None


def test_short_values_and_infrastructure_do_not_count() -> None:
    assert of_label("eu-1 in us-east-1 of 111122223333", zone="eu-1") is None


def test_always_public_fields_may_be_repeated() -> None:
    whole = alert(type="checkout-latency-eu", labels={"part": "latency-eu"})
    assert leak("checkout-latency-eu", "", whole, project(whole, frozenset())) is None


@pytest.mark.parametrize("text", ["a" * 8000, "a@" * 4000, "1 " * 4000, "://" * 2700, "eyJ" + "a." * 4000, "gh" * 4000])
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    of_label(text)
    assert time.process_time() - start < 0.5


def test_a_large_payload_is_looked_at_whole() -> None:
    whole = alert(event={"all": [{"n": n, "v": f"value {n}"} for n in range(20_000)] + [{"v": "hidden-away"}]})
    assert leak("it was hidden-away", "", whole, project(whole, frozenset())) is not None
