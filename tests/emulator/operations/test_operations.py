from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.emulator.operations import OPERATIONS
from tocsin.emulator.shapes import operation_names

if TYPE_CHECKING:
    import pytest

    from emulating import Emulator


def test_the_emulator_has_every_operation_of_the_model() -> None:
    assert sorted(OPERATIONS) == list(OPERATIONS) == sorted(operation_names())


def test_an_operation_of_a_newer_model_is_unknown_and_says_so(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(OPERATIONS, "ListContacts")
    status, answer, _ = emulator.send("SSMContacts.ListContacts", b"{}")
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert answer["Message"] == "This emulator does not have ListContacts"
