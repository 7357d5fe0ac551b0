"""Load balancers: their interfaces, names, zones, health, whose address a target sees, and services behind them."""

import pytest
from test_reach import ANY


class Farm:
    """A network load balancer in two subnets, with an instance behind it in a third."""

    def __init__(self, net, two):
        self.net, self.two = net, two
        self.group = net.group(two.vpc)
        self.inner = net.subnet(two.vpc, "10.0.5.0/24")
        image = net.ec2.describe_images()["Images"][0]["ImageId"]
        made = net.ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=1, SubnetId=self.inner, SecurityGroupIds=[self.group]
        )
        self.instance = made["Instances"][0]["InstanceId"]

    def balancer(self, kind="network", scheme="internal", groups=(), subnets=None, port=443, **attributes):
        elb = self.net.elbv2
        given = {"SecurityGroups": list(groups)} if groups else {}
        subnets = subnets or [self.two.a, self.two.b]
        made = elb.create_load_balancer(Name="lb", Type=kind, Scheme=scheme, Subnets=subnets, **given)["LoadBalancers"][
            0
        ]
        self.arn, self.name = made["LoadBalancerArn"], made["DNSName"]
        protocol = "TCP" if kind == "network" else "HTTP"
        target = elb.create_target_group(
            Name="tg",
            Protocol="TCP" if kind == "network" else "HTTP",
            Port=8080,
            VpcId=self.two.vpc,
            TargetType="instance",
        )["TargetGroups"][0]["TargetGroupArn"]
        elb.register_targets(TargetGroupArn=target, Targets=[{"Id": self.instance}])
        elb.create_listener(
            LoadBalancerArn=self.arn, Protocol=protocol, Port=port,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": target}],
        )  # fmt: skip
        self.target_group = target
        return self.name

    def cross_zone(self):
        self.net.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=self.arn, Attributes=[{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]
        )


@pytest.fixture
def farm(net, two):
    return Farm(net, two)


def interfaces(net, **wanted):
    shown = net.ec2.describe_network_interfaces()["NetworkInterfaces"]
    return [one for one in shown if all(one.get(key) == value for key, value in wanted.items())]


def test_a_balancer_has_an_interface_in_each_subnet_until_it_is_deleted(net, two, farm):
    farm.balancer()
    found = interfaces(net, InterfaceType="network_load_balancer")
    assert {one["SubnetId"] for one in found} == {two.a, two.b}
    assert {one["Description"] for one in found} == {f"ELB net/lb/{farm.arn.rpartition('/')[2]}"}
    assert all(one["RequesterManaged"] and one["RequesterId"] == "amazon-elb" for one in found)
    assert {one["Attachment"]["InstanceOwnerId"] for one in found} == {"amazon-elb"}
    net.elbv2.delete_load_balancer(LoadBalancerArn=farm.arn)
    assert not interfaces(net, InterfaceType="network_load_balancer")


def test_its_name_answers_the_nodes_whose_zone_has_a_healthy_target(net, two, farm):
    name = farm.balancer()
    by_subnet = {one["SubnetId"]: one["PrivateIpAddress"] for one in interfaces(net, RequesterId="amazon-elb")}
    assert net.aws.resolve(name) == {by_subnet[two.a]}
    assert net.aws.resolve(f"us-east-1b.{name}") == {by_subnet[two.b]}
    farm.cross_zone()
    assert net.aws.resolve(name, two.web) == set(by_subnet.values())
    net.ec2.stop_instances(InstanceIds=[farm.instance])
    assert net.aws.resolve(name) == set(by_subnet.values()), "all unhealthy: every node answers"


def test_a_target_of_a_network_balancer_sees_the_client(net, two, farm):
    name = farm.balancer()
    assert net.aws.reach(two.web, name, 443).codes == ("ENI_SG_RULES_MISMATCH",)
    net.allow(farm.group, "10.0.1.0/24", 8080)
    path = net.aws.reach(two.web, name, 443)
    assert path, str(path)
    assert path.ports == (range(443, 444),)
    assert path.seen_as == interfaces(net, NetworkInterfaceId=two.web)[0]["PrivateIpAddress"]
    assert net.aws.reach(two.web, name, 8080).codes == ("ELBV2_LISTENERS_MISMATCH",)
    net.ec2.stop_instances(InstanceIds=[farm.instance])
    assert not net.aws.reach(two.web, name, 443)


