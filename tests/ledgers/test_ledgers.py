"""What every ledger promises, asked of each of them."""

from __future__ import annotations

from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

import pytest

from execute.fakes import HOME, job, request
from tocsin.ledgers.journal import Journal
from tocsin.ledgers.memory import MemoryLedger
from tocsin.model import Claim, Receipt, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tocsin.execute import Ledger

AT = "2026-03-29T01:00:00.000Z"
ARN = f"{HOME}:engagement/akuam/1"


@pytest.fixture(params=["memory", "journal"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made: MemoryLedger | Journal = MemoryLedger() if request.param == "memory" else Journal(tmp_path / "journal.jsonl")
    with closing(made) if isinstance(made, Journal) else nullcontext():
        yield made


def claim(name: str = "a", at: str = AT, alert_id: str = "alarm") -> Claim:
    return job(name, alert_id=alert_id).claim(at)


def receipt(token: str = "tocsin-1-a", arn: str = ARN) -> Receipt:
    return Receipt(token, arn, AT)


def test_a_new_claim_stands_at_its_own_request(ledger: Ledger) -> None:
    [standing] = ledger.claim([claim()])
    assert standing.claim == claim()
    assert standing.way is Way.PAGE
    assert standing.receipt is None
    assert not standing.repeated
    assert not standing.held


def test_a_token_keeps_its_first_claim(ledger: Ledger) -> None:
    ledger.claim([claim()])
    ledger.release(["tocsin-1-a"])
    other = claim()._replace(requests={Way.PAGE: request("tocsin-1-a", content="another text")})
    [standing] = ledger.claim([other])
    assert standing.claim == claim()
    assert standing.repeated


def test_a_claimed_token_is_held_until_it_is_released(ledger: Ledger) -> None:
    ledger.claim([claim("a"), claim("b")])
    assert [standing.held for standing in ledger.claim([claim("a"), claim("c")])] == [True, False]
    ledger.release(["tocsin-1-a", "never-claimed"])
    assert [standing.held for standing in ledger.claim([claim("a"), claim("b")])] == [False, True]


def test_one_token_twice_in_one_claim_is_one_claim(ledger: Ledger) -> None:
    first, second = ledger.claim([claim(), claim()])
    assert (first.repeated, first.held) == (False, False)
    assert (second.repeated, second.held) == (True, True)


def test_a_refusal_gives_the_next_request_its_turn(ledger: Ledger) -> None:
    ledger.claim([claim()])
    ledger.release(["tocsin-1-a"])
    for refused, following in [(Way.PAGE, Way.PLAIN), (Way.PLAIN, Way.FALLBACK_CONTACT)]:
        ledger.reject("tocsin-1-a", refused, "ValidationException", AT)
        [standing] = ledger.claim([claim()])
        ledger.release(["tocsin-1-a"])
        assert standing.way is following
        assert standing.repeated


def test_refused_in_every_way_a_claim_is_closed_and_the_token_free(ledger: Ledger) -> None:
    ledger.claim([claim()])
    ledger.release(["tocsin-1-a"])
    for way in Way:
        ledger.reject("tocsin-1-a", way, "ValidationException", AT)
    assert ledger.open() == []
    mended = claim()._replace(requests={Way.PAGE: request("tocsin-1-a", content="mended")})
    [standing] = ledger.claim([mended])
    assert standing.claim == mended
    assert standing.way is Way.PAGE
    assert not standing.repeated


def test_open_claims_are_those_without_a_receipt_oldest_first(ledger: Ledger) -> None:
    ledger.claim([claim("b"), claim("a"), claim("c")])
    ledger.record("tocsin-1-a", receipt())
    assert ledger.open() == [claim("b"), claim("c")]


def test_a_receipt_is_found_by_the_pages_token(ledger: Ledger) -> None:
    ledger.claim([claim()])
    assert ledger.receipt("tocsin-1-a") is None
    ledger.record("tocsin-1-a", receipt("tocsin-1-a-plain"))
    assert ledger.receipt("tocsin-1-a") == receipt("tocsin-1-a-plain")
    assert ledger.receipt("tocsin-1-a-plain") is None
    assert ledger.claim([claim()])[0].receipt == receipt("tocsin-1-a-plain")


def test_the_first_receipt_stands_but_every_engagement_is_known(ledger: Ledger) -> None:
    ledger.claim([claim()])
    ledger.record("tocsin-1-a", receipt())
    ledger.record("tocsin-1-a", receipt(arn=ARN + "2"))
    assert ledger.receipt("tocsin-1-a") == receipt()
    assert ledger.knows(ARN)
    assert ledger.knows(ARN + "2")
    assert not ledger.knows(ARN + "3")


def test_running_are_the_alerts_pages_that_are_open_or_not_stopped(ledger: Ledger) -> None:
    ledger.claim([claim("a"), claim("b"), claim("c"), claim("d", alert_id="other"), claim("refused")])
    for way in Way:
        ledger.reject("tocsin-1-refused", way, "ValidationException", AT)
    for number, name in enumerate("abd"):
        ledger.record(f"tocsin-1-{name}", receipt(f"tocsin-1-{name}", ARN + str(number)))
    assert [standing.claim for standing in ledger.running("alarm")] == [claim("a"), claim("b"), claim("c")]
    ledger.stop(ARN + "0", "", AT)
    ledger.stop(ARN + "0", "", AT)
    assert [standing.claim for standing in ledger.running("alarm")] == [claim("b"), claim("c")]
    assert ledger.running("nobody") == []


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda ledger: ledger.reject("nobody", Way.PAGE, "", AT),
        lambda ledger: ledger.record("nobody", receipt()),
        lambda ledger: ledger.stop(ARN, "", AT),
        lambda ledger: ledger.reject("tocsin-1-one-way", Way.PLAIN, "", AT),
    ],
    ids=["reject", "record", "stop", "way"],
)
def test_what_was_never_claimed_is_refused_and_leaves_no_trace(
    ledger: Ledger, nonsense: Callable[[Ledger], None]
) -> None:
    ledger.claim([job("one-way", alternatives=False).claim(AT)])
    with pytest.raises((KeyError, ValueError)):
        nonsense(ledger)
    assert len(ledger.open()) == 1


def test_texts_survive_as_they_are(ledger: Ledger) -> None:
    odd = 'line\nbreak \x00 \u2028 \r 😀 "quote" {{ x }} \\'
    ledger.claim([claim()._replace(requests={Way.PAGE: request("tocsin-1-a", content=odd)}, alert_id=odd)])
    assert ledger.open()[0].requests[Way.PAGE].parameters["Content"] == odd
    assert ledger.open()[0].alert_id == odd
