"""What AWS would refuse in the middle of a deploy, found before one starts.

`tocsin validate` holds the policies to the limits of each contact and page; here are those that show only with a
stack's configuration, and those of the providers in between. docs/aws-limits.md has the sources.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tocsin.document import entries
from tocsin.finding import Finding, nearest
from tocsin.provision.configuration import Configuration
from tocsin.provision.home import home
from tocsin.provision.resource import key
from tocsin.provision.tokens import POLICY
from tocsin.rotations.wallclock import within_calendar
from tocsin.validate.people import FORMS, not_an_address, stage_targets
from tocsin.validate.routing import REGIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.document import Document
    from tocsin.finding import Severity, Span
    from tocsin.pipeline import Whole
    from tocsin.provision.home import Home
    from tocsin.provision.resource import Resource

MOST_TAGS = 50
MOST_REGIONS = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROLE_POLICIES = 10
MOST_ROLE_POLICIES = 20
"""Managed policies of a role: the quota as it is given, and what it can be raised to (IAM quotas)."""

_TAG_KEY = re.compile(r"[A-Za-z0-9/_+=-]{1,128}")
"""What ssm-contacts and IAM both take: no colon, dot or space (TagKey, tagKeyType)."""

_ROLE = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
_TITLE = re.compile(r"[A-Za-z0-9_\-\s]*")
"""DisplayName in the registry's schema of AWS::SSMContacts::Contact, by which schedules are made."""


def limits(whole: Whole, configuration: Configuration, resources: Sequence[Resource]) -> Iterator[Finding]:
    """Every finding on the resources of a valid set for a stack (TOC503; TOC211 for a home that is said twice)."""
    yield from _home(whole, configuration)
    yield from _replication(whole, configuration)
    yield from _tags(configuration)
    yield from _roles(configuration, resources)
    yield from _renames(configuration, resources)
    yield from _addresses(whole, configuration)
    yield from _same_addresses(whole, configuration)
    yield from _stages(whole, configuration)
    yield from _starts(whole)
    yield from _titles(whole.loaded.documents)


def _beyond(message: str, span: Span, help_: str, suggestion: str | None = None) -> Finding:
    return Finding("TOC503", "error", message, span, help_, suggestion)


def _home(whole: Whole, configuration: Configuration) -> Iterator[Finding]:
    at, own = home(whole, configuration), home(whole, Configuration())
    for name, said, policies in (("account", at.account, own.account), ("region", at.region, own.region)):
        if policies and said != policies:
            message = f"the stack's {name} is {said}, the policies' own {policies}"
            help_ = f"`tocsin page` pages {policies} unless it is told otherwise (--{name})."
            yield Finding("TOC211", "note", message, configuration.where((name,)), help_)
    if at.region:
        yield from _without_service(at.region, _said(whole.loaded.documents, configuration))


def _said(documents: Iterable[Document], configuration: Configuration) -> Span:
    """Where the Region stands that counts."""
    if configuration.region:
        return configuration.where(("region",))
    return next(document.span(("settings", "region")) for document in documents if document.data.get("settings"))


def _without_service(region: str, span: Span) -> Iterator[Finding]:
    if region not in REGIONS:
        meant = nearest(region, REGIONS, 0.8)
        help_ = f"Did you mean `{meant}`?" if meant else "docs/aws-limits.md lists its Regions."
        yield _beyond(f"AWS Incident Manager does not run in `{region}`", span, help_, meant)


