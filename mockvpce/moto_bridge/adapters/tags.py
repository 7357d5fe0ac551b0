"""moto's store of EC2 tags, as `engine.platform` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import validate_resource_ids
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix

from mockvpce.moto_bridge.tag_store import TagStore
from mockvpce.protocol.errors import EC2Error

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends
    from mockvpce.protocol.filters import Condition

_NO_TAGS: Mapping[str, str] = {}
_TYPES = {
    "dedicated_host": "dedicated-host",
    "flow-logs": "vpc-flow-log",
    "managed-prefix-list": "prefix-list",
    "nat-gateway": "natgateway",
    "reserved-instance": "reserved-instances",
    "spot-instance-request": "spot-instances-request",
    "vpc-elastic-ip": "elastic-ip",
}
"""moto's names of resource types that AWS calls otherwise (the ResourceType enum of the EC2 model)."""


class MotoTags:
    """The tags of EC2's resources."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def of(self, home: Home, resource_id: str) -> Mapping[str, str]:
        tags: Mapping[str, str] = self._backends.ec2(home).tags.get(resource_id, _NO_TAGS)
        return tags

    def put(self, home: Home, resource_id: str, tags: Mapping[str, str]) -> None:
        self._backends.ec2(home).tags[resource_id].update(tags)

    def drop(self, home: Home, resource_id: str, keys: Iterable[str] | None = None) -> None:
        store = self._backends.ec2(home).tags
        if resource_id not in store:
            return
        if keys is None:
            del store[resource_id]
        else:
            for key in keys:
                store[resource_id].pop(key, None)

    def all(self, home: Home) -> Mapping[str, Mapping[str, str]]:
        tags: Mapping[str, Mapping[str, str]] = self._backends.ec2(home).tags
        return tags

    def having(self, home: Home, key: str, values: Condition) -> list[str]:
        return self._store(home).having(key, values)

    def having_a_key(self, home: Home, keys: Condition) -> list[str]:
        return self._store(home).having_a_key(keys)

    def _store(self, home: Home) -> TagStore:
        backend = self._backends.ec2(home)
        if type(backend.tags) is not TagStore:
            backend.tags = TagStore(backend.tags)
        store: TagStore = backend.tags
        return store

    def require_taggable(self, home: Home, resource_ids: Sequence[str]) -> None:
        with moto_errors():
            validate_resource_ids(list(resource_ids))
            self._backends.ec2(home).do_resources_exist(list(resource_ids))

    def type_of(self, resource_id: str) -> str:
        motos = str(EC2_PREFIX_TO_RESOURCE.get(get_prefix(resource_id), ""))
        return _TYPES.get(motos, motos)


class moto_errors:  # noqa: N801 - reads as a statement
    """Turn a moto error into ours, so that it reaches the caller through either gateway."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, EC2ClientError):
            # In older moto (5.1.0) `code` is the HTTP status, and what AWS calls the code is the `error_type`.
            raise EC2Error(getattr(error, "error_type", error.code), error.message) from error
