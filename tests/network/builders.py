"""A VPC to try the data plane in, with builders that take what matters and nothing else."""


class Net:
    """One account in one Region, seen through a real client."""

    def __init__(self, aws):
        self.aws, self.ec2 = aws, aws.client("ec2")
        self.elbv2 = aws.client("elbv2")

    def vpc(self, cidr="10.0.0.0/16", *, ipv6=False):
        made = self.ec2.create_vpc(CidrBlock=cidr, AmazonProvidedIpv6CidrBlock=ipv6)["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
        return made

    def ipv6_block(self, vpc):
        shown = self.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]
        return shown["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]

    def subnet(self, vpc, cidr, zone="a", ipv6=""):
        six = {"Ipv6CidrBlock": ipv6} if ipv6 else {}
        made = self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"us-east-1{zone}", **six)
        return made["Subnet"]["SubnetId"]

    def group(self, vpc, *allowed):
        """A group that lets in: (source, first port[, last port]); a source is a block or a group."""
        number = len(self.ec2.describe_security_groups()["SecurityGroups"])
        made = self.ec2.create_security_group(VpcId=vpc, GroupName=f"g{number}", Description="-")["GroupId"]
        for source, first, *last in allowed:
            self.allow(made, source, first, *last)
        return made

    def allow(self, group, source, first, last=None, protocol="tcp"):
        rule = {"IpProtocol": protocol, "FromPort": first, "ToPort": last or first, **self.peer_of(source)}
        self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])

    def peer_of(self, source):
        """A group or a block of either family, as a rule has it."""
        if source.startswith("sg-"):
            return {"UserIdGroupPairs": [{"GroupId": source}]}
        return {"Ipv6Ranges": [{"CidrIpv6": source}]} if ":" in source else {"IpRanges": [{"CidrIp": source}]}

    def eni(self, subnet, *groups, ipv6=False):
        given = {"Groups": list(groups)} if groups else {}
        given |= {"Ipv6AddressCount": 1} if ipv6 else {}
        made = self.ec2.create_network_interface(SubnetId=subnet, **given)["NetworkInterface"]
        return made["NetworkInterfaceId"]

    def table(self, vpc, *subnets):
        made = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        for subnet in subnets:
            self.ec2.associate_route_table(RouteTableId=made, SubnetId=subnet)
        return made

    def main_table(self, vpc):
        wanted = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "association.main", "Values": ["true"]}]
        return self.ec2.describe_route_tables(Filters=wanted)["RouteTables"][0]["RouteTableId"]

    def route(self, table, to, **target):
        member = "DestinationIpv6CidrBlock" if ":" in to else "DestinationCidrBlock"
        self.ec2.create_route(RouteTableId=table, **{member: to}, **target)

    def igw(self, vpc):
        made = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=vpc)
        return made

    def peer(self, one, other):
        made = self.ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)
        made = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        self.ec2.describe_vpc_peering_connections()
        self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made)
        self.ec2.describe_vpc_peering_connections()
        return made

    def acl(self, vpc, subnet, *entries):
        """A network ACL of (number, egress, action, cidr, first, last); without ports for all traffic."""
        made = self.ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
        for number, egress, action, cidr, *ports in entries:
            ported = (
                {"Protocol": "6", "PortRange": {"From": ports[0], "To": ports[-1]}} if ports else {"Protocol": "-1"}
            )
            self.ec2.create_network_acl_entry(
                NetworkAclId=made, RuleNumber=number, Egress=egress, RuleAction=action, **ported,
                **{"Ipv6CidrBlock" if ":" in cidr else "CidrBlock": cidr},
            )  # fmt: skip
        wanted = [{"Name": "association.subnet-id", "Values": [subnet]}]
        old = self.ec2.describe_network_acls(Filters=wanted)["NetworkAcls"][0]["Associations"]
        association = next(one["NetworkAclAssociationId"] for one in old if one["SubnetId"] == subnet)
        self.ec2.replace_network_acl_association(AssociationId=association, NetworkAclId=made)
        return made

    def instance(self, subnet, group, *, check=True):
        """The interface of a new instance, with or without the source/destination check."""
        image = self.image = getattr(self, "image", None) or self.ec2.describe_images()["Images"][0]["ImageId"]
        made = self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[group])
        interface = made["Instances"][0]["NetworkInterfaces"][0]["NetworkInterfaceId"]
        if not check:
            off = {"SourceDestCheck": {"Value": False}}
            self.ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, **off)
            self.ec2.modify_instance_attribute(InstanceId=made["Instances"][0]["InstanceId"], **off)
        return interface

    def public(self, eni):
        address = self.ec2.allocate_address(Domain="vpc")
        self.ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=eni)
        return address["PublicIp"]


class Two:
    """Two subnets of one VPC: web in the first, db in the second, which lets in web's group on 5432."""

    def __init__(self, net):
        self.vpc = net.vpc()
        self.a, self.b = net.subnet(self.vpc, "10.0.1.0/24"), net.subnet(self.vpc, "10.0.2.0/24", "b")
        self.web_group = net.group(self.vpc)
        self.db_group = net.group(self.vpc, (self.web_group, 5432))
        self.web, self.db = net.eni(self.a, self.web_group), net.eni(self.b, self.db_group)
