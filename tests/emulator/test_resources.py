from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.emulator.errors import ServiceError
from tocsin.emulator.resources import KINDS, existing, find

if TYPE_CHECKING:
    from tocsin.emulator import State
    from tocsin.emulator.resources import Table

BASE = "arn:aws:ssm-contacts:us-east-2:111122223333"


def test_an_arn_stands_for_its_row(state: State) -> None:
    row = existing(state, "contact", f"{BASE}:contact/akuam")
    assert row["Alias"] == "akuam"
    assert find(state, "contact", f"{BASE}:contact/akuam") == row


@pytest.mark.parametrize("table", KINDS)
def test_what_is_not_there_is_not_found_under_the_name_of_its_kind(state: State, table: Table) -> None:
    arn = f"{BASE}:contact/nobody"
    assert find(state, table, arn) is None
    with pytest.raises(ServiceError) as caught:
        existing(state, table, arn)
    assert caught.value.code == "ResourceNotFoundException"
    assert caught.value.members == {"ResourceId": arn, "ResourceType": KINDS[table]}
