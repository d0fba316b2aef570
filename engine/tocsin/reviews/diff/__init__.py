"""How two versions of a policy set differ in what they do: decisions and messages, not text.

sides        a tree of files -> a policy set with its people, samples and tests
common       what the sides have in common: once for both
voices       all that has a say in an alert's paging: where it is the same on both sides, nothing differs
causes       what makes the sides differ: one cause with one effect is one change
courses      who is called behind a target, also when somebody answers
compare      one alert at one instant, on both sides
around       alerts next to one that the sides treat differently
answers      what both sides answer to questions; the same difference is one, whatever shows it
review       all of it
masks        what may be shown of an alert
report       what a reader is shown of a change
values       what is found
past         recorded events, read one after another
backtest     what either side makes of them, counted
"""

from tocsin.reviews.diff.backtest import Backtest, Counts, NewlySilent
from tocsin.reviews.diff.past import Past
from tocsin.reviews.diff.review import review
from tocsin.reviews.diff.sides import Opened, opened
from tocsin.reviews.diff.values import KINDS, Call, Change, Diff, Kind, Outcome, Titles

__all__ = [
    "KINDS",
    "Backtest",
    "Call",
    "Change",
    "Counts",
    "Diff",
    "Kind",
    "NewlySilent",
    "Opened",
    "Outcome",
    "Past",
    "Titles",
    "opened",
    "review",
]