def _replication(whole: Whole, configuration: Configuration) -> Iterator[Finding]:
    wanted, where, at = configuration.replication, configuration.where, home(whole, configuration)
    if wanted.mode == "none":
        return
    span = where(("replicationSet", "regions"))
    if len(wanted.regions) > MOST_REGIONS:
        yield _beyond(f"a replication set of {len(wanted.regions)} Regions", span, f"It has {MOST_REGIONS} at most.")
    if at.region and at.region not in wanted.regions:
        help_ = f"Add {at.region}: contacts can be made in the set's own Regions only."
        yield _beyond(f"a replication set without {at.region}, where the contacts are", span, help_)
    for index, region in enumerate(wanted.regions):
        if region != at.region:  # of that one it has been said
            yield from _without_service(region, where(("replicationSet", "regions", index)))
    for region, arn in wanted.keys.items():
        if arn.split(":")[3] != region:
            span = where(("replicationSet", "keys", region))
            yield _beyond(
                f"`{arn}` is not a key in {region}", span, "A Region's data is encrypted with a key of its own."
            )


def _tags(configuration: Configuration) -> Iterator[Finding]:
    tags, where = configuration.all_tags, configuration.where
    if len(tags) > MOST_TAGS:
        help_ = (
            f"A resource has at most {MOST_TAGS}. tocsin's own count, and so do the providers' default tags, which are "
            "not known here."
        )
        yield _beyond(f"{len(tags)} tags", where(("tags",)), help_)
    same = Counter(name.casefold() for name in tags)
    for name, value in configuration.tags.items():
        span = where(("tags", name))
        if not _TAG_KEY.fullmatch(name):
            help_ = "1 to 128 letters (ASCII), digits and / _ + = - are taken by all of the services."
            yield _beyond(f"`{name}` is not a tag that AWS takes on contacts", span, help_)
        if same[name.casefold()] > 1:
            yield _beyond(f"the tag `{name}` stands twice", span, "IAM knows no difference of case.")
        if not 1 <= len(value) <= 256 or not all(_in_a_value(each, configuration) for each in value):
            help_ = "1 to 256 letters, digits, spaces and _ . : / = + - @ (with a replication set: ASCII)."
            yield _beyond(f"the tag `{name}` has a value that AWS does not take", span, help_)


def _in_a_value(character: str, configuration: Configuration) -> bool:
    """The model of ssm-contacts takes letters of any script, that of ssm-incidents ASCII."""
    known = character in "_.:/=+-@" or unicodedata.category(character)[0] in "LZN"
    return known and (character.isascii() or configuration.replication.mode == "none")


def _roles(configuration: Configuration, resources: Iterable[Resource]) -> Iterator[Finding]:
    where, roles = configuration.where, configuration.roles
    for index, role in enumerate(roles):
        if not _ROLE.fullmatch(role):
            named = role.rpartition("/")[2] if role.startswith("arn:") else None
            help_ = "The role's name, not its ARN." if named else "1 to 64 letters (ASCII), digits and _ + = , . @ -"
            message = f"`{role}` is not the name of an IAM role"
            yield _beyond(message, where(("executorRoles", index)), help_, named)
    count = sum(resource.type == POLICY for resource in resources)
    if roles and count > ROLE_POLICIES:
        severity: Severity = "error" if count > MOST_ROLE_POLICIES else "warning"
        message = f"the right to page everybody takes {count} IAM policies, and a role has at most {ROLE_POLICIES}"
        help_ = (
            f"The quota can be raised to {MOST_ROLE_POLICIES}.\n"
            "Policies that page schedules and escalations need fewer rights than those that page each person."
        )
        yield Finding("TOC503", severity, message, where(("executorRoles",)), help_)


def _renames(configuration: Configuration, resources: Sequence[Resource]) -> Iterator[Finding]:
    """Pulumi takes a former name for one resource at most, and for none while another has it."""
    renames, names = configuration.renames, {resource.name for resource in resources}
    for new in (new for new in renames if new not in names):
        meant = nearest(new, names)
        help_ = (
            f"Did you mean `{meant}`?" if meant else "A new name of a contact, channel (person/channel) or rotation."
        )
        yield _beyond(f"a new name that nothing has: `{new}`", configuration.where(("renames", new)), help_, meant)
    keys, takers = {resource.key for resource in resources}, dict[str, str]()
    wrong = dict[str, str]()
    for resource in resources:
        new = resource.name if resource.name in renames else resource.name.partition("/")[0]
        for former in resource.formerly:
            before = key(resource.type, former)
            if before in keys:
                wrong.setdefault(new, f"`{resource.name}` cannot have been `{former}`, which is still there")
            elif takers.setdefault(before, resource.name) != resource.name:
                wrong.setdefault(new, f"`{resource.name}` and `{takers[before]}` cannot both have been `{former}`")
    for new, message in wrong.items():
        yield _beyond(message, configuration.where(("renames", new)), "Rename one at a time, and deploy in between.")


