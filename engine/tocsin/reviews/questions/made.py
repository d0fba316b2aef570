"""Every question to some policy sets, once and in one order."""

from __future__ import annotations

import json
from itertools import chain, islice
from typing import TYPE_CHECKING

from tocsin.patterns.witness import meeting, near, witnesses
from tocsin.reviews.questions.alerts import Maker, resolved
from tocsin.reviews.questions.overlaps import Overlaps
from tocsin.reviews.questions.question import Question
from tocsin.reviews.questions.roster import Ballot

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
