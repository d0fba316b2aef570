from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tocsin.errors import UnknownEvent
from tocsin.events.shapes import Shape, recognise

if TYPE_CHECKING:
    from tocsin.events.shapes import Adapter
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    return ()


class Exact:
    SHAPES = (Shape(read, claims={"kind": ("a", "b")}, needs={"body.size": int}),)


class Loose:
    SHAPES = (Shape(read, needs={"kind": str}), Shape(read, needs={"note": re.compile("^Name: ")}))


ADAPTERS: dict[str, Adapter] = {"exact": Exact(), "loose": Loose()}


def test_first_shape_that_fits_is_taken() -> None:
    assert recognise({"kind": "b", "body": {"size": 1}}, ADAPTERS) is Exact.SHAPES[0]
    assert recognise({"kind": "c"}, ADAPTERS) is Loose.SHAPES[0]
    assert recognise({"note": "Name: x"}, ADAPTERS) is Loose.SHAPES[1]


def test_claimed_event_goes_nowhere_else() -> None:
    with pytest.raises(UnknownEvent, match=r"the nearest is exact, which needs body\.size \(a number\)"):
        recognise({"kind": "a", "body": {}}, ADAPTERS)


def test_claim_of_another_type_is_no_claim() -> None:
    with pytest.raises(UnknownEvent):
        recognise({"kind": ["a"], "body": []}, ADAPTERS)


def test_missing_field_that_was_misspelt() -> None:
    with pytest.raises(UnknownEvent, match=r"which needs kind \(text\), not kinds"):
        recognise({"kinds": "a"}, {"loose": Loose()})


@pytest.mark.parametrize("key", ["kind\ud800", "kind\n", "kínd", "kind" + "s" * 70])
def test_hint_shows_no_key_that_would_spoil_the_message(key: str) -> None:
    with pytest.raises(UnknownEvent, match=r"which needs kind \(text\)$"):
        recognise({key: "a"}, {"loose": Loose()})


def test_expression_is_shown() -> None:
    with pytest.raises(UnknownEvent, match=r"note \(text with \^Name: \)"):
        recognise({"note": "nothing"}, {"loose": type("Only", (), {"SHAPES": Loose.SHAPES[1:]})()})
