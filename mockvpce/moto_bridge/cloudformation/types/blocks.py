"""More CIDR blocks of VPCs and subnets, and DHCP options."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import ask, members_of
from mockvpce.moto_bridge.cloudformation.types.rows import Row, at, tag_afterwards, unless_gone

# blocks --------------------------------------------------------------------------------------------------------------


def _declare_block(of: str, family_paths: tuple[str, ...]) -> None:
    name = f"AWS::EC2::{of.upper() if of == 'Vpc' else of}CidrBlock"
    associate, disassociate = f"Associate{of}CidrBlock", f"Disassociate{of}CidrBlock"

    def create(requests: Requests, properties: Properties) -> str:
        known = members_of(associate)
        made = ask(requests, associate, **{key: value for key, value in properties.items() if key in known})
        found = (at(made, f"{path}.AssociationId") for path in family_paths)
        return str(next(one for one in found if one))

    def remove(requests: Requests, association_id: str, _: Properties) -> None:
        with unless_gone():
            ask(requests, disassociate, AssociationId=association_id)

    declare(
        StackType(
            name=name,
            create=create,
            remove=remove,
            attributes={
                "Id": its_id,
                "IpSource": lambda *_: "amazon",
                "Ipv6AddressAttribute": lambda *_: "public",
            },
            replacing=schema.create_only(name),
        )
    )


_declare_block("Vpc", ("CidrBlockAssociation", "Ipv6CidrBlockAssociation"))
_declare_block("Subnet", ("Ipv6CidrBlockAssociation",))

# DHCP options --------------------------------------------------------------------------------------------------------

_DHCP = {
    "DomainName": "domain-name",
    "DomainNameServers": "domain-name-servers",
    "Ipv6AddressPreferredLeaseTime": "ipv6-address-preferred-lease-time",
    "NetbiosNameServers": "netbios-name-servers",
    "NetbiosNodeType": "netbios-node-type",
    "NtpServers": "ntp-servers",
}
"""Properties, and the keys of the API."""


class _DhcpOptions(Row):
    """Its properties are keys and values of one member."""

    def given(self, properties: Properties) -> dict[str, Any]:
        """The configurations."""
        given = {key: properties[name] for name, key in _DHCP.items() if name in properties}
        listed = {key: one if isinstance(one, list) else [str(one)] for key, one in given.items()}
        return {"DhcpConfigurations": [{"Key": key, "Values": one} for key, one in listed.items()]}


_DhcpOptions(
    name="AWS::EC2::DHCPOptions",
    create="CreateDhcpOptions",
    made="DhcpOptions.DhcpOptionsId",
    delete="DeleteDhcpOptions",
    by="DhcpOptionsId",
    once=tag_afterwards,
    ids=("DhcpOptionsId",),
).declare()


def _associate(requests: Requests, properties: Properties) -> str:
    ask(requests, "AssociateDhcpOptions", VpcId=properties["VpcId"], DhcpOptionsId=properties["DhcpOptionsId"])
    return f"{properties['DhcpOptionsId']}|{properties['VpcId']}"


def _associate_other(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    if before["DhcpOptionsId"] != after["DhcpOptionsId"]:
        _associate(requests, after)


def _disassociate(requests: Requests, _: str, properties: Properties) -> None:
    with unless_gone():
        vpc = at(ask(requests, "DescribeVpcs", VpcIds=[properties["VpcId"]]), "Vpcs.0")
        if vpc.get("DhcpOptionsId") == properties["DhcpOptionsId"]:
            ask(requests, "AssociateDhcpOptions", VpcId=properties["VpcId"], DhcpOptionsId="default")


declare(
    StackType(
        name="AWS::EC2::VPCDHCPOptionsAssociation",
        create=_associate,
        change=_associate_other,
        remove=_disassociate,
        replacing=frozenset({"VpcId"}),
    )
)
