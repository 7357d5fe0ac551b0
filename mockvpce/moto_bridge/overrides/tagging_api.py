"""Our resources in moto's Resource Groups Tagging API.

Newer moto asks each service's backend for its resources (`iter_tagged_resources`), and tags by their ARN; older moto has one
generator for all services, and tags nothing of EC2. UntagResources came with the former.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from moto.ec2.models import EC2Backend

from mockvpce.engine import tagging
from mockvpce.engine.operation import partition_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.patching import Patches

Wrap = Callable[[type, str, Callable[..., Any]], None]


def wrap_tagging_api(world: World, wrap: Wrap, patches: Patches) -> None:
    """Let the tagging API know what is in the world.

    Older moto's is wrapped once somebody imports it, as that needs what only moto's Glue needs.
    """
    if hasattr(EC2Backend, "iter_tagged_resources"):
        wrap(EC2Backend, "iter_tagged_resources", _iter_tagged_resources(world))
        return

    def wrap_older(module: ModuleType) -> None:
        api = module.ResourceGroupsTaggingAPIBackend
        for name, wrapping in (
            ("_get_resources_generator", _resources_generator),
            ("_get_tag_keys_generator", _keys_generator),
            ("_get_tag_values_generator", _values_generator),
            ("tag_resources", _tag_resources),
        ):
            wrap(api, name, wrapping(world, getattr(api, name)))

    patches.when_imported("moto.resourcegroupstaggingapi.models", wrap_older)


def _tagged(world: World, home: Home) -> list[tuple[str, str, dict[str, str]]]:
    """ARN, type and tags of each of our resources that has tags."""
    account, region = home
    with world.lock:
        world.settle()
        stem = f"arn:{partition_of(region)}:ec2:{region}:{account}"
        found = []
        for tagged_id, kind in tagging.every(world, home):
            tags = world.platform.tags.of(home, tagged_id)
            if tags:
                found.append((f"{stem}:{kind}/{tagged_id}", kind, dict(tags)))
        return found


def _is_ours(world: World, arn: str) -> bool:
    """Whether moto's entry is one of our guests."""
    return world.get(arn.rpartition("/")[2]) is not None


def _home(backend: Any) -> Home:
    return backend.account_id, backend.region_name


def _iter_tagged_resources(world: World) -> Callable[[Any], Iterator[Any]]:
    from moto.core.resource_tagging import TaggedResource  # noqa: PLC0415 - absent from older moto

    original = EC2Backend.iter_tagged_resources

    def iter_tagged_resources(backend: Any) -> Iterator[Any]:
        yield from (one for one in original(backend) if not _is_ours(world, one.arn))
        for arn, kind, tags in _tagged(world, _home(backend)):
            yield TaggedResource(arn=arn, tags=tags, resource_type=f"ec2:{kind}")

    return iter_tagged_resources


# older moto ----------------------------------------------------------------------------------------------------------


def _resources_generator(world: World, original: Callable[..., Any]) -> Callable[..., Iterator[dict[str, Any]]]:
    def resources_generator(
        backend: Any,
        tag_filters: Sequence[Mapping[str, Any]] | None = None,
        resource_type_filters: Sequence[str] | None = None,
        resource_arn_list: Sequence[str] | None = None,
    ) -> Iterator[dict[str, Any]]:
        for one in original(backend, tag_filters, resource_type_filters, *filter(None, [resource_arn_list])):
            if not _is_ours(world, one["ResourceARN"]):
                yield one
        for arn, kind, tags in _tagged(world, _home(backend)):
            wanted = not resource_type_filters or not {"ec2", f"ec2:{kind}"}.isdisjoint(resource_type_filters)
            named = not resource_arn_list or arn in resource_arn_list
            if wanted and named and _accepted(tags, tag_filters or ()):
                yield {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    return resources_generator


def _accepted(tags: Mapping[str, str], filters: Sequence[Mapping[str, Any]]) -> bool:
    return all(one["Key"] in tags and (not one.get("Values") or tags[one["Key"]] in one["Values"]) for one in filters)


def _keys_generator(world: World, original: Callable[..., Any]) -> Callable[[Any], Iterator[str]]:
    def keys_generator(backend: Any) -> Iterator[str]:
        yield from original(backend)
        for _, _, tags in _tagged(world, _home(backend)):
            yield from tags

    return keys_generator


def _values_generator(world: World, original: Callable[..., Any]) -> Callable[[Any, str], Iterator[str]]:
    def values_generator(backend: Any, tag_key: str) -> Iterator[str]:
        yield from original(backend, tag_key)
        for _, _, tags in _tagged(world, _home(backend)):
            if tag_key in tags:
                yield tags[tag_key]

    return values_generator


def _tag_resources(world: World, original: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    def tag_resources(backend: Any, resource_arns: list[str], tags: dict[str, str]) -> dict[str, Any]:
        with world.lock:
            home = _home(backend)
            foreign = []
            for arn in resource_arns:
                tagged_id = arn.rpartition("/")[2]
                if tagging.type_of(world, home, tagged_id) is None:
                    foreign.append(arn)
                else:
                    world.platform.tags.put(home, tagged_id, tags)
        failed: dict[str, Any] = original(backend, foreign, tags) if foreign else {}
        return failed

    return tag_resources
