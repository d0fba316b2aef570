"""The values that questions are made of and made into."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tocsin.document import Document
    from tocsin.model import Alert
    from tocsin.policyset import PolicySet
    from tocsin.render.source import Outline
    from tocsin.roster import Roster


class Question(NamedTuple):
    """What happens to this alert at this instant? `at` None: at its own start, and whenever the answer may differ.

    `origin` is for readers: "sample samples/x.json", "test NAME", "made from policy P".
    """

    alert: Alert
    at: datetime | None
    origin: str


class Side(NamedTuple):
    """A policy set that questions are put to. `documents` hold its catalogue of alert types.

    `given` are questions that people wrote: its samples (see `sampled`), its tests, events of the past. `outlines` are
    those of its templates, as far as they have been read already.
    """

    policies: PolicySet
    roster: Roster
    documents: Sequence[Document] = ()
    given: Sequence[Question] = ()
    outlines: Mapping[str, Outline] = MappingProxyType({})
