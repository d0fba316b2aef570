"""Amazon EventBridge's pattern language, so that people's rules paste in; the semantics are those of event-ruler 2.1.0.

`Pattern.parse` reads a pattern, `matches` asks it, `explain` says what failed, `PatternIndex` asks many at once.
A thousand cases with event-ruler's verdicts are in tests/patterns, beside a test that compares the two at random.

Where event-ruler's answer is an accident, this package takes the logical reading, since a lost branch is a lost page:

- or-same-field: a field beside $or and in a branch must satisfy both; event-ruler lets the branch replace it.
- or-overlap: branches that share a value of a field are all tried; event-ruler loses one.
- same-path: {"a.b": .., "a": {"b": ..}} is two conditions; event-ruler keeps the last.
- or-form: a $or that is no list of two or more objects is refused; event-ruler reads a field of that name.
- cidr: a range holds addresses of its own family only, and is ADDRESS/BITS to the letter. (As in event-ruler, 32 and
  128 bits are refused, octets may have leading zeros, and an IPv4-mapped address is the IPv4 one.)
- number-range: numbers are what Python reads: integers are exact at any size, and 1e400 in an event is above every
  bound. In a pattern, numbers that no double has room for are refused.
- exists-false-across-elements: absence is asked of the array element that the other fields chose, whatever the names'
  order in the alphabet.
- nested-arrays: values in an array constrain nothing, in arrays in arrays as well.
- twice-in-event: an event with "a.b" beside "a": {"b": ..} is read as if it had one array of both.
- wildcard-beside-ignore-case: the values of one list do not disturb each other; in event-ruler a wildcard that starts
  with * breaks an equals-ignore-case that follows it in the list.
- quotes: a prefix or suffix never reaches past the text's own ends.
- letters: characters beyond the first 65,536, and title-case letters, equal themselves without case.
- empty-names: {"a": {"": ..}} finds an empty name inside an object.
- size: $or may multiply to 1,000 alternatives (EventBridge's limit), a path may have 100 names.
"""

from tocsin.patterns.index import PatternIndex
from tocsin.patterns.pattern import Mismatch, Pattern

__all__ = ["Mismatch", "Pattern", "PatternIndex"]
