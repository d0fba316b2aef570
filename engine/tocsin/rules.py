"""Every rule and what it is about; docs/checks/ has a page for each."""

from __future__ import annotations

DOCUMENTATION = "https://tocsin.example/docs"
"""Where docs/ is published."""

_TITLES = """
TOC101 a file that cannot be read
TOC102 not YAML
TOC103 YAML beyond plain data
TOC104 a key that stands twice
TOC105 almost a number
TOC110 an unknown key
TOC111 a missing key
TOC112 a value of the wrong type
TOC113 a value outside its form or range
TOC201 a name that leads nowhere
TOC202 a name that is taken
TOC203 an escalation that leads back to itself
TOC204 beyond what AWS takes
TOC205 keys that do not go together
TOC206 a time that does not exist
TOC207 a pattern that EventBridge refuses
TOC211 account and Region
TOC212 a sample that is not there
TOC301 no fallback
TOC302 somebody is reached by SMS only, and the template is silent there
TOC303 a policy that is never reached
TOC304 two files page the same target for the same alerts
TOC305 a stage engages a contact of another account
TOC306 a person who is never notified
TOC307 an escalation that nobody stops
TOC308 a channel that nothing arrives at
TOC309 a schedule with nobody on call
TOC310 rotations of one schedule in different time zones
TOC311 a rotation that relieves nobody
TOC312 a stage that wakes nobody new
TOC313 stages that begin at the same moment
TOC314 a retry that never comes
TOC315 nothing leads here
TOC320 a value that no alert has
TOC321 a silence that is over
TOC322 a silence without an end in sight
TOC323 a template that is too long by itself
TOC330 an ignore comment that does not say what or why
TOC331 an ignore comment for what cannot be ignored
TOC332 an ignore comment that ignores nothing
TOC401 not a template
TOC402 outside the template language
TOC403 an unknown name or field in a template
TOC404 a field that must not be shown
TOC405 blocks
TOC406 inheritance of templates
TOC407 an unknown filter or test
TOC408 a template beyond its bounds
TOC501 a stack's configuration that cannot be used
TOC502 a secret without an address
TOC503 more than AWS takes in a deploy
TOC511 a paged contact would be deleted
TOC512 a paged contact would be replaced
TOC513 a rotation or schedule would be left without people
TOC514 a person would lose the only channel of a kind
TOC515 an acceptance that accepts nothing
"""

TITLES = dict(line.split(" ", 1) for line in _TITLES.split("\n") if line)
"""The title of a rule's page, by rule id."""


def title(rule: str) -> str:
    """What the rule is about; of what is no rule its own word."""
    return TITLES.get(rule, rule)


def page(rule: str) -> str:
    """The address of a rule's page."""
    return f"{DOCUMENTATION}/checks/{rule}"
