"""Stage 3: a validated set of documents to an immutable, indexed policy set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import FALLBACK, public_paths, secret_paths, visibilities
from tocsin.document import Document, Entry, entries, many
from tocsin.durations import seconds
from tocsin.errors import InvalidPolicies
from tocsin.finding import Finding
from tocsin.model import Target, TargetKind
from tocsin.patterns import Pattern
from tocsin.policyset import Policy, PolicySet, Silence, Storm, index_of
from tocsin.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Place = tuple[str, tuple[str | int, ...]]

_KINDS: dict[str, TargetKind] = {"contacts": "contact", "escalations": "escalation", "schedules": "schedule"}


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line or the environment says in place of `settings`."""

    account: str | None = None
    region: str | None = None


def compile_set(
    documents: Sequence[Document],
    patterns: Mapping[Place, Pattern],
    templates: Mapping[str, str],
    overrides: Overrides,
) -> PolicySet:
    """Resolve names and build the index. `patterns` are validate's, by place.

    Raises InvalidPolicies where a contact's ARN cannot be derived because account or Region is nowhere said.
    """
    compiler = _Compiler(documents, overrides)
    policies = tuple(
        compiler.policy(entry, patterns[entry.document.path, entry.path]) for entry in entries(documents, "policies")
    )
    silences = tuple(
        _silence(entry, patterns[entry.document.path, entry.path]) for entry in entries(documents, "silences")
    )
    zone = str(compiler.settings.get("time_zone", "UTC"))
    windows = {entry.name: Window.of(entry.name, entry.value, zone) for entry in entries(documents, "windows")}
    fields = {entry.name: visibilities(entry.value) for entry in entries(documents, "alerts")}
    public = {name: public_paths(declared) for name, declared in fields.items()}
    secret = {name: secret_paths(declared) for name, declared in fields.items()}
    return PolicySet(policies, silences, windows, public, secret, templates, compiler.fallback(), index_of(policies))


class _Compiler:
    """Resolves what policies name, with the settings at hand."""

    def __init__(self, documents: Sequence[Document], overrides: Overrides) -> None:
        self.owner = next((d for d in documents if "settings" in d.data), None)
        self.settings: dict[str, Any] = dict(self.owner.data["settings"] or {}) if self.owner else {}
        self.account = overrides.account or self.settings.get("account")
        self.region = overrides.region or self.settings.get("region")
        self.entries = {
            entry.name: (kind, entry) for section, kind in _KINDS.items() for entry in entries(documents, section)
        }
        self.targets: dict[str, Target] = {}

    def policy(self, entry: Entry, pattern: Pattern) -> Policy:
        value = entry.value
        line = entry.document.line(entry.path)
        dedupe, storm = value.get("dedupe") or {}, value.get("storm")
        return Policy(
            name=entry.name,
            file=entry.document.path,
            line=line,
            description=value.get("description", ""),
            owner=value.get("owner", ""),
            pattern=pattern,
            targets=tuple(self.target(name, entry) for name in _names(value["page"])),
            when=_names(value.get("when", [])),
            unless=_names(value.get("unless", [])),
            template=value.get("template"),
            sender=value.get("sender") or self.settings.get("sender", "tocsin"),
            incident=value.get("incident"),
            dedupe_by=tuple(dedupe.get("by", ("alert.id",))),
            dedupe_window=seconds(dedupe["window"]) if "window" in dedupe else 0,
            repeat=seconds(value["repeat"]) if "repeat" in value else 0,
            resolve=value.get("resolve", "stop"),
            storm=Storm(tuple(storm.get("by", ())), storm["limit"], seconds(storm["per"])) if storm else None,
            continues=value.get("continue", False),
        )

    def fallback(self) -> Policy | None:
        content = self.settings.get("fallback")
        if not content or self.owner is None:
            return None
        path = ("settings", "fallback")
        entry = Entry(self.owner, path, FALLBACK, content)
        return Policy(
            name=FALLBACK,
            file=self.owner.path,
            line=self.owner.span(path, key=True).line,
            description="Paged when no policy matches a firing alert.",
            owner="",
            pattern=Pattern.anything(),
            targets=tuple(self.target(name, entry) for name in _names(content["page"])),
            template=content.get("template"),
            sender=self.settings.get("sender", "tocsin"),
        )

    def target(self, name: str, user: Entry) -> Target:
        if name not in self.targets:
            self.targets[name] = self._resolve(name, user)
        return self.targets[name]

    def _resolve(self, name: str, user: Entry) -> Target:
        if name.startswith("arn:"):
            return Target(name, name.rpartition("/")[2], "arn", name)
        kind, entry = self.entries[name]
        title = entry.value.get("name", name)
        if "arn" in entry.value:
            return Target(name, title, kind, entry.value["arn"])
        return Target(name, title, kind, self._arn(name, user))

    def _arn(self, alias: str, user: Entry) -> str:
        missing = [what for what in ("account", "region") if getattr(self, what) is None]
        if missing:
            message = f"no {' and no '.join(missing)}: the ARN of `{alias}` cannot be derived"
            help_ = "Say it in `settings`, with --account/--region, or as TOCSIN_ACCOUNT/TOCSIN_REGION."
            raise InvalidPolicies([Finding("TOC211", "error", message, user.span("page"), help_)])
        partition = self.settings.get("partition", "aws")
        return f"arn:{partition}:ssm-contacts:{self.region}:{self.account}:contact/{alias}"


def _names(value: Any) -> tuple[str, ...]:
    """One name or several, each once."""
    return tuple(dict.fromkeys(many(value)))


def _silence(entry: Entry, pattern: Pattern) -> Silence:
    value, line = entry.value, entry.document.line(entry.path)
    return Silence(entry.name, entry.document.path, line, pattern, value.get("from"), value["until"], value["reason"])
