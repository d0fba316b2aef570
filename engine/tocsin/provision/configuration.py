"""A stack's configuration: what `pulumi up` is told beside the policies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from tocsin.finding import Finding, Span, nearest
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tocsin.model import Json

    Path = tuple[str | int, ...]
    Where = Callable[[Sequence[str | int]], Span]

RULE = "TOC501"

ReplicationMode = Literal["none", "create", "adopt"]

KEYS: Mapping[str, Literal["string", "boolean", "object", "array"]] = {
    "account": "string",
    "region": "string",
    "addresses": "object",
    "protect": "boolean",
    "tags": "object",
    "replicationSet": "object",
    "executorRoles": "array",
    "renames": "object",
    "accepted": "array",
}
"""The keys of a stack's configuration, in the namespace of its project, with the types that Pulumi.yaml declares."""

MANAGED = {"managed-by": "tocsin"}
"""The tag that every resource has; the stack's own tags come before it."""

ACCEPTABLE = ("TOC511", "TOC512", "TOC513", "TOC514")
"""The refusals that somebody can decide to live with."""


class Replication(NamedTuple):
    """What becomes of the replication set, without which the service has no contacts.

    none: there is one, or somebody else makes it. create: the stack makes it, in `regions`. adopt: the stack takes over
    the one with this `arn`, which has `regions`. `keys` are customer managed KMS keys by Region.
    """

    mode: ReplicationMode = "none"
    regions: tuple[str, ...] = ()
    arn: str | None = None
    keys: Mapping[str, str] = {}


class Accepted(NamedTuple):
    """A refusal that somebody has decided to live with: rule, the name it is about, and why."""

    rule: str
    name: str
    reason: str


def _default(_steps: Sequence[str | int]) -> Span:
    """Where the defaults of a stack's configuration stand."""
    return Span("Pulumi.yaml")


