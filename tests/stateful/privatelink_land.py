"""The ground of the PrivateLink machine: places with a VPC, subnets and tables, and pictures of all that is there."""

from dataclasses import dataclass
from itertools import count

from botocore.exceptions import ClientError

ZONES = "abc"
ALLOWED = {
    "connect": {"InvalidServiceName", "InvalidParameter", "DuplicateSubnetsInSameZone", "InvalidSubnetId.NotFound"},
    "gateway": {"RouteAlreadyExists", "InvalidRouteTableId.NotFound", "VpcEndpointLimitExceeded"},
    "modify": {
        "InvalidParameter",
        "DuplicateSubnetsInSameZone",
        "InvalidSubnetId.NotFound",
        "InvalidVpcEndpointId.NotFound",
        "InvalidVpcEndpointState",
        "InvalidRouteTableId.NotFound",
        "OperationInProgress",
        "RouteAlreadyExists",
    },
    "service": {"InvalidVpcEndpointServiceId.NotFound", "InvalidParameter", "ExistingVpcEndpointConnections"},
    "balancer": {"ResourceInUse", "LoadBalancerNotFound", "InvalidNetworkLoadBalancerArn.NotFound"},
    "subnet": {"DependencyViolation", "InvalidSubnetID.NotFound"},
    "table": {"DependencyViolation", "InvalidRouteTableID.NotFound"},
    "route": {"InvalidVpcEndpointId.NotFound", "InvalidParameterValue", "RouteNotSupported", "RouteAlreadyExists"},
}
"""What AWS may refuse of each kind of request; anything else is a fault."""


def attempt(kind, act, **options):
    """The answer; None for a refusal of those that the kind may meet."""
    try:
        return act(**options)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ALLOWED[kind]:
            raise
        return None


@dataclass
class Land:
    """An account in a Region."""

    account: str
    region: str
    ec2: object
    elbv2: object
    vpc: str = ""

    def __post_init__(self):
        self.numbers = count(1)
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        self.subnets = [self.make_subnet(zone) for zone in ZONES]
        self.tables = [self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]

    def make_subnet(self, zone):
        """A subnet in a zone of that letter."""
        options = {"CidrBlock": f"10.0.{next(self.numbers)}.0/24", "AvailabilityZone": self.region + zone}
        return self.ec2.create_subnet(VpcId=self.vpc, **options)["Subnet"]["SubnetId"]

    def make_balancer(self, subnets, kind):
        """The ARN of a load balancer of that kind in these subnets."""
        options = {"Name": f"b{next(self.numbers)}", "Type": kind, "Subnets": subnets}
        return self.elbv2.create_load_balancer(**options)["LoadBalancers"][0]["LoadBalancerArn"]

    def picture(self):
        """All that the place shows of PrivateLink; none of these requests may fail."""
        ec2 = self.ec2
        enis = ec2.describe_network_interfaces()["NetworkInterfaces"]
        ec2.describe_vpc_endpoint_services(Filters=[{"Name": "owner", "Values": ["1*", "2*"]}])
        ec2.describe_vpc_endpoint_associations()
        return MotoSnapshot(
            {one["VpcEndpointId"]: one for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]},
            {
                one["ServiceId"]: one
                for one in ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
            },
            {one["VpcEndpointId"]: one for one in ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]},
            {one["NetworkInterfaceId"]: one for one in enis if one["Description"].startswith("VPC Endpoint")},
            {
                (table["RouteTableId"], route["GatewayId"])
                for table in ec2.describe_route_tables()["RouteTables"]
                for route in table["Routes"]
                if route.get("GatewayId", "").startswith("vpce-")
            },
        )


@dataclass
class MotoSnapshot:
    """What one place shows."""

    endpoints: dict
    services: dict
    connections: dict
    interfaces: dict
    routes: set
