"""Random networks, made through a real client: VPCs, peerings, tables, groups, ACLs, gateways, appliances."""

from ipaddress import ip_network
from itertools import islice

ANY, ANY6 = "0.0.0.0/0", "::/0"

PORTS = (22, 80, 443)
_EDGES = (1024, 1500, 2000, 40000, 65535)


class Ground:
    """One network; `net` has the builders, `draw` the randomness (of `random.Random`'s kind)."""

    def __init__(self, net, draw, *, ipv6=False, udp=False):
        self.net, self.draw, self.ipv6, self.udp = net, draw, ipv6, udp
        self.vpcs, self.subnets, self.enis, self.groups, self.tables = [], {}, [], {}, []
        self.peerings, self.igws, self.appliances, self.six = [], {}, [], {}
        self.six_subnets = set()
        blocks = draw.sample(["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.0.0.0/16"], draw.choice((2, 3, 3)))
        for block in blocks:
            self._vpc(block)
        self._peer()
        for vpc in self.vpcs:
            self._filters(vpc)
        for vpc in self.vpcs:
            self._hosts(vpc)
        self._transit()
        for vpc in self.vpcs:
            self._gateways(vpc)
            self._tables(vpc)

    def _vpc(self, block):
        six = self.ipv6 and self.draw.random() < 0.8
        vpc = self.net.vpc(block, ipv6=six)
        self.vpcs.append(vpc)
        self.six[vpc] = self.net.ipv6_block(vpc) if six else ""
        stem = block.rsplit(".", 2)[0]
        parts = {number: self._part(vpc, number) for number in (1, 2, 3)}
        self.subnets[vpc] = [
            (
                self.net.subnet(vpc, f"{stem}.{number}.0/24", self.draw.choice("ab"), parts[number]),
                f"{stem}.{number}.0/24",
            )
            for number in range(1, self.draw.choice((3, 4)))
        ]
        self.six_subnets.update(subnet for number, (subnet, _) in enumerate(self.subnets[vpc], 1) if parts[number])

    def _part(self, vpc, number):
        """The IPv6 block of a subnet, where the VPC has one."""
        if not self.six[vpc] or self.draw.random() < 0.2:
            return ""
        return str(next(islice(ip_network(self.six[vpc]).subnets(new_prefix=64), number, None)))

    def _peer(self):
        for one in range(len(self.vpcs)):
            for other in range(one):
                blocks = {self.subnets[self.vpcs[index]][0][1].rsplit(".", 2)[0] for index in (one, other)}
                if len(blocks) == 2 and self.draw.random() < 0.75:
                    self.peerings.append(
                        (self.vpcs[one], self.vpcs[other], self.net.peer(self.vpcs[one], self.vpcs[other]))
                    )

    def _block(self):
        """A block that some rule names: of everything, a VPC, a subnet, the internet's."""
        known = [cidr for subnets in self.subnets.values() for _, cidr in subnets]
        wide = [f"{one.rsplit('.', 2)[0]}.0.0/16" for one in known]
        six = [one for one in self.six.values() if one]
        six = [ANY6, ANY6, "2001:db8:7::/48", *six, *six] if six else []
        return self.draw.choice([ANY, ANY, "10.0.0.0/8", "203.0.113.0/24", *known, *wide, *six])

    def _filters(self, vpc):
        self.groups[vpc] = [self.net.group(vpc) for _ in range(2)]
        for group in self.groups[vpc]:
            for _ in range(self.draw.choice((1, 2, 3))):
                first = self.draw.choice((0, 22, 80, 443))
                last = self.draw.choice([port for port in (80, 443, 65535) if port >= first])
                peers = [
                    one
                    for pair in self.peerings
                    if vpc in pair[:2]
                    for side in pair[:2]
                    for one in self.groups.get(side, [])
                ]
                source = self.draw.choice([self._block(), self._block(), *self.groups[vpc], *peers])
                protocol = self.draw.choice(("tcp", "tcp", "udp")) if self.udp else "tcp"
                self._once(self.net.allow, group, source, first, last, protocol)
            if self.draw.random() < 0.3:
                self._egress(group, self.groups[vpc])
        for subnet, _ in self.subnets[vpc]:
            if self.draw.random() < 0.4:
                self.net.acl(vpc, subnet, *self._entries())

    def _once(self, function, *given):
        """A rule that is drawn twice stands once."""
        try:
            function(*given)
        except self.net.ec2.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "InvalidPermission.Duplicate":
                raise

    def _egress(self, group, groups):
        every = self.net.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
        self.net.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=every)
        peer = self.net.peer_of(self.draw.choice([self._block(), self._block(), *groups]))
        rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 443, **peer}
        self.net.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[rule])

    def _entries(self):
        number = 100
        for egress in (True, False):
            for _ in range(self.draw.choice((1, 2, 3))):
                number += 10
                ports = ()
                if self.draw.random() < 0.5:
                    first = self.draw.choice((0, 80, 443, *_EDGES))
                    ports = (first, self.draw.choice([port for port in (80, 443, 1999, *_EDGES) if port >= first]))
                yield (number, egress, self.draw.choice(("allow", "allow", "deny")), self._block(), *ports)
            if self.draw.random() < 0.7:
                yield (900, egress, "allow", ANY)
            if self.ipv6 and self.draw.random() < 0.7:
                yield (901, egress, "allow", ANY6)

    def _hosts(self, vpc):
        for subnet, _ in self.subnets[vpc]:
            for _ in range(self.draw.choice((1, 1, 2))):
                chosen = self.draw.sample(self.groups[vpc], self.draw.choice((1, 1, 2)))
                eni = self.net.eni(subnet, *chosen, ipv6=subnet in self.six_subnets and self.draw.random() < 0.9)
                self.enis.append(eni)
                if self.draw.random() < 0.4:
                    self.net.public(eni)

    def _transit(self):
        """Sometimes a transit gateway, attached to VPCs of which no two have one block."""
        self.tgw, self.attached = None, {}
        if self.draw.random() < 0.5:
            return
        self.tgw = self.net.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        for vpc in self.vpcs:
            stem = self.subnets[vpc][0][1].rsplit(".", 2)[0]
            if stem in self.attached.values() or self.draw.random() < 0.2:
                continue
            zones = {}
            for subnet, _ in self.draw.sample(self.subnets[vpc], len(self.subnets[vpc])):
                shown = self.net.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]
                zones.setdefault(shown["AvailabilityZone"], subnet)
            options = {"Options": {"Ipv6Support": self.draw.choice(("enable", "disable"))}} if self.ipv6 else {}
            self.net.ec2.create_transit_gateway_vpc_attachment(
                TransitGatewayId=self.tgw,
                VpcId=vpc,
                SubnetIds=list(zones.values())[: self.draw.choice((1, 2))],
                **options,
            )
            self.attached[vpc] = stem

    def _gateways(self, vpc):
        if self.draw.random() < 0.8:
            self.igws[vpc] = self.net.igw(vpc)
        self.targets = [{"GatewayId": self.igws[vpc]}] * 2 if vpc in self.igws else []
        self.only_out = {}
        if self.six[vpc] and self.draw.random() < 0.5:
            made = self.net.ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
            self.only_out = {"EgressOnlyInternetGatewayId": made["EgressOnlyInternetGatewayId"]}
        if self.draw.random() < 0.5:
            address = self.net.ec2.allocate_address(Domain="vpc")["AllocationId"]
            inside = self.draw.choice(self.subnets[vpc])[0]
            nat = self.net.ec2.create_nat_gateway(SubnetId=inside, AllocationId=address)["NatGateway"]["NatGatewayId"]
            self.targets.append({"NatGatewayId": nat})
        if self.draw.random() < 0.5:
            subnet = self.draw.choice(self.subnets[vpc])[0]
            self.appliance = self.net.instance(
                subnet, self.draw.choice(self.groups[vpc]), check=self.draw.random() < 0.2
            )
            self.enis.append(self.appliance)
            self.targets.append({"NetworkInterfaceId": self.appliance})
        if vpc in self.attached:
            self.targets.extend([{"TransitGatewayId": self.tgw}] * 2)
        for one, other, pcx in self.peerings:
            if vpc in (one, other):
                self.targets.extend([{"VpcPeeringConnectionId": pcx}] * 3)

    def _tables(self, vpc):
        tables = [self.net.main_table(vpc)]
        for subnet, _ in self.subnets[vpc]:
            if self.draw.random() < 0.6:
                tables.append(self.net.table(vpc, subnet))
        own = [cidr for _, cidr in self.subnets[vpc]]
        for table in tables:
            taken = set()
            for target in self.draw.sample(self.targets, min(len(self.targets), self.draw.choice((1, 2, 3, 4)))):
                destination = self._destination(vpc, target, own)
                if destination not in taken:
                    taken.add(destination)
                    self.net.route(table, destination, **target)
            self._ipv6_routes(vpc, table)
        if self.draw.random() < 0.2 and self.peerings:
            gone = self.draw.choice(self.peerings)[2]
            self.net.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=gone)
            self.peerings = [one for one in self.peerings if one[2] != gone]

    def _ipv6_routes(self, vpc, table):
        if not self.six[vpc]:
            return
        targets = [one for one in self.targets if "NatGatewayId" not in one] + [self.only_out] * bool(self.only_out)
        others = [one for one in self.six.values() if one and one != self.six[vpc]]
        for to in dict.fromkeys(self.draw.choice([ANY6, ANY6, "2001:db8::/32", *others, *others]) for _ in range(3)):
            if targets:
                self.net.route(table, to, **self.draw.choice(targets))

    def _destination(self, vpc, target, own):
        if "NetworkInterfaceId" in target:
            return self.draw.choice([*own, ANY])
        if "VpcPeeringConnectionId" not in target and "TransitGatewayId" not in target:
            return self.draw.choice([ANY, ANY, "203.0.113.0/24"])
        others = [cidr for one in self.vpcs if one != vpc for _, cidr in self.subnets[one]]
        others = [one for one in others if one.rsplit(".", 2)[0] != own[0].rsplit(".", 2)[0]] or ["10.9.0.0/16"]
        wide = [f"{one.rsplit('.', 2)[0]}.0.0/16" for one in others]
        return self.draw.choice([*wide, *wide, *others, "10.0.0.0/8", *([ANY] if "TransitGatewayId" in target else [])])