def _addresses(whole: Whole, configuration: Configuration) -> Iterator[Finding]:
    """An address in clear has been checked with the policies. This one is a secret: it is not quoted."""
    for contact in whole.roster.contacts.values():
        for channel in contact.channels.values():
            address = configuration.addresses.get(channel.secret) if channel.secret else None
            if address is not None and (ought := not_an_address(channel.kind, address)):
                span = configuration.where(("addresses", channel.secret or ""))
                message = f"the address `{channel.secret}` ({channel.kind} of {contact.key}) is not {ought}"
                yield _beyond(message, span, FORMS[ought])


def _same_addresses(whole: Whole, configuration: Configuration) -> Iterator[Finding]:
    """A person's channels of one kind with one address, or one secret: neither is quoted."""
    for entry in entries(whole.loaded.documents, "contacts"):
        first = dict[tuple[str, str | None, str | None], str]()
        for name, channel in whole.roster.contacts[entry.name].channels.items():
            address = channel.address or configuration.addresses.get(channel.secret or "")
            earlier = first.setdefault((channel.kind, address, None if address else channel.secret), name)
            if earlier != name:
                message = f"`{name}` is the same as `{earlier}`: {channel.kind} to one address"
                help_ = "AWS may refuse the second. Remove one; a plan can name the other in several stages."
                yield Finding("TOC503", "warning", message, entry.span("channels", name, key=True), help_)


def _stages(whole: Whole, configuration: Configuration) -> Iterator[Finding]:
    """What TOC305 says of other accounts is a warning, which can be ignored; the home is the stack's own here."""
    at = home(whole, configuration)
    for escalation in entries(whole.loaded.documents, "escalations"):
        for index, stage in enumerate(escalation.value["stages"]):
            for steps, name in stage_targets(stage):
                contact = whole.roster.contact(name)
                arn = name if contact is None else contact.arn
                if arn and (where := _elsewhere(arn, at)):
                    message = f"`{name}` is in {where[0]}: a stage takes contacts of {where[1]} only"
                    help_ = "Let a policy page it beside the escalation."
                    yield _beyond(message, escalation.span("stages", index, "page", *steps), help_)


def _elsewhere(arn: str, at: Home) -> tuple[str, str] | None:
    """The account or Region of a contact's ARN that is another than the stack's, and the stack's."""
    region, account = arn.split(":")[3:5]
    if at.account and account != at.account:
        return f"account {account}", at.account
    if at.region and region != at.region:
        return region, at.region
    return None


def _starts(whole: Whole) -> Iterator[Finding]:
    rotations = whole.roster.rotations
    for entry in entries(whole.loaded.documents, "rotations"):
        start = rotations[entry.name].start
        if start < EPOCH or start != within_calendar(start):
            yield _beyond(
                f"a rotation cannot start in the year {start.year}", entry.span("start"), "AWS counts time from 1970."
            )


def _titles(documents: Sequence[Document]) -> Iterator[Finding]:
    for entry in entries(documents, "schedules"):
        title = str(entry.value.get("name", entry.name))
        if not _TITLE.fullmatch(title):
            help_ = "Cloud Control, which makes schedules, takes ASCII letters, digits, spaces, _ and - only."
            yield _beyond(f"a schedule cannot be called `{title}`", entry.span("name"), help_)
