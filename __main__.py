"""The Pulumi program: no deploy with invalid policies; the stack's outputs name everybody that the policies page."""

from __future__ import annotations

from pathlib import Path

import pulumi

from tocsin.compile import Overrides
from tocsin.errors import InvalidPolicies
from tocsin.pipeline import open_set
from tocsin.reporters.human.findings import findings
from tocsin.reporters.human.paint import Paint

config = pulumi.Config("tocsin")
overrides = Overrides(config.get("account") or None, config.get("region") or None)

try:
    policies = open_set(str(Path(__file__).parent), overrides).policies
except InvalidPolicies as error:
    raise pulumi.RunError("the policies are not valid:\n" + findings(error.findings, Paint())) from None

pages = {policy.name: sorted(target.arn for target in policy.targets) for policy in policies.policies}
pulumi.export("pages", pages)
pulumi.export("fallback", sorted(target.arn for target in policies.fallback.targets) if policies.fallback else [])
