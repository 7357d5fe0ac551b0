"""The DHCP options of a Region: those that every new VPC names, and DescribeDhcpOptions shows.

moto says `default` of a new VPC, which DescribeDhcpOptions does not know; EC2 says so of a VPC that has no options.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.dhcp_options import DHCPOptionsSet
from moto.moto_api._internal import mock_random

from mockvpce.data import stable

AMAZON = "AmazonProvidedDNS"
_WHY = "a new VPC has the Region's own DHCP options"


def wrap_dhcp_options(wrap: Callable[..., None]) -> None:
    """Give new VPCs the options of their Region."""
    wrap(EC2Backend, "create_vpc", _with_options(EC2Backend.create_vpc), _WHY)


def _with_options(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def create_vpc(backend: Any, *args: Any, **kwargs: Any) -> Any:
        vpc = original(backend, *args, **kwargs)
        backend.associate_dhcp_options(_of_region(backend), vpc)
        return vpc

    return create_vpc


def _of_region(backend: Any) -> Any:
    """The Region's options, made when a VPC first needs them; their id draws on no random numbers."""
    region = backend.region_name
    own = stable.resource_id("dopt", backend.account_id, region)
    found = backend.dhcp_options_sets.get(own)
    if found is None:
        drawn = mock_random.getstate()
        domain = "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"
        found = DHCPOptionsSet(backend, domain_name_servers=[AMAZON], domain_name=[domain])
        mock_random.setstate(drawn)
        found.id = own
        backend.dhcp_options_sets[own] = found
    return found
