"""Actions of AWS KMS, AWS Secrets Manager and Systems Manager's parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mockvpce.network.actions.call import Asked, keys_from, tag_keys, tags_of
from mockvpce.network.authorization import Operation

_KMS_KEYS = {
    "EncryptionAlgorithm": "kms:EncryptionAlgorithm",
    "KeySpec": "kms:KeySpec",
    "KeyUsage": "kms:KeyUsage",
    "MessageType": "kms:MessageType",
    "Origin": "kms:KeyOrigin",
    "SigningAlgorithm": "kms:SigningAlgorithm",
    "PendingWindowInDays": "kms:ScheduleKeyDeletionPendingWindowInDays",
}
_SECRET_KEYS = {
    "Name": "secretsmanager:Name",
    "RecoveryWindowInDays": "secretsmanager:RecoveryWindowInDays",
    "SecretId": "secretsmanager:SecretId",
    "VersionId": "secretsmanager:VersionId",
    "VersionStage": "secretsmanager:VersionStage",
    "ForceDeleteWithoutRecovery": "secretsmanager:ForceDeleteWithoutRecovery",
}
_KMS_WITHOUT_KEY = frozenset({"CreateKey", "GenerateRandom", "ListAliases", "ListKeys"})


def kms(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of KMS. An alias means its key; what aliases themselves need is asked on both [D]."""
    given, operation = asked.parameters, asked.operation
    keys = {
        **keys_from(given, _KMS_KEYS),
        **_encryption(given),
        **tag_keys(tags_of(given.get("Tags"), "TagKey", "TagValue")),
    }
    if operation == "ReEncrypt":
        yield asked.on(_decrypting(asked, asked.text("SourceKeyId")), "ReEncryptFrom", keys)
        yield asked.on(_key(asked, asked.text("DestinationKeyId")), "ReEncryptTo", keys)
        return
    if operation in ("CreateAlias", "UpdateAlias", "DeleteAlias"):
        yield asked.on(asked.arn(asked.text("AliasName")), keys=keys)
        target = asked.text("TargetKeyId") or asked.find("kms", asked.text("AliasName")) or ""
        yield asked.on(_key(asked, target), keys=keys)
        return
    named = asked.text("KeyId")
    if named.startswith("alias/"):
        keys["kms:RequestAlias"] = named
    elif ":alias/" in named:
        keys["kms:RequestAlias"] = f"alias/{named.partition(':alias/')[2]}"
    if operation == "Decrypt":
        yield asked.on(_decrypting(asked, named), keys=keys)
        return
    yield asked.on("*" if operation in _KMS_WITHOUT_KEY else _key(asked, named), keys=keys)


def _decrypting(asked: Asked, named: str) -> str:
    """The key that a call names, else the one that a symmetric ciphertext tells."""
    ciphertext = asked.parameters.get("CiphertextBlob")
    if named or not isinstance(ciphertext, bytes | bytearray):
        return _key(asked, named)
    return asked.find("kms", bytes(ciphertext)) or "*"


def _encryption(given: Mapping[str, object]) -> dict[str, object]:
    context = given.get("EncryptionContext")
    return dict(tag_keys(tags_of(context), "kms:EncryptionContext", "kms:EncryptionContextKeys"))


def _key(asked: Asked, named: str) -> str:
    if not named:
        return "*"
    if "alias/" in named:
        return asked.find("kms", named) or asked.arn("key/*")
    return named if named.startswith("arn:") else asked.arn(f"key/{named}")


def secretsmanager(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of Secrets Manager; a new secret's ARN ends in what nobody knows before."""
    given = asked.parameters
    keys = {**keys_from(given, _SECRET_KEYS), **tag_keys(tags_of(given.get("Tags")))}
    if asked.operation == "BatchGetSecretValue":
        yield asked.on("*", keys=keys)
        for one in asked.entries("SecretIdList"):
            yield asked.on(_secret(asked, str(one)), "GetSecretValue", {"secretsmanager:SecretId": one})
        return
    name = asked.text("Name") if asked.operation == "CreateSecret" else asked.text("SecretId")
    yield asked.on(_secret(asked, name) if name else "*", keys=keys)


def _secret(asked: Asked, name: str) -> str:
    found = asked.find("secretsmanager", name)
    if found is not None:
        return found
    return name if name.startswith("arn:") else asked.arn(f"secret:{name}-??????")


def ssm(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of Systems Manager: one on each parameter; of all else it is decided on `*`."""
    return list(_ssm(asked))


def _ssm(asked: Asked) -> Iterator[Operation]:
    given, operation = asked.parameters, asked.operation
    keys = tag_keys(tags_of(given.get("Tags")))
    if operation == "GetParametersByPath":
        keys.update(keys_from(given, {"Recursive": "ssm:Recursive"}))
        yield asked.on(_parameter(asked, asked.text("Path")), keys=keys)
        return
    if "Parameter" not in operation or operation == "DescribeParameters":
        yield asked.on("*", keys=keys)
        return
    keys.update(keys_from(given, {"Overwrite": "ssm:Overwrite"}))
    names = [str(one) for one in asked.entries("Names")] or [asked.text("Name")]
    for name in names:
        yield asked.on(_parameter(asked, name) if name else "*", keys=keys)


def _parameter(asked: Asked, name: str) -> str:
    """The ARN of a parameter: without the version or label after its name, and with one slash before it [D]."""
    if name.startswith("arn:"):
        return name
    return asked.arn(f"parameter/{name.partition(':')[0].strip('/')}")