@dataclass(frozen=True, slots=True)
class Configuration:
    """One stack's.

    `addresses` are delivery addresses by the name of their secret; None: there is one, but it cannot be read here.
    `sealed`: not even their names can be. `roles` are names of IAM roles that may page. `renames` map new names to
    former ones ("akua" to "akuam", "akuam/mobile" to "akuam/phone"). `protect` bars Pulumi from deleting
    anything. `where` tells where
    the value at these keys stands ("tags", "team").
    """

    account: str | None = None
    region: str | None = None
    addresses: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    sealed: bool = False
    protect: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    replication: Replication = field(default_factory=Replication)
    roles: tuple[str, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    where: Where = field(default=_default, repr=False, compare=False)

    @property
    def all_tags(self) -> dict[str, str]:
        """The tags of every resource that takes tags."""
        return dict(sorted({**MANAGED, **self.tags}.items()))

    def lacks(self, secret: str) -> bool:
        """Whether there is no address by the name of this secret."""
        return not self.sealed and secret not in self.addresses


class _Form(NamedTuple):
    """What a text must look like, and how that is said. No message repeats one that is `private`."""

    pattern: re.Pattern[str]
    says: str
    private: bool = False


def _form(pattern: str, says: str, *, private: bool = False) -> _Form:
    return _Form(re.compile(pattern), says, private)


_TEXT = _form(r"[^\x00-\x1f]+", "a text")
_ACCOUNT = _form("[0-9]{12}", "the twelve digits of an AWS account")
_REGION = _form("(?=.{1,32}$)[a-z]{2}(-[a-z]+)+-[0-9]", "an AWS Region such as us-east-2")
_ADDRESS = _form(r"[^\x00-\x1f]+", "an address", private=True)
_SECRET = _form("[A-Za-z0-9][A-Za-z0-9_-]*", "letters, digits, - and _")
_NAME = _form("[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)?", "NAME or PERSON/CHANNEL")
_SET = _form("arn:aws[a-z-]*:ssm-incidents::[0-9]{12}:replication-set/.+", "the ARN of a replication set")
_MODE = _form("|".join(get_args(ReplicationMode)), "none, create or adopt")
_RULE = _form("|".join(ACCEPTABLE), f"one of {', '.join(ACCEPTABLE)}")

_NEEDS: Mapping[ReplicationMode, tuple[str, ...]] = {"none": (), "create": ("regions",), "adopt": ("regions", "arn")}
_TAKES: Mapping[ReplicationMode, tuple[str, ...]] = {
    "none": (),
    "create": ("regions", "keys"),
    "adopt": ("regions", "arn", "keys"),
}
"""What replicationSet says beside its mode."""


def read(values: Mapping[str, Json], where: Where) -> tuple[Configuration, tuple[Finding, ...]]:
    """The configuration that the values of the project's namespace make, and everything that is wrong with them.

    A value is plain data, or its JSON text, as Pulumi hands it to programs; None: encrypted, so not known here. What is
    wrong is left out.
    """
    reader = _Reader(where)
    given = reader.known(values)
    configuration = Configuration(
        account=reader.text(("account",), given["account"], _ACCOUNT) if "account" in given else None,
        region=reader.text(("region",), given["region"], _REGION) if "region" in given else None,
        addresses=dict(reader.addresses(("addresses",), given.get("addresses") or {})),
        sealed="addresses" in given and given["addresses"] is None,
        protect=reader.switch(("protect",), given.get("protect", False)),
        tags=dict(reader.texts(("tags",), given.get("tags", {}), _TEXT, _TEXT)),
        replication=reader.replication(("replicationSet",), given.get("replicationSet", {})),
        roles=tuple(reader.listed(("executorRoles",), given.get("executorRoles", []), _TEXT)),
        renames=dict(reader.renames(("renames",), given.get("renames", {}))),
        accepted=tuple(reader.accepted(("accepted",), given.get("accepted", []))),
        where=where,
    )
    return configuration, tuple(sorted(reader.findings, key=Finding.sort_key))


class _Reader:
    """Takes values apart, and keeps what is wrong with them."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.findings: list[Finding] = []

    def refuse(self, path: Path, message: str, help_: str = "") -> None:
        self.findings.append(Finding(RULE, "error", f"`{_spelt(path)}`: {message}", self.where(path), help_))

    def known(self, values: Mapping[str, Json]) -> dict[str, Json]:
        """The values of known keys as plain data, but for those that say nothing."""
        self.check_keys((), values, KEYS)
        given = {name: _plain(name, value) for name, value in values.items() if name in KEYS and value != ""}
        for name in [name for name, value in given.items() if value is None and name != "addresses"]:
            self.refuse((name,), "encrypted, so that it can be read by Pulumi only", "Only `addresses` need be secret.")
            del given[name]
        return given

    def check_keys(self, path: Path, keys: Iterable[str], known: Iterable[str]) -> None:
        known = tuple(known)
        for key in keys:
            if key not in known:
                meant = nearest(key, known)
                help_ = f"Did you mean `{meant}`?" if meant else f"There are {', '.join(known)}."
                self.refuse((*path, key), "unknown key", help_)

    def text(self, path: Path, value: Json, form: _Form) -> str | None:
        if isinstance(value, str) and form.pattern.fullmatch(value):
            return value
        found = "something else" if form.private and value else _found(value)
        unquoted = isinstance(value, int | float) and not isinstance(value, bool)
        self.refuse(path, f"expected {form.says}, found {found}", "Quote it." if unquoted else "")
        return None

    def switch(self, path: Path, value: Json) -> bool:
        if not isinstance(value, bool):
            self.refuse(path, f"expected true or false, found {_found(value)}")
        return value is True

    def mapping(self, path: Path, value: Json, *, private: bool = False) -> dict[str, Json]:
        if isinstance(value, dict):
            return value
        self.refuse(path, f"expected a mapping, found {'something else' if private else _found(value)}")
        return {}

    def items(self, path: Path, value: Json) -> list[Json]:
        if isinstance(value, list):
            return value
        self.refuse(path, f"expected a list, found {_found(value)}")
        return []

    def texts(self, path: Path, value: Json, names: _Form, form: _Form) -> Iterator[tuple[str, str]]:
        for name, each in self.mapping(path, value).items():
            text = self.text((*path, name), each, form)
            if self.is_name((*path, name), names) and text is not None:
                yield name, text

    def is_name(self, path: Path, form: _Form) -> bool:
        good = form.pattern.fullmatch(str(path[-1])) is not None
        if not good:
            self.refuse(path, f"the key must be {form.says}")
        return good

    def addresses(self, path: Path, value: Json) -> Iterator[tuple[str, str | None]]:
        """Some of them may be encrypted."""
        content = self.mapping(path, value, private=True)
        yield from (
            (name, None) for name, each in content.items() if each is None and self.is_name((*path, name), _SECRET)
        )
        clear = {name: each for name, each in content.items() if each is not None}
        yield from self.texts(path, clear, _SECRET, _ADDRESS)

    def listed(self, path: Path, value: Json, form: _Form) -> Iterator[str]:
        """Each once: what is made for an entry has its name from it."""
        found = set[str]()
        for index, each in enumerate(self.items(path, value)):
            text = self.text((*path, index), each, form)
            if text in found:
                self.refuse((*path, index), f"{quoted(text)} stands there already", "Remove it.")
            elif text is not None:
                found.add(text)
                yield text

    def renames(self, path: Path, value: Json) -> Iterator[tuple[str, str]]:
        """A channel is renamed to a channel, anything else to anything else."""
        for new, former in self.texts(path, value, _NAME, _NAME):
            if ("/" in new) == ("/" in former):
                yield new, former
            else:
                self.refuse((*path, new), f"a channel and what is none: {quoted(former)} cannot become {quoted(new)}")

    def replication(self, path: Path, value: Json) -> Replication:
        before, content = len(self.findings), self.mapping(path, value)
        self.check_keys(path, content, ("mode", "regions", "arn", "keys"))
        if "mode" in content:
            self.text((*path, "mode"), content["mode"], _MODE)
        mode: ReplicationMode | None = next((m for m in _TAKES if m == content.get("mode", "none")), None)
        regions = tuple(self.listed((*path, "regions"), content.get("regions", []), _REGION))
        arn = self.text((*path, "arn"), content["arn"], _SET) if "arn" in content else None
        keys = dict(self.texts((*path, "keys"), content.get("keys", {}), _REGION, _TEXT))
        if mode:
            self.agree(path, mode, content)
        return Replication(mode, regions, arn, keys) if mode and len(self.findings) == before else Replication()

    def agree(self, path: Path, mode: ReplicationMode, content: Mapping[str, Json]) -> None:
        """What a mode needs must be there, and nothing that it has no use for."""
        for key in (key for key in _NEEDS[mode] if not content.get(key)):
            self.refuse(path, f"mode {mode} needs `{key}`")
        for key in (key for key in ("regions", "arn", "keys") if key in content and key not in _TAKES[mode]):
            self.refuse((*path, key), f"of no use in mode {mode}", "The modes are none, create and adopt.")

    def accepted(self, path: Path, value: Json) -> Iterator[Accepted]:
        forms = {"rule": _RULE, "name": _TEXT, "reason": _TEXT}
        for index, each in enumerate(self.items(path, value)):
            content = self.mapping((*path, index), each)
            self.check_keys((*path, index), content, forms)
            if isinstance(each, dict) and (missing := [key for key in forms if key not in content]):
                self.refuse((*path, index), f"no {' and no '.join(f'`{key}`' for key in missing)}")
            texts = {key: self.text((*path, index, key), content[key], forms[key]) for key in forms if key in content}
            rule, name, reason = (texts.get(key) for key in forms)
            if rule and name and reason:
                yield Accepted(rule, name, reason)


def _plain(name: str, value: Json) -> Json:
    """The data behind a JSON text; any other text as it is."""
    if KEYS[name] == "string" or not isinstance(value, str):
        return value
    try:
        plain = json.loads(value)
    except ValueError:
        return value
    return value if plain is None else plain


def _found(value: Json) -> str:
    """What stands in place of what was expected."""
    if value is None:
        return "nothing that can be read here"
    return "an empty text" if value == "" else quoted(value)


def _spelt(path: Path) -> str:
    """The path as `pulumi config set --path` takes it: tags.team, executorRoles[0], addresses["akuam-phone"]."""
    first, *rest = path
    return str(first) + "".join(
        f".{step}" if isinstance(step, str) and step.isidentifier() else f"[{json.dumps(step)}]" for step in rest
    )
