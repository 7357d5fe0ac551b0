"""What the families ask of services of AWS other than EC2: what VPNs sign in with, log to, keep keys in.

Values of the moment: read them, do not keep them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mockvpce.engine.resource import Home


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of ACM's. `body` and `chain` are PEM; a self-signed one has no chain."""

    arn: str
    body: str
    chain: str
    common_name: str
    names: tuple[str, ...]
    """The DNS names of its subject alternative names."""

    @property
    def domain(self) -> str:
        """What the certificate is for; empty where it names no domain."""
        return self.common_name if "." in self.common_name or self.names else ""


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a Lambda function has given back; `failed`: an error of its own, or of what runs it."""

    answer: str
    failed: bool


class Services(Protocol):
    """ACM, Directory Service, IAM, CloudWatch Logs, Secrets Manager and Lambda."""

    def certificate(self, home: Home, arn: str) -> Certificate | None:
        """The certificate of that ARN in an account and Region."""
        ...

    def has_directory(self, home: Home, directory_id: str) -> bool:
        """Whether Directory Service has a directory of that id."""
        ...

    def asks_for_mfa(self, home: Home, directory_id: str) -> bool:
        """Whether a directory asks users for a second factor."""
        ...

    def has_saml_provider(self, home: Home, arn: str) -> bool:
        """Whether IAM has a SAML provider of that ARN."""
        ...

    def link_role(self, home: Home, name: str, service: str) -> None:
        """Let the account have the role of a service, such as `clientvpn.amazonaws.com`, that is linked to it."""
        ...

    def has_log_group(self, home: Home, name: str) -> bool:
        """Whether CloudWatch Logs has a log group of that name."""
        ...

    def write_log(self, home: Home, group: str, stream: str, message: str = "") -> None:
        """Append an event to a log stream, which is made where it is missing; nothing where the group is gone."""
        ...

    def put_secret(self, home: Home, name: str, text: str, owner: str) -> str:
        """Give the secret of that name, which another service owns, a value; make it where it is missing. Its ARN."""
        ...

    def drop_secret(self, home: Home, name: str) -> None:
        """Delete a secret without recovery; nothing where it is gone."""
        ...

    def invoke(self, home: Home, arn: str, payload: str) -> Invocation | None:
        """Call a Lambda function, whose ARN may have a qualifier; None where there is none."""
        ...
