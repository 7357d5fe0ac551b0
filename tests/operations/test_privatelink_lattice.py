"""Endpoints to VPC Lattice: Resource and ServiceNetwork, and what they lead to."""

import importlib.util

import pytest

pytestmark = pytest.mark.usefixtures("wire")
needs_lattice = pytest.mark.skipif(
    importlib.util.find_spec("moto.vpclattice") is None, reason="this moto has no VPC Lattice to look networks up in"
)

RESOURCE = "arn:aws:vpc-lattice:us-east-1:222222222222:resourceconfiguration/rcfg-0123456789abcdef0"


def make(consumer, kind, **options):
    return consumer.ec2.create_vpc_endpoint(VpcId=consumer.vpc, VpcEndpointType=kind, **options)["VpcEndpoint"]


def associations(consumer, **options):
    return consumer.ec2.describe_vpc_endpoint_associations(**options)["VpcEndpointAssociations"]


@pytest.fixture
def network(consumer):
    """A service network of the consumer's."""
    return consumer.client("vpc-lattice").create_service_network(name="mesh")


def test_resource_endpoint_as_it_is_answered(consumer):
    made = make(
        consumer, "Resource", ResourceConfigurationArn=RESOURCE, SubnetIds=consumer.subnets, IpAddressType="ipv4"
    )
    assert made["State"] == "Pending"
    assert made["IpAddressType"] == "IPV4"
    assert made["ResourceConfigurationArn"] == RESOURCE
    assert made["Groups"] == [{"GroupId": consumer.default_group, "GroupName": "default"}]
    assert (made["PrivateDnsEnabled"], made["DnsEntries"]) == (False, [])
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv4"}
    assert made.keys().isdisjoint({"ServiceName", "PolicyDocument", "RouteTableIds", "ServiceNetworkArn"})
    assert len(consumer.interfaces(made["VpcEndpointId"])) == 2, "one interface a subnet"
    assert consumer.state(made["VpcEndpointId"]) == "Available"
    filters = [{"Name": "vpc-endpoint-type", "Values": ["Resource"]}]
    assert len(consumer.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]) == 1
    assert consumer.delete(made["VpcEndpointId"]) == []
    assert consumer.interfaces() == []


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
@pytest.mark.parametrize("preference", ["ALL_DOMAINS", "VERIFIED_DOMAINS_ONLY"])
def test_domains_by_default(consumer, preference):
    options = {"PrivateDnsPreference": preference}
    made = make(consumer, "Resource", ResourceConfigurationArn=RESOURCE, PrivateDnsEnabled=True, DnsOptions=options)
    assert made["PrivateDnsEnabled"] is True
    assert made["DnsOptions"]["PrivateDnsSpecifiedDomains"] == ["*"]
    assert made["DnsOptions"]["PrivateDnsPreference"] == preference


def test_association_of_a_resource(consumer):
    made = make(consumer, "Resource", ResourceConfigurationArn=RESOURCE, SubnetIds=consumer.subnets)["VpcEndpointId"]
    (shown,) = associations(consumer)
    assert shown["Id"].startswith("vpce-rsc-asc-0")
    assert len(shown["Id"].rpartition("-")[2]) == 17
    assert shown["VpcEndpointId"] == made
    assert shown["AssociatedResourceArn"] == RESOURCE
    assert shown["AssociatedResourceAccessibility"] == "Accessible"
    assert shown["Tags"] == []
    name = shown["DnsEntry"]["DnsName"]
    assert name.startswith(f"{made}.rcfg-0123456789abcdef0.")
    assert name.endswith(".vpc-lattice-rsc.us-east-1.on.aws")
    assert shown["DnsEntry"]["HostedZoneId"].startswith("Z")


def test_filters_of_associations(consumer):
    first = make(consumer, "Resource", ResourceConfigurationArn=RESOURCE, SubnetIds=consumer.subnets)["VpcEndpointId"]
    second = make(consumer, "Resource", ResourceConfigurationArn=RESOURCE[:-1] + "1", SubnetIds=consumer.subnets)
    second = second["VpcEndpointId"]

    def found(name, value):
        return [one["VpcEndpointId"] for one in associations(consumer, Filters=[{"Name": name, "Values": [value]}])]

    ids = {one["VpcEndpointId"]: one["Id"] for one in associations(consumer)}
    assert found("vpc-endpoint-id", second) == [second]
    assert found("association-id", ids[first]) == [first]
    assert found("associated-resource-id", "rcfg-0123456789abcdef0") == [first]
    assert found("associated-resource-accessibility", "Accessible") == [first, second]
    assert found("service-network-arn", "*") == []
    assert found("resource-configuration-group-arn", "*") == []
    assert [one["VpcEndpointId"] for one in associations(consumer, VpcEndpointIds=[second])] == [second]
    assert [one["VpcEndpointId"] for one in associations(consumer, MaxResults=1)] == [first]
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="InvalidParameterValue"):
        associations(consumer, MaxResults=101)
    unknown = "vpce-0123456789abcdef0"
    with consumer.refused("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{unknown}' does not exist"):
        associations(consumer, VpcEndpointIds=[unknown])


