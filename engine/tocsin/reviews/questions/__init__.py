"""Alerts that show what policy sets do: those that people gave, and those made from the patterns themselves.

question     the values: an alert, when it is asked about, where it comes from; a side of a comparison
samples      the catalogue's sample events
fillings     what an alert should have so that templates can print it
alerts       events that speak of a few fields -> whole alerts
line_ups     where policies stand on each side, and which are before others
overlaps     policies that may want the same alert
contest      alerts that policies get although others want them too
branches     alerts on both sides of what templates ask
combinations alerts for every combination of a few policies
made         all of it in one row, each question once
"""

from __future__ import annotations

from tocsin.reviews.questions.made import questions
from tocsin.reviews.questions.question import Question, Side
from tocsin.reviews.questions.samples import sampled

__all__ = ["Question", "Side", "questions", "sampled"]
