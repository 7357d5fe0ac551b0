"""Random templates of a network with all that can stand around it: gateways, addresses, ACLs, lists, zones."""

from __future__ import annotations

from stack_pairs import REGION, Writer


def of(name: str, **properties) -> dict:
    return {"Type": f"AWS::{name if '::' in name else f'EC2::{name}'}", "Properties": properties}


class WideWriter(Writer):
    """Adds to each template what the narrow one lacks."""

    def template(self) -> dict:
        resources = super().template()
        for add in (self._gateways, self._acls, self._options, self._lists, self._transit, self._zones, self._private):
            if self._random.random() < 0.6:
                resources.update(add(resources))
        return dict(self._random.sample(sorted(resources.items()), len(resources)))

    def _one(self, resources: dict, kind: str) -> dict | None:
        names = sorted(one for one in resources if one.startswith(kind))
        return {"Ref": self._random.choice(names)} if names else None

    def _home(self) -> dict:
        return {"VpcId": {"Ref": "Home"}}

    def _gateways(self, resources: dict) -> dict:
        made = {
            "Internet": of("InternetGateway", **self._tags()),
            "Door": of("VPCGatewayAttachment", **self._home(), InternetGatewayId={"Ref": "Internet"}),
            "Outward": of("EgressOnlyInternetGateway", **self._home()),
            "Address": of("EIP", Domain="vpc", **self._tags()),
        }
        subnet, table = self._one(resources, "Subnet"), self._one(resources, "Table")
        if subnet:
            made["Nat"] = of("NatGateway", SubnetId=subnet, ConnectivityType="private", **self._tags())
        if table:
            open_way = {
                "RouteTableId": table,
                "DestinationCidrBlock": self._random.choice(("0.0.0.0/0", "192.168.0.0/16")),
            }
            made["Way"] = {**of("Route", **open_way, GatewayId={"Ref": "Internet"}), "DependsOn": "Door"}
        return made

    def _acls(self, resources: dict) -> dict:
        made = {"Acl": of("NetworkAcl", **self._home(), **self._tags())}
        for number in self._random.sample((100, 110, 120), self._random.randint(0, 3)):
            entry = {"NetworkAclId": {"Ref": "Acl"}, "RuleNumber": number, "Protocol": 6, "CidrBlock": "10.0.0.0/8"}
            action, port = self._random.choice(("allow", "deny")), self._random.choice((80, 443))
            made[f"Entry{number}"] = of(
                "NetworkAclEntry",
                **entry,
                RuleAction=action,
                PortRange={"From": port, "To": port},
                Egress=number == 110,
            )
        subnet = self._one(resources, "Subnet")
        if subnet:
            made["Guarded"] = of("SubnetNetworkAclAssociation", SubnetId=subnet, NetworkAclId={"Ref": "Acl"})
        return made

    def _options(self, _: dict) -> dict:
        name = self._random.choice(("one.test", "two.test"))
        options = of("DHCPOptions", DomainName=name, DomainNameServers=["AmazonProvidedDNS"], **self._tags())
        return {
            "Options": options,
            "Given": of("VPCDHCPOptionsAssociation", **self._home(), DhcpOptionsId={"Ref": "Options"}),
        }

    def _lists(self, _: dict) -> dict:
        entries = [
            {"Cidr": f"10.{number}.0.0/16"} for number in self._random.sample(range(9), self._random.randint(1, 3))
        ]
        wanted = {"PrefixListName": "known", "AddressFamily": "IPv4", "MaxEntries": 5, "Entries": entries}
        rule = {"GroupId": {"Ref": "GroupA"}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
        return {
            "Known": of("PrefixList", **wanted, **self._tags()),
            "Out": of("SecurityGroupEgress", **rule, DestinationPrefixListId={"Ref": "Known"}),
        }

    def _transit(self, resources: dict) -> dict:
        made = {"Hub": of("TransitGateway", Description=self._random.choice(("one", "two")), **self._tags())}
        subnet = self._one(resources, "Subnet")
        if subnet:
            spoke = {**self._home(), "SubnetIds": [subnet], "TransitGatewayId": {"Ref": "Hub"}}
            made["Spoke"] = of("TransitGatewayAttachment", **spoke, **self._tags())
            made["HubTable"] = of("TransitGatewayRouteTable", TransitGatewayId={"Ref": "Hub"}, **self._tags())
        return made

    def _zones(self, _: dict) -> dict:
        vpcs = [{"VPCId": {"Ref": name}, "VPCRegion": REGION} for name in ("Home", *self._some("Away"))]
        zone = of("Route53::HostedZone", Name="inside.test", VPCs=vpcs)
        made = {"Zone": zone}
        for name in self._some("a", "b", "c"):
            record = {"Name": f"{name}.inside.test", "Type": "A", "TTL": self._random.choice(("60", "300"))}
            values = [f"10.0.0.{self._random.randint(4, 9)}"]
            made[f"Record{name}"] = of(
                "Route53::RecordSet", HostedZoneId={"Ref": "Zone"}, **record, ResourceRecords=values
            )
        return made

    def _private(self, resources: dict) -> dict:
        made = {
            "Site": of("CustomerGateway", Type="ipsec.1", BgpAsn=65000, IpAddress="198.51.100.1", **self._tags()),
            "Private": of("VPNGateway", Type="ipsec.1", **self._tags()),
            "Hall": of("VPCGatewayAttachment", VpcId={"Ref": "Away"}, VpnGatewayId={"Ref": "Private"}),
        }
        subnet = self._one(resources, "Subnet")
        if subnet:
            card = {"SubnetId": subnet, "GroupSet": [{"Ref": "GroupA"}], "Description": self._random.choice(("x", "y"))}
            made["Card"] = of("NetworkInterface", **card, **self._tags())
        return made
