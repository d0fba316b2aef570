"""Where a stack's contacts are: the account and the Region that their ARNs are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.model import Json
    from tocsin.pipeline import Whole
    from tocsin.provision.configuration import Configuration


class Home(NamedTuple):
    """Account and Region; None where neither the policies nor the stack say them."""

    account: str | None
    region: str | None
    partition: str = "aws"

    def contact(self, alias: str) -> str:
        """The ARN of a contact; what is not known stands there as a word to replace."""
        account, region = self.account or "ACCOUNT", self.region or "REGION"
        return f"arn:{self.partition}:ssm-contacts:{region}:{account}:contact/{alias}"


def home(whole: Whole, configuration: Configuration) -> Home:
    """The stack's own account and Region before those of the policies' settings, as in a deploy."""
    settings: Mapping[str, Json] = next(
        (d.data["settings"] for d in whole.loaded.documents if d.data.get("settings")), {}
    )
    return Home(
        configuration.account or settings.get("account"),
        configuration.region or settings.get("region"),
        settings.get("partition", "aws"),
    )
