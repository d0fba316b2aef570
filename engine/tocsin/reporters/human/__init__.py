"""Results for people at a terminal: `paint` is colour and safety, each other file one kind of result.

Colour is the caller's decision; without it nothing is lost.
"""
