"""Places to work in: an account and Region with builders for what most tests need before they can begin."""

from functools import cached_property

import pytest
from support.account import Account

from mockvpce import mock_vpce

PROVIDER = "111111111111"
CONSUMER = "222222222222"
STRANGER = "333333333333"


@pytest.fixture(params=[False, True], ids=["client", "wire"])
def wire(request):
    """Asked for, it runs a test through both gateways."""
    return request.param


@pytest.fixture
def aws(request):
    """An active mock; `parametrize("aws", [{...}], indirect=True)` gives it options."""
    options = {"region": "us-east-1", **getattr(request, "param", {})}
    if "wire" in request.fixturenames:
        options["wire"] = request.getfixturevalue("wire")
    with mock_vpce(**options) as handle:
        yield handle


class Place(Account):
    """An account in a Region, with what PrivateLink needs."""

    def __init__(self, aws, account, region="us-east-1"):
        super().__init__(aws, account, region)
        self._blocks = 0

    def make_vpc(self, *, dns=True, cidr="10.0.0.0/16", **options):
        vpc = self.ec2.create_vpc(CidrBlock=cidr, **options)["Vpc"]["VpcId"]
        if dns:
            self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        return vpc

    def make_subnet(self, vpc, zone="a", **options):
        """A subnet of the next free /24 in the zone of that letter."""
        self._blocks += 1
        options = {"CidrBlock": f"10.0.{self._blocks}.0/24", **options}
        made = self.ec2.create_subnet(VpcId=vpc, AvailabilityZone=self.region + zone, **options)
        return made["Subnet"]["SubnetId"]

    @cached_property
    def vpc(self):
        return self.make_vpc()

    @cached_property
    def subnets(self):
        """Two subnets of `vpc` in the first two zones."""
        return [self.make_subnet(self.vpc, zone) for zone in "ab"]

    @cached_property
    def table(self):
        """A route table of `vpc`."""
        return self.make_table()

    def make_table(self):
        return self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]

    def make_group(self, name="endpoints", vpc=None):
        return self.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc or self.vpc)["GroupId"]

    @cached_property
    def default_group(self):
        filters = [{"Name": "vpc-id", "Values": [self.vpc]}, {"Name": "group-name", "Values": ["default"]}]
        return self.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]

    def make_balancer(self, name="front", *, kind="network", subnets=None, **options):
        options = {"Scheme": "internal", **options}
        made = self.elbv2.create_load_balancer(Name=name, Type=kind, Subnets=subnets or self.subnets, **options)
        return made["LoadBalancers"][0]["LoadBalancerArn"]

    def make_service(self, *balancers, kind="network", **options):
        """An endpoint service behind the load balancers, or behind a new one."""
        key = "GatewayLoadBalancerArns" if kind == "gateway" else "NetworkLoadBalancerArns"
        options = {key: list(balancers) or [self.make_balancer(kind=kind)], "AcceptanceRequired": False, **options}
        return self.ec2.create_vpc_endpoint_service_configuration(**options)["ServiceConfiguration"]

    def admit(self, service, *principals):
        return self.ec2.modify_vpc_endpoint_service_permissions(
            ServiceId=service["ServiceId"], AddAllowedPrincipals=list(principals)
        )

    def make_endpoint(self, service="com.amazonaws.us-east-1.sqs", kind="Interface", **options):
        """What CreateVpcEndpoint answers, without having let anything happen since."""
        options = {"VpcId": self.vpc, "VpcEndpointType": kind, "ServiceName": service, **options}
        return self.ec2.create_vpc_endpoint(**options)["VpcEndpoint"]

    def endpoint(self, endpoint_id):
        return self.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]

    def state(self, endpoint_id):
        return self.endpoint(endpoint_id)["State"]

    def service(self, service_id):
        return self.ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[service_id])["ServiceConfigurations"][
            0
        ]

    def connections(self, service_id=None):
        filters = [{"Name": "service-id", "Values": [service_id]}] if service_id else []
        return self.ec2.describe_vpc_endpoint_connections(Filters=filters)["VpcEndpointConnections"]

    def decide(self, decision, service, *endpoint_ids):
        act = getattr(self.ec2, f"{decision}_vpc_endpoint_connections")
        return act(ServiceId=service["ServiceId"], VpcEndpointIds=list(endpoint_ids))["Unsuccessful"]

    def modify(self, endpoint_id, **options):
        return self.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **options)

    def delete(self, *endpoint_ids):
        return self.ec2.delete_vpc_endpoints(VpcEndpointIds=list(endpoint_ids))["Unsuccessful"]

    def interfaces(self, *endpoint_ids):
        """The network interfaces of endpoints, in no order; of all endpoints without ids."""
        found = self.ec2.describe_network_interfaces()["NetworkInterfaces"]
        return [
            one
            for one in found
            if one["Description"].startswith("VPC Endpoint Interface")
            and (not endpoint_ids or one["Description"].rsplit(" ", 1)[-1] in endpoint_ids)
        ]

    def routes(self, table=None):
        """The routes of a table beside the local one."""
        shown = self.ec2.describe_route_tables(RouteTableIds=[table or self.table])["RouteTables"][0]["Routes"]
        return [route for route in shown if route.get("GatewayId") != "local"]

    def refused(self, code, message):
        """The block's request fails with this code and text, and changes nothing."""
        assert self.subnets, "what is built on demand is there before the picture is taken"
        return self.unchanged(code, message)


@pytest.fixture
def place(aws):
    """Makes places: `place(account, region)`."""

    def make(account, region="us-east-1"):
        return Place(aws, account, region)

    return make


@pytest.fixture
def provider(place):
    return place(PROVIDER)


@pytest.fixture
def consumer(place):
    return place(CONSUMER)


@pytest.fixture
def stranger(place):
    return place(STRANGER)


@pytest.fixture
def service(provider, consumer):
    """A service of the provider's to which the consumer is admitted, without acceptance."""
    made = provider.make_service()
    provider.admit(made, f"arn:aws:iam::{consumer.account}:root")
    return made


@pytest.fixture
def guarded_service(provider, consumer):
    """The same, with acceptance."""
    made = provider.make_service(AcceptanceRequired=True)
    provider.admit(made, f"arn:aws:iam::{consumer.account}:root")
    return made
