"""moto backends after a reset: built again only at the first look at them, and released.

When its last mock ends, moto builds each backend in use anew, default VPC and subnets, managed policies and all, and then
drops it. A backend that somebody still holds wakes up at the first look, and is as empty as moto would have left it. Two
moto's caches would hold them all until the process ends, and every garbage collection would go through them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

from moto.core.base_backend import AccountSpecificBackend, BaseBackend
from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import EC2Backend
from moto.ec2.models.subnets import Subnet

from mockvpce.patching import Patches

_generate_regions: Callable[..., list[str]] = AccountSpecificBackend._generate_regions  # noqa: SLF001 - the cache is there


def apply(patches: Patches) -> None:
    """Let backends sleep once they are reset."""
    patches.replace(BaseBackend, "reset", fall_asleep, "speed: backends are built again when asked for")
    patches.replace(
        AccountSpecificBackend,
        "_generate_regions",
        lambda _, service_name: _regions(service_name),
        "speed: Regions by service",
    )


@cache
def _regions(service_name: str) -> list[str]:
    """The Regions of a service. moto remembers them by account too, although they are the same for all."""
    uncached = getattr(_generate_regions, "__wrapped__", _generate_regions)
    return list(uncached(None, service_name))


def fall_asleep(backend: Any) -> None:
    """Forget everything, and build nothing yet."""
    kind: Any = type(backend)
    known = vars(backend)
    kept = {name: known[name] for name in ("region_name", "account_id")}
    backend.__dict__ = kept
    backend.__class__ = _asleep(kind)
    if issubclass(kind, EC2Backend):
        _forget_subnets()


def _forget_subnets() -> None:
    """A subnet that is still there finds the address after those it has given out as well without its place in the list."""
    hosts: Any = getattr(Subnet, "_base_avail_ip_iterator", None)
    if hasattr(hosts, "cache_clear"):
        hosts.cache_clear()


@cache
def _asleep(kind: Any) -> Any:
    """The class of sleeping backends of a class. It is a subclass, and goes by the same name."""

    def wake(backend: Any) -> None:
        known = object.__getattribute__(backend, "__dict__")
        object.__setattr__(backend, "__class__", kind)
        backend.__init__(known["region_name"], known["account_id"])

    def look(backend: Any, name: str) -> Any:
        if name in _ASLEEP:
            return object.__getattribute__(backend, name)
        wake(backend)
        return getattr(backend, name)

    def change(backend: Any, name: str, value: Any) -> None:
        wake(backend)
        setattr(backend, name, value)

    members = {
        "__getattribute__": look,
        "__setattr__": change,
        "reset": _sleep_on,
        "get_subnet": _find_no_subnet,
        "__module__": kind.__module__,
    }
    return type(kind)(kind.__name__, (kind,), members)


_ASLEEP = frozenset({"__class__", "__dict__", "reset", "get_subnet"})
"""What a sleeping backend tells of itself."""


def _find_no_subnet(backend: Any, subnet_id: str, *_: Any) -> NoReturn:
    """Whatever wakes up has other subnets than those that anybody knows the id of.

    moto's instances ask when they are collected, to give their addresses back, and that may be in a later mock: a backend
    that woke up for it would draw ids in the middle of somebody else's seed.
    """
    del backend
    raise InvalidSubnetIdError(subnet_id)


def _sleep_on(backend: Any) -> None:
    """It is empty already."""
