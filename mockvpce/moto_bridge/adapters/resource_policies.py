"""The policies that moto's resources carry, found by ARN.

A service that nobody has imported has no resources, and is not imported for the question.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from mockvpce.engine.authorization import Document, Holder
from mockvpce.engine.resource import Home

_STATEMENT = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
)

_KEY_ID = 36
"""A ciphertext of moto's begins with the id of its key."""
_MODULES = {"lambda": "awslambda"}


def holder(arn: str) -> Holder:
    """Owner, Region and policy of the resource of an ARN, as far as moto holds it."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return Holder()
    _, partition, service, region, account, name = parts
    if service == "s3":
        return _bucket(name.partition("/")[0])
    read = _READERS.get(service)
    found = read(account, region or partition, name, arn) if read is not None and account else None
    return Holder(account, region, found)


def arn_of(service: str, name: str | bytes, home: Home) -> str | None:
    """ARN of a key by its alias or a ciphertext, or of a secret by its name, in an account and Region.

    By an ARN it may be another's.
    """
    account, region = home
    if isinstance(name, bytes):
        backend = _backend("kms", account, region)
        key = None if backend is None else backend.keys.get(name[:_KEY_ID].decode(errors="replace"))
        return None if key is None else str(key.arn)
    if name.startswith("arn:"):
        _, _, _, region, account, name = name.split(":", 5)
    backend = _backend(service, account, region)
    find = _FINDERS.get(service)
    return None if backend is None or find is None else find(backend, name)


def _key_of_alias(backend: Any, name: str) -> str | None:
    found = backend.get_key_id_from_alias(name)
    key = backend.keys.get(found) if found else None
    return None if key is None else str(key.arn)


def _secret_called(backend: Any, name: str) -> str | None:
    name = name.removeprefix("secret:")
    for secret in backend.secrets.values():
        if secret.name == name or secret.arn.endswith(f":secret:{name}"):
            return str(secret.arn)
    return None


_FINDERS: Mapping[str, Callable[[Any, str], str | None]] = {"kms": _key_of_alias, "secretsmanager": _secret_called}


def _backend(service: str, account: str, region: str) -> Any:
    """moto's backend of a service, where the service has been imported and has the Region."""
    module = sys.modules.get(f"moto.{_MODULES.get(service, service)}.models")
    if module is None:
        return None
    backends = getattr(module, f"{service}_backends")[account]
    return backends[region] if region in backends else None  # noqa: SIM401 - `get` would not make the backend


def _bucket(name: str) -> Holder:
    module = sys.modules.get("moto.s3.models")
    partition, account = module.s3_backends.bucket_accounts.get(name, ("", "")) if module is not None else ("", "")
    backend = _backend("s3", account, partition) if account else None
    bucket = None if backend is None else backend.buckets.get(name)
    if bucket is None:
        return Holder()
    return Holder(account, bucket.region_name, _document(bucket.policy, f"arn:{partition}:s3:::{name}"))


def _queue(account: str, region: str, name: str, arn: str) -> Document | None:
    backend = _backend("sqs", account, region)
    queue = None if backend is None else backend.queues.get(name)
    return None if queue is None else _document(queue.policy, arn)


def _topic(account: str, region: str, name: str, arn: str) -> Document | None:
    topic_arn = arn if ":" not in name else arn.rpartition(":")[0]
    backend = _backend("sns", account, region)
    topic = None if backend is None else backend.topics.get(topic_arn)
    return None if topic is None else _document(topic.policy, topic_arn)


def _key(account: str, region: str, name: str, arn: str) -> Document | None:
    backend = _backend("kms", account, region)
    key = None if backend is None else backend.keys.get(name.partition("/")[2])
    return None if key is None else _document(key.policy, arn)


def _secret(account: str, region: str, name: str, arn: str) -> Document | None:
    del name
    backend = _backend("secretsmanager", account, region)
    secret = None if backend is None else backend.secrets.get(arn)
    if secret is None:
        return None
    return _document(getattr(secret, "source", secret).policy, secret.arn)


def _function(account: str, region: str, name: str, arn: str) -> Document | None:
    kind, _, rest = name.partition(":")
    if kind != "function":
        return None
    base = f"{arn.removesuffix(name)}function:{rest.partition(':')[0]}"
    backend = _backend("lambda", account, region)
    function = None if backend is None else backend.get_function_by_arn(base)
    if function is None or not function.policy.statements:
        return None
    statements = [_plain_statement(one) for one in function.policy.statements]
    return Document(json.dumps({"Version": "2012-10-17", "Statement": statements}), base)


def _plain_statement(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """A statement as Lambda shows it; AddPermission takes a bare account or ARN as principal, and moto keeps it."""
    plain = {name: value for name, value in statement.items() if name in _STATEMENT}
    principal = plain.get("Principal")
    if isinstance(principal, str) and principal != "*":
        plain["Principal"] = {"AWS": principal}
    return plain


def _repository(account: str, region: str, name: str, arn: str) -> Document | None:
    backend = _backend("ecr", account, region)
    repository = None if backend is None else backend.repositories.get(name.partition("/")[2])
    return None if repository is None else _document(repository.policy, arn)


def _table(account: str, region: str, name: str, arn: str) -> Document | None:
    table_arn = arn.partition("/index/")[0]
    del name
    backend = _backend("dynamodb", account, region)
    policy = None if backend is None else backend.resource_policies.get(table_arn)
    return None if policy is None else _document(policy.policy_doc, table_arn)


def _role(account: str, partition: str, name: str, arn: str) -> Document | None:
    del name
    backend = _backend("iam", account, partition)
    for role in () if backend is None else backend.roles.values():
        if role.arn == arn:
            return _document(role.assume_role_policy_document, arn)
    return None


_READERS: Mapping[str, Callable[[str, str, str, str], Document | None]] = {
    "sqs": _queue,
    "sns": _topic,
    "kms": _key,
    "secretsmanager": _secret,
    "lambda": _function,
    "ecr": _repository,
    "dynamodb": _table,
    "iam": _role,
}
"""By the service in the ARN. A reader gets the account, the Region (the partition, of a global service), name and ARN."""


def _document(stored: Any, carrier: str) -> Document | None:
    """A policy as moto keeps it: text, bytes, a dictionary, or nothing."""
    if not stored:
        return None
    if isinstance(stored, bytes):
        stored = stored.decode()
    return Document(stored if isinstance(stored, str) else json.dumps(stored), carrier)
