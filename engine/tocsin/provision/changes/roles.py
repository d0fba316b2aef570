"""Who may page: the roles that the executor's rights are attached to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.provision.changes.losses import Loss
from tocsin.provision.tokens import ATTACHMENT, POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set

    from tocsin.provision.changes.losses import Page
    from tocsin.provision.changes.reach import Facts
    from tocsin.provision.changes.states import State

_HELP = "Attach the new role beside it and deploy; take this one out when the executor runs as the new one."


def unattached(state: State, wanted: Iterable[Facts], paging: Sequence[Page]) -> Iterator[Loss]:
    """The roles that may page now, if none of them may after the change and there is still somebody to page.

    What is attached to a role that only the deploy will tell stays attached by its name.
    """
    policies = tuple(page.policy for page in paging if page.after)
    executors = _executors(state)
    attached = [each for each in wanted if each.type == ATTACHMENT and _pages(each.values.get("policyArn"), executors)]
    roles, names = {each.values.get("role") for each in attached}, {each.key for each in attached}
    before = [
        (each.key, role)
        for each in state.resources.values()
        if each.type == ATTACHMENT
        and each.values.get("policyArn") in executors
        and isinstance(role := each.values.get("role"), str)
    ]
    if not policies or any(role in roles or key in names for key, role in before):
        return
    for role in dict.fromkeys(role for _, role in before):
        message = f"the role `{role}` would not be allowed to page any more, nor any other that is now"
        yield Loss("TOC511", role, message, _HELP, policies)


def _pages(policy: object, executors: Set[str | None]) -> bool:
    """Whether it is a policy that allows to page, or may be: one whose ARN only the deploy will tell."""
    return not isinstance(policy, str) or not policy.startswith("arn:") or policy in executors


def _executors(state: State) -> frozenset[str | None]:
    """The ARNs of the policies that allow to page."""
    policies = (each for each in state.resources.values() if each.type == POLICY)
    return frozenset(each.arn for each in policies if any(allowed(each.values.get("policy"))))


def allowed(document: object) -> Iterator[str]:
    """The ARNs of the contacts on which an IAM policy document, if it is one, allows StartEngagement."""
    for statement in _many(json.loads(document).get("Statement")) if isinstance(document, str) else ():
        if statement.get("Effect") == "Allow" and "ssm-contacts:StartEngagement" in _many(statement.get("Action")):
            yield from (arn for arn in _many(statement.get("Resource")) if ":contact/" in arn)


def _many(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
