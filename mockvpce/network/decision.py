"""The answer to whether a request is allowed: an immutable value that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from mockvpce.network.path import Path

_NOTHING: Mapping[str, Any] = MappingProxyType({})
"""By way of factories, since Python 3.11 takes no mapping as a default."""
_REPR_LIMIT = 198
_USUAL = frozenset(
    {
        "aws:CurrentTime",
        "aws:EpochTime",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalType",
        "aws:SecureTransport",
        "aws:SourceVpcArn",
        "aws:UserAgent",
        "aws:ViaAWSService",
        "aws:userid",
        "aws:username",
        "s3:ResourceAccount",
        "s3:TlsVersion",
        "s3:authType",
        "s3:signatureversion",
    }
)
"""Keys that hardly ever decide, or say again what another one says."""
NETWORK = "network"
"""What decides where no way leads to the service."""


@dataclass(frozen=True, slots=True, eq=True, repr=False)
class Decision:
    """Whether a request is allowed, and which policy decided."""

    allowed: bool
    action: str
    resource: str
    by: str
    """The kind of policy that denied, else the one that allowed; `network` where no way leads to the service."""
    policy: str | None = None
    """Id or ARN of what carries that policy, or of what did not carry the request."""
    statement: Mapping[str, Any] | None = field(default=None, hash=False)
    """None: no statement applied."""
    explicit: bool = False
    """Whether a Deny decided."""
    code: str | None = None
    message: str | None = None
    context: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    """The condition keys of the request."""
    path: Path | None = None
    """None where the way is not the mock's: from the internet to a public name."""
    timed_out: bool = False
    note: str = ""
    """What the question leaves open, such as an action whose resource is not known."""

    def __bool__(self) -> bool:
        return self.allowed

    def __eq__(self, other: object) -> bool:
        if isinstance(other, bool):
            raise TypeError("a Decision is true or false, but is no bool: write `bool(decision) is ...`")
        if not isinstance(other, Decision):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Decision.__slots__)

    def __hash__(self) -> int:
        return hash((self.allowed, self.action, self.resource, self.by, self.policy, self.explicit))

    @property
    def unresolved(self) -> bool:
        """Whether the service's name has no address at the place."""
        return self.timed_out and self.path is not None and self.path.answer is not None and not self.path.answer

    def _headline(self) -> str:
        what = f"{self.action} on {self.resource}"
        if self.timed_out:
            return f"{what}: {'the name does not resolve' if self.unresolved else 'no way to the service'}"
        carrier = f" of {self.policy}" if self.policy else ""
        if self.allowed:
            return f"{what}: allowed by {self.by}{carrier}"
        if self.by == NETWORK:
            return f"{what}: not carried by {self.policy}"
        return f"{what}: {'explicit deny in' if self.explicit else 'no allow in'} {self.by}{carrier}"

    def __repr__(self) -> str:
        text = f"<Decision {self._headline()}>"
        return text if len(text) <= _REPR_LIMIT else text[: _REPR_LIMIT - 2] + "…>"

    def __str__(self) -> str:
        lines = [self._headline()]
        if self.message:
            lines.append(f"  {self.code}: {self.message}")
        if self.statement is not None:
            lines.append(f"  statement: {dict(self.statement)}")
        if self.note:
            lines.append(f"  {self.note}")
        if self.context:
            lines.append("context:")
            lines.extend(f"  {key}: {_shown(value)}" for key, value in sorted(self.context.items()))
        if self.path is not None:
            lines.append(f"path: {self.path}")
        return "\n".join(lines)

    def brief(self, said: str) -> str:
        """Why it was refused, for the note of an exception that has `said` already: what policies ask for, and the way."""
        if self.timed_out and self.path is not None:
            return str(self.path)
        lines = [self._headline()]
        if self.message and self.message not in said:
            lines.append(f"  {self.code}: {self.message}")
        if self.statement is not None:
            lines.append(f"  statement: {dict(self.statement)}")
        if self.note:
            lines.append(f"  {self.note}")
        keys = [f"{key}={_shown(value)}" for key, value in sorted(self.context.items()) if key not in _USUAL]
        if keys:
            lines.append(f"  context: {', '.join(keys)}")
        if self.path is not None:
            way = f" by way of {', '.join(self.path.via)}" if self.path.via else ""
            lines.append(f"  path: {self.path.headline()}{way}" if self.path else f"  path: {self.path}")
        return "\n".join(lines)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else str(value)