def test_clients_of_the_internet_are_answered_through_the_node(net, two, farm):
    """The target's subnet has no way out; what it answers goes by the balancer."""
    table = net.table(two.vpc, two.a)
    net.route(table, ANY, GatewayId=net.igw(two.vpc))
    name = farm.balancer(scheme="internet-facing", subnets=[two.a])
    net.allow(farm.group, ANY, 8080)
    path = net.aws.reach("internet", name, 443)
    assert path, str(path)
    assert path.seen_as == "198.51.100.1"
    net.acl(two.vpc, two.a, (100, True, "allow", ANY), (100, False, "allow", ANY, 443, 443))
    path = net.aws.reach("internet", name, 443)
    assert path.codes == ("SUBNET_ACL_RESTRICTION",), "the node's ACL lets no answers of targets in"
    assert not net.aws.reach("internet", net.aws.resolve(name).source and next(iter(net.aws.resolve(name))), 80)


def test_an_application_balancer_speaks_for_itself(net, two, farm):
    front = net.group(two.vpc, (ANY, 443))
    name = farm.balancer("application", groups=[front])
    net.allow(farm.group, front, 8080)
    path = net.aws.reach(two.web, name, 443)
    assert path, str(path)
    node = next(one for one in interfaces(net, SubnetId=two.a) if one["RequesterId"] == "amazon-elb")
    assert path.seen_as == node["PrivateIpAddress"]
    assert net.aws.reach(two.web, farm.arn, 443)
    net.ec2.revoke_security_group_egress(
        GroupId=front,
        IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANY}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}],
    )
    assert net.aws.reach(two.web, name, 443).codes == ("ENI_SG_RULES_MISMATCH",)


def test_an_endpoint_service_sends_its_consumers_to_healthy_targets(net, two, farm):
    farm.balancer()
    net.allow(farm.group, "10.0.0.0/16", 8080)
    service = net.ec2.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[farm.arn], AcceptanceRequired=False
    )["ServiceConfiguration"]
    consumer = net.vpc("10.8.0.0/16")
    ends = [net.subnet(consumer, f"10.8.{number}.0/24", zone) for number, zone in ((1, "a"), (2, "b"))]
    client = net.eni(ends[0], net.group(consumer))
    endpoint = net.ec2.create_vpc_endpoint(
        VpcId=consumer, ServiceName=service["ServiceName"], VpcEndpointType="Interface", SubnetIds=ends,
        SecurityGroupIds=[net.group(consumer, (ANY, 443))],
    )["VpcEndpoint"]["VpcEndpointId"]  # fmt: skip
    shown = net.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    _, first, second = (entry["DnsName"] for entry in shown["DnsEntries"])
    if "us-east-1b" in first:
        first, second = second, first
    path = net.aws.reach(client, first, 443)
    assert path, str(path)
    assert {endpoint, service["ServiceId"]} <= set(path.via)
    assert path.seen_as.startswith("10.0.1.")
    assert net.aws.reach(client, second, 443).codes == ("ELBV2_NO_TARGETS_IN_AZ",)
    farm.cross_zone()
    assert net.aws.reach(client, second, 443)
    assert net.aws.reach(client, second, 80).codes == ("ENI_SG_RULES_MISMATCH",)


def test_a_network_balancer_may_have_an_elastic_address(net, two):
    address = net.ec2.allocate_address(Domain="vpc")
    made = net.elbv2.create_load_balancer(
        Name="e", Type="network", SubnetMappings=[{"SubnetId": two.a, "AllocationId": address["AllocationId"]}]
    )["LoadBalancers"][0]
    assert net.aws.resolve(made["DNSName"]) == {address["PublicIp"]}
    net.elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    assert "AssociationId" not in net.ec2.describe_addresses()["Addresses"][0]


def test_an_address_target_that_nobody_has_is_unhealthy(net, two):
    made = net.elbv2.create_load_balancer(Name="e", Type="network", Scheme="internal", Subnets=[two.a])[
        "LoadBalancers"
    ][0]
    group = net.elbv2.create_target_group(Name="tg", Protocol="TCP", Port=80, VpcId=two.vpc, TargetType="ip")
    group = group["TargetGroups"][0]["TargetGroupArn"]
    net.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.7.200"}])
    net.elbv2.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"], Protocol="TCP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )  # fmt: skip
    assert not net.aws.reach(two.web, made["DNSName"], 80)
    host, empty = net.group(two.vpc, (ANY, 80)), net.subnet(two.vpc, "10.0.7.0/24", "b")
    net.ec2.create_network_interface(SubnetId=empty, PrivateIpAddress="10.0.7.200", Groups=[host])
    assert not net.aws.reach(two.web, made["DNSName"], 80), "it is in another zone"
    net.elbv2.modify_load_balancer_attributes(
        LoadBalancerArn=made["LoadBalancerArn"],
        Attributes=[{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}],
    )
    assert net.aws.reach(two.web, made["DNSName"], 80)
