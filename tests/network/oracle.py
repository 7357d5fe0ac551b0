"""A second opinion: concrete packets walked over what EC2 describes, one source port at a time.

It shares no code with mockvpce. It reads the answers of Describe requests only, and knows: subnets, route tables (longest
prefix, black holes), network ACLs (stateless, not inside a subnet), security groups (stateful by interface, references to
groups of the VPC and of peers), source/destination checks, appliances, peerings (no transit), internet, egress-only and
NAT gateways, transit gateways by their default table; IPv4 and IPv6, TCP and UDP.
"""

from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

PORTS = (1024, 1500, 2000, 40000, 65535)
"""Source ports that stand for all that clients use: one in each range that generated ACLs tell apart."""
SOMEWHERE = ("198.51.100.1", "203.0.113.7", "2001:db8::1", "2001:db8:7::1", "2606:4700::1")
"""Hosts of the internet, told apart by generated filters."""
NUMBERS = {"tcp": "6", "udp": "17"}
_LIMIT = 30


@dataclass(frozen=True)
class Packet:
    source: str
    destination: str
    port: int
    protocol: str = "tcp"
    groups: frozenset = frozenset()
    transit: bool = False
    """Whether it came into its VPC over a transit gateway."""


class Dropped(Exception):  # noqa: N818 - an event, not an error
    """Somebody stopped the packet."""


def holds(address, block):
    """Whether a block, of whatever family, holds an address."""
    return ip_address(address) in ip_network(block)


def blocks_of(described):
    """The blocks of a VPC or subnet."""
    four = [one["CidrBlock"] for one in described.get("CidrBlockAssociationSet", ())] or [described["CidrBlock"]]
    return four + [one["Ipv6CidrBlock"] for one in described.get("Ipv6CidrBlockAssociationSet", ())]


def to_of(route):
    """The block that a route is for."""
    return route.get("DestinationCidrBlock") or route["DestinationIpv6CidrBlock"]


def addresses_of(eni):
    return [eni["PrivateIpAddress"], *(one["Ipv6Address"] for one in eni.get("Ipv6Addresses", ()))]


