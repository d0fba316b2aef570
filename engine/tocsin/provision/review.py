"""From a folder of policies and a stack to the plan and all that speaks against it: what `deploy` and `plan` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.compile import Overrides
from tocsin.errors import InvalidPolicies
from tocsin.finding import Finding
from tocsin.pipeline import open_whole
from tocsin.provision.configuration import read
from tocsin.provision.executor import paged
from tocsin.provision.home import home
from tocsin.provision.plan import plan

if TYPE_CHECKING:
    from tocsin.pipeline import Whole
    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Plan
    from tocsin.provision.stack import Stack


class Review(NamedTuple):
    """A plan, what it was made of, and every finding on it.

    `paged` are the contacts that the policies page: names where they are the stack's, else ARNs.
    """

    whole: Whole
    configuration: Configuration
    plan: Plan
    paged: tuple[str, ...]
    findings: tuple[Finding, ...]


def review(root: str, stack: Stack) -> Review:
    """The plan of the policies in the folder `root` for a stack.

    Raises InvalidPolicies with every finding, those on the stack's configuration too.
    """
    configuration, problems = read(stack.values, stack.where)
    problems = (*stack.findings, *problems)
    try:
        whole = open_whole(root, Overrides(configuration.account, configuration.region))
    except InvalidPolicies as error:
        raise InvalidPolicies((*problems, *error.findings), error.whose) from None
    made, at = plan(whole, configuration), home(whole, configuration)
    names = tuple(sorted(arn.removeprefix(at.contact("")) for arn in paged(whole.engine.policies)))
    findings = sorted((*problems, *stack.exposed(), *stack.misplaced(at.region), *made.problems), key=Finding.sort_key)
    return Review(whole, configuration, made, names, tuple(findings))
