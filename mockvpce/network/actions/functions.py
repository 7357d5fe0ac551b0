"""Actions of AWS Lambda, Amazon ECR and AWS STS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mockvpce.network.actions.call import Asked, keys_from, tag_keys, tags_of
from mockvpce.network.authorization import Operation

_LAMBDA: Mapping[str, str] = {
    "Invoke": "InvokeFunction",
    "InvokeAsync": "InvokeAsync",
    "InvokeWithResponseStream": "InvokeFunction",
}
_STS_KEYS = {
    "DurationSeconds": "sts:DurationSeconds",
    "ExternalId": "sts:ExternalId",
    "RoleSessionName": "sts:RoleSessionName",
    "SourceIdentity": "sts:SourceIdentity",
}


def lambda_(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of Lambda."""
    keys = tag_keys(tags_of(asked.parameters.get("Tags")))
    function, layer = asked.text("FunctionName"), asked.text("LayerName")
    resource = asked.text("Resource", "EventSourceMappingArn")
    if function:
        resource = _function(asked, function)
    elif layer:
        version = asked.parameters.get("VersionNumber")
        resource = layer if layer.startswith("arn:") else asked.arn(f"layer:{layer}")
        resource = f"{resource}:{version}" if version else resource
    elif asked.text("UUID"):
        resource = asked.arn(f"event-source-mapping:{asked.text('UUID')}")
    if asked.operation == "CreateEventSourceMapping":
        keys["lambda:FunctionArn"] = resource
        resource = "*"
    yield asked.on(resource, _LAMBDA.get(asked.operation, ""), keys)


def _function(asked: Asked, name: str) -> str:
    """A function by its name, ARN or partial ARN, with the qualifier where one is asked for."""
    if name.startswith("arn:"):
        arn = name
    else:
        account, _, rest = name.rpartition(":function:") if ":function:" in name else ("", "", name)
        arn = asked.arn(f"function:{rest}", account=account or None)
    qualifier = asked.text("Qualifier")
    return f"{arn}:{qualifier}" if qualifier and arn.count(":") == 6 else arn


def ecr(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of ECR."""
    given = asked.parameters
    keys = tag_keys(tags_of(given.get("tags")))
    named = asked.text("resourceArn")
    registry = asked.text("registryId") or None
    names = [asked.text("repositoryName")] if asked.text("repositoryName") else []
    names += [str(one) for one in asked.entries("repositoryNames")]
    for name in names:
        yield asked.on(asked.arn(f"repository/{name}", account=registry), keys=keys)
    if not names:
        yield asked.on(named, keys=keys)


def sts(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of STS: to assume a role is asked of the role."""
    given = asked.parameters
    keys = {**keys_from(given, _STS_KEYS), **tag_keys(tags_of(given.get("Tags")))}
    transitive = [str(one) for one in asked.entries("TransitiveTagKeys")]
    if transitive:
        keys["sts:TransitiveTagKeys"] = transitive
    resource = asked.text("RoleArn")
    yield asked.on(resource, keys=keys)
    if resource and given.get("Tags"):
        yield asked.on(resource, "TagSession", keys)
    if resource and given.get("SourceIdentity"):
        yield asked.on(resource, "SetSourceIdentity", keys)
