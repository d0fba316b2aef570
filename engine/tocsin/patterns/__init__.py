"""Amazon EventBridge's pattern language."""

from tocsin.patterns.index import PatternIndex
from tocsin.patterns.pattern import Mismatch, Pattern

__all__ = ["Mismatch", "Pattern", "PatternIndex"]