@needs_lattice
def test_service_network_endpoint(consumer, network):
    made = make(consumer, "ServiceNetwork", ServiceNetworkArn=network["arn"], SubnetIds=consumer.subnets[:1])
    assert made["State"] == "Pending"
    assert made["ServiceNetworkArn"] == network["arn"]
    assert made["NetworkInterfaceIds"] == []
    assert associations(consumer) == []


@needs_lattice
def test_associations_by_way_of_a_network(consumer, network):
    lattice = consumer.client("vpc-lattice")
    service = lattice.create_service(name="orders")
    lattice.create_service_network_service_association(
        serviceIdentifier=service["id"], serviceNetworkIdentifier=network["id"]
    )
    lattice.create_service_network_resource_association(
        resourceConfigurationIdentifier="rcfg-0123456789abcdef0", serviceNetworkIdentifier=network["id"]
    )
    options = {"ServiceNetworkArn": network["arn"], "SubnetIds": consumer.subnets[:1]}
    made = make(consumer, "ServiceNetwork", **options)["VpcEndpointId"]
    found = {one["AssociatedResourceArn"]: one for one in associations(consumer)}
    assert found.keys() == {RESOURCE, service["arn"]}
    for one in found.values():
        assert one["VpcEndpointId"] == made
        assert (one["ServiceNetworkArn"], one["ServiceNetworkName"]) == (network["arn"], "mesh")
    assert found[RESOURCE]["DnsEntry"]["DnsName"].startswith(f"{made}-snra")
    assert found[RESOURCE]["DnsEntry"]["DnsName"].endswith(".vpc-lattice-rsc.us-east-1.on.aws")
    assert found[service["arn"]]["DnsEntry"]["DnsName"].startswith(f"{made}-snsa")
    assert found[service["arn"]]["DnsEntry"]["DnsName"].endswith(".vpc-lattice-svcs.us-east-1.on.aws")
    filters = [{"Name": "service-network-arn", "Values": [network["arn"]]}]
    assert len(associations(consumer, Filters=filters)) == 2


@needs_lattice
def test_network_that_is_not_there(consumer, network):
    arn = network["arn"][:-1] + ("0" if network["arn"][-1] != "0" else "1")
    with consumer.refused("InvalidServiceNetworkArn.NotFound", f"The ARN '{arn}' does not exist."):
        make(consumer, "ServiceNetwork", ServiceNetworkArn=arn)


SQS = "com.amazonaws.us-east-1.sqs"
NETWORK = RESOURCE.replace("resourceconfiguration/rcfg-", "servicenetwork/sn-")
UNSUPPORTED = "{} is not supported for {} type VPC Endpoint."
REFUSED = [
    ("Resource", {}, "MissingParameter", "The request must contain the parameter ResourceConfigurationArn"),
    ("ServiceNetwork", {}, "MissingParameter", "The request must contain the parameter ServiceNetworkArn"),
    (
        "Resource",
        {"ResourceConfigurationArn": "arn:aws:x"},
        "InvalidResourceConfigurationArn.Malformed",
        "The ARN 'arn:aws:x' is not valid.",
    ),
    (
        "ServiceNetwork",
        {"ServiceNetworkArn": RESOURCE},
        "InvalidServiceNetworkArn.Malformed",
        f"The ARN '{RESOURCE}' is not valid.",
    ),
    (
        "Resource",
        {"ResourceConfigurationArn": RESOURCE, "ServiceNetworkArn": NETWORK},
        "InvalidParameter",
        UNSUPPORTED.format("ServiceNetworkArn", "Resource"),
    ),
    (
        "Resource",
        {"ResourceConfigurationArn": RESOURCE, "ServiceName": SQS},
        "InvalidParameter",
        UNSUPPORTED.format("ServiceName", "Resource"),
    ),
    (
        "Resource",
        {"ResourceConfigurationArn": RESOURCE, "RouteTableIds": ["rtb-0123456789abcdef0"]},
        "InvalidParameter",
        "Route table IDs are only supported for Gateway type VPC Endpoint.",
    ),
    (
        "Resource",
        {"ResourceConfigurationArn": RESOURCE, "PolicyDocument": "{}"},
        "InvalidParameter",
        UNSUPPORTED.format("PolicyDocument", "Resource"),
    ),
    (
        "Interface",
        {"ResourceConfigurationArn": RESOURCE, "ServiceName": SQS},
        "InvalidParameter",
        UNSUPPORTED.format("ResourceConfigurationArn or ServiceNetworkArn", "Interface"),
    ),
]


@pytest.mark.parametrize(("kind", "options", "code", "message"), REFUSED)
def test_what_is_refused(consumer, kind, options, code, message):
    with consumer.refused(code, message):
        make(consumer, kind, **options)
