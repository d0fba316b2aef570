"""How two versions of a policy set differ in what they do: decisions and messages, not text.

sides        a tree of files -> a policy set with its people, samples and tests
voices       all that has a say in an alert's paging: where it is the same on both sides, nothing differs
courses      who is called behind a target, also when somebody answers
compare      one alert at one instant, on both sides
review       every question to both sides; the same change is one, whatever shows it
masks        what may be shown of an alert
report       what a reader is shown of a change
values       what is found
backtest     the same on recorded events
"""

from tocsin.reviews.diff.backtest import Backtest, Counts, NewlySilent
from tocsin.reviews.diff.review import review
from tocsin.reviews.diff.sides import Opened, opened
from tocsin.reviews.diff.values import KINDS, Call, Change, Diff, Kind, Outcome

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
    "opened",
    "review",
]