class Oracle:
    def __init__(self, ec2):
        self.subnets = {one["SubnetId"]: one for one in ec2.describe_subnets()["Subnets"]}
        self.vpcs = {one["VpcId"]: blocks_of(one) for one in ec2.describe_vpcs()["Vpcs"]}
        self.enis = {one["NetworkInterfaceId"]: one for one in ec2.describe_network_interfaces()["NetworkInterfaces"]}
        self.at = {(one["VpcId"], each): one for one in self.enis.values() for each in addresses_of(one)}
        self.public = {
            one["Association"]["PublicIp"]: one
            for one in self.enis.values()
            if one.get("Association", {}).get("PublicIp")
        }
        self.public |= {each: one for one in self.enis.values() for each in addresses_of(one)[1:]}
        self.groups = {one["GroupId"]: one for one in ec2.describe_security_groups()["SecurityGroups"]}
        self.tables = ec2.describe_route_tables()["RouteTables"]
        self.acls = {
            each["SubnetId"]: self._entries(one)
            for one in ec2.describe_network_acls()["NetworkAcls"]
            for each in one["Associations"]
        }
        self.peerings = {
            one["VpcPeeringConnectionId"]: one
            for one in ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
            if one["Status"]["Code"] == "active"
        }
        self.nats = {one["NatGatewayId"]: one for one in ec2.describe_nat_gateways()["NatGateways"]}
        attached = ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
        self.attached = {one["VpcId"]: one["SubnetIds"] for one in attached}
        self.attached_by_ipv6 = {one["VpcId"] for one in attached if one["Options"]["Ipv6Support"] == "enable"}
        self.igws = {
            one["Attachments"][0]["VpcId"]: one["InternetGatewayId"]
            for one in ec2.describe_internet_gateways()["InternetGateways"]
            if one["Attachments"]
        }

    def _entries(self, acl):
        """Entries in their order; AWS adds one for all of IPv6 to the default ACL of a VPC that has it."""
        six = any(":" in block for block in self.vpcs[acl["VpcId"]])
        more = [
            {"RuleNumber": 101, "Egress": egress, "RuleAction": "allow", "Protocol": "-1", "Ipv6CidrBlock": "::/0"}
            for egress in (True, False)
            if acl["IsDefault"] and six
        ]
        return sorted([*acl["Entries"], *more], key=lambda one: one["RuleNumber"])

    # questions ------------------------------------------------------------------------------------------------------

    def reach(self, source, destination, port, protocol="tcp"):
        """Whether some client port gets there and back, by some family."""
        return any(self._try(source, destination, port, client, protocol) for client in PORTS)

    def _try(self, source, destination, port, client, protocol):
        hosts = SOMEWHERE if source == "internet" else addresses_of(self.enis[source])
        targets = [destination]
        if destination in self.enis:
            targets = addresses_of(self.enis[destination])
            if source == "internet":
                targets = [each for each, one in self.public.items() if one["NetworkInterfaceId"] == destination]
        return any(
            self._exchange(source, host, destination, target, port, client, protocol)
            for host in hosts
            for target in targets
            if (":" in host) == (":" in target)
        )

    def _exchange(self, source, host, destination, target, port, client, protocol):
        """There and back, the translations of gateways undone on the way."""
        self.translations, self.seen, self.left = [], set(), ""
        try:
            if source in self.enis:
                start = self.enis[source]
                groups = frozenset(one["GroupId"] for one in start["Groups"])
                end, packet = self._leave(start, Packet(host, target, port, protocol, groups), back=False)
            else:
                end, packet = self._come_in(Packet(host, target, port, protocol), back=False)
            if destination in self.enis and end != destination:
                return False
            return self._answer(source, end, packet, client)
        except Dropped:
            return False

    def _answer(self, source, end, packet, client):
        answer = Packet(packet.destination, packet.source, client, packet.protocol)
        if end == "internet":
            came, answer = self._come_in(answer, back=True)
        else:
            came, answer = self._leave(self.enis[end], answer, back=True)
        while self.translations:
            nat, original, destination = self.translations.pop()
            if came != nat:
                return False
            eni = self.enis[nat]
            packet = Packet(destination, original, client, answer.protocol)
            came, answer = self._from_subnet(eni["SubnetId"], packet, True, 0)
        return came == source or (source == "internet" and came == "internet")

    # steps ----------------------------------------------------------------------------------------------------------

    def _leave(self, eni, packet, back):
        if packet.source not in addresses_of(eni) and eni["SourceDestCheck"]:
            raise Dropped
        self._groups(eni, packet, back, egress=True)
        return self._from_subnet(eni["SubnetId"], packet, back, 0)

    def _from_subnet(self, subnet_id, packet, back, depth):
        if depth > _LIMIT:
            raise Dropped
        subnet = self.subnets[subnet_id]
        vpc = subnet["VpcId"]
        if any(holds(packet.destination, block) for block in blocks_of(subnet)):
            return self._deliver(vpc, subnet_id, packet, back)
        self._acl(subnet_id, packet, egress=True)
        route = self._route(subnet_id, vpc, packet.destination)
        if route is None or route.get("State") == "blackhole":
            raise Dropped
        if route.get("GatewayId") == "local":
            return self._deliver(vpc, subnet_id, packet, back)
        return self._follow(route, subnet_id, vpc, packet, back, depth)

    def _follow(self, route, subnet_id, vpc, packet, back, depth):
        if route.get("VpcPeeringConnectionId"):
            return self._over(route["VpcPeeringConnectionId"], vpc, packet, back)
        if route.get("NatGatewayId"):
            return self._nat(route["NatGatewayId"], subnet_id, packet, back, depth)
        if route.get("TransitGatewayId"):
            return self._transit(subnet_id, vpc, packet, back, depth)
        if route.get("NetworkInterfaceId"):
            return self._appliance(route["NetworkInterfaceId"], subnet_id, packet, back, depth)
        if route.get("GatewayId", "").startswith("igw-"):
            return self._out(vpc, packet, back)
        if route.get("EgressOnlyInternetGatewayId"):
            return self._only_out(vpc, packet, back)
        raise Dropped

    def _route(self, subnet_id, vpc, destination):
        main = explicit = None
        for table in self.tables:
            if table["VpcId"] != vpc:
                continue
            for association in table["Associations"]:
                if association.get("SubnetId") == subnet_id:
                    explicit = table
                elif association.get("Main"):
                    main = table
        fitting = [
            route
            for route in (explicit or main)["Routes"]
            if (block := route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock"))
            and holds(destination, block)
        ]
        return max(fitting, key=lambda one: ip_network(to_of(one)).prefixlen, default=None)

    def _deliver(self, vpc, from_subnet, packet, back):
        eni = self.at.get((vpc, packet.destination))
        if eni is None:
            raise Dropped
        if eni["SubnetId"] != from_subnet:
            self._acl(eni["SubnetId"], packet, egress=False)
        self._groups(eni, packet, back, egress=False)
        if eni["InterfaceType"] == "nat_gateway" and not back:
            raise Dropped
        return eni["NetworkInterfaceId"], packet

    def _over(self, peering_id, vpc, packet, back):
        peering = self.peerings.get(peering_id)
        if peering is None:
            raise Dropped
        ends = [peering["RequesterVpcInfo"]["VpcId"], peering["AccepterVpcInfo"]["VpcId"]]
        other = ends[1] if ends[0] == vpc else ends[0]
        if not any(holds(packet.destination, one) for one in self.vpcs[other]):
            raise Dropped
        return self._deliver(other, None, packet, back)

    def _transit(self, subnet_id, vpc, packet, back, depth):
        """By the default table, into which every attachment propagates; in the zone that the packet is in, if it can."""
        zone = self.subnets[subnet_id]["AvailabilityZone"]
        doors = [one for one in self.attached.get(vpc, ()) if self.subnets[one]["AvailabilityZone"] == zone]
        if not doors:
            raise Dropped
        self._acl(doors[0], packet, egress=False)
        far = [one for one in self.attached if any(holds(packet.destination, block) for block in self.vpcs[one])]
        if ":" in packet.destination and not {vpc, *far[:1]} <= self.attached_by_ipv6:
            raise Dropped
        if not far:
            raise Dropped
        inside = self.attached[far[0]]
        landing = [one for one in inside if self.subnets[one]["AvailabilityZone"] == zone] or inside
        return self._from_subnet(landing[0], replace(packet, groups=frozenset(), transit=True), back, depth + 1)

    def _nat(self, nat_id, subnet_id, packet, back, depth):
        nat = self.nats[nat_id]
        vpc = self.subnets[subnet_id]["VpcId"]
        if not packet.transit and not any(holds(packet.source, one) for one in self.vpcs[vpc]):
            raise Dropped
        if back:
            raise Dropped
        if nat["SubnetId"] != subnet_id:
            self._acl(nat["SubnetId"], packet, egress=False)
        inside = nat["NatGatewayAddresses"][0]
        self.translations.append((inside["NetworkInterfaceId"], packet.source, packet.destination))
        packet = replace(packet, source=inside["PrivateIp"], groups=frozenset(), transit=False)
        return self._from_subnet(nat["SubnetId"], packet, back, depth + 1)

    def _appliance(self, eni_id, subnet_id, packet, back, depth):
        eni = self.enis[eni_id]
        if packet.destination in addresses_of(eni):
            return self._deliver(eni["VpcId"], subnet_id, packet, back)
        if eni["SubnetId"] != subnet_id:
            self._acl(eni["SubnetId"], packet, egress=False)
        packet = replace(packet, groups=frozenset())
        self._groups(eni, packet, back, egress=False)
        if eni["SourceDestCheck"] or not eni.get("Attachment"):
            raise Dropped
        self._groups(eni, packet, back, egress=True)
        return self._from_subnet(eni["SubnetId"], packet, back, depth + 1)

    def _out(self, vpc, packet, back):
        if ":" in packet.source:
            if not any(holds(packet.source, block) for block in self.vpcs[vpc]):
                raise Dropped
            return self._on_the_internet(vpc, packet, back)
        if ip_address(packet.destination).is_private and not packet.destination.startswith(("198.51", "203.0", "127.")):
            raise Dropped
        eni = self.at.get((vpc, packet.source))
        public = eni and eni.get("Association", {}).get("PublicIp")
        if not public:
            raise Dropped
        return self._on_the_internet(vpc, packet, back)

    def _only_out(self, vpc, packet, back):
        """By an egress-only gateway: no answers to what came in elsewhere."""
        if back or not any(holds(packet.source, block) for block in self.vpcs[vpc]):
            raise Dropped
        return self._on_the_internet(vpc, packet, back)

    def _on_the_internet(self, vpc, packet, back):
        if not back:
            self.left = vpc
        if packet.destination in SOMEWHERE:
            return "internet", packet
        if ":" not in packet.destination:
            raise Dropped
        return self._come_in(replace(packet, groups=frozenset()), back=False, answers=back)

    def _come_in(self, packet, back, answers=False):
        """From the internet by the gateway of the VPC; an answer comes to the private address that sent the question."""
        if back:
            eni = self.at[self.left, packet.destination]
        else:
            eni = self.public.get(packet.destination)
            if eni is None or (eni["VpcId"] not in self.igws and not (answers and eni["VpcId"] == self.left)):
                raise Dropped
            if ":" not in packet.destination:
                packet = replace(packet, destination=eni["PrivateIpAddress"])
        return self._deliver(eni["VpcId"], None, packet, back or answers)

    # filters --------------------------------------------------------------------------------------------------------

    def _acl(self, subnet_id, packet, *, egress):
        peer = packet.destination if egress else packet.source
        for entry in self.acls[subnet_id]:
            block = entry.get("CidrBlock") or entry.get("Ipv6CidrBlock")
            if entry["Egress"] != egress or not block or not holds(peer, block):
                continue
            if entry["Protocol"] not in ("-1", NUMBERS[packet.protocol]):
                continue
            ports = entry.get("PortRange") if entry["Protocol"] != "-1" else None
            if ports and not ports["From"] <= packet.port <= ports["To"]:
                continue
            if entry["RuleAction"] == "allow":
                return
            raise Dropped
        raise Dropped

    def _groups(self, eni, packet, back, *, egress):
        key = eni["NetworkInterfaceId"]
        if not eni["Groups"]:
            return
        if back and key in self.seen:
            return
        if not back:
            self.seen.add(key)
        for group in eni["Groups"]:
            for rule in self.groups[group["GroupId"]]["IpPermissionsEgress" if egress else "IpPermissions"]:
                if self._rule(eni, rule, packet, egress):
                    return
        raise Dropped

    def _rule(self, eni, rule, packet, egress):
        if rule["IpProtocol"] not in ("-1", packet.protocol):
            return False
        if rule["IpProtocol"] != "-1" and not rule["FromPort"] <= packet.port <= rule["ToPort"]:
            return False
        peer = packet.destination if egress else packet.source
        blocks = [one["CidrIp"] for one in rule["IpRanges"]] + [one["CidrIpv6"] for one in rule["Ipv6Ranges"]]
        if any(holds(peer, one) for one in blocks):
            return True
        named = {one["GroupId"] for one in rule["UserIdGroupPairs"]}
        return bool(named & (self._groups_at(eni, packet) if egress else packet.groups))

    def _groups_at(self, eni, packet):
        """The groups of whoever has the destination, in the VPC to which it is sent from here."""
        vpc = eni["VpcId"]
        if not any(holds(packet.destination, block) for block in blocks_of(self.subnets[eni["SubnetId"]])):
            route = self._route(eni["SubnetId"], vpc, packet.destination) or {}
            peering = self.peerings.get(route.get("VpcPeeringConnectionId"))
            if peering is None and route.get("GatewayId") != "local":
                return set()
            ends = {peering[side]["VpcId"] for side in ("RequesterVpcInfo", "AccepterVpcInfo")} if peering else {vpc}
            (vpc,) = ends - {vpc} or ends
        found = self.at.get((vpc, packet.destination))
        return {one["GroupId"] for one in found["Groups"]} if found else set()
