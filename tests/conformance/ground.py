"""The ground that conformance tests stand on: two accounts with a bit of everything, built once a module."""

import json
from types import SimpleNamespace

from botocore.config import Config
from ground_client_vpn import ClientVpn
from ground_vpn import Vpn
from support.picture import picture

from mockvpce.engine.operation import registry
from mockvpce.moto_bridge import random_source

PROVIDER = "111111111111"
CONSUMER = "222222222222"
REGION = "us-east-1"
MANY = 6
"""More than the smallest page that any operation allows."""

UNCHECKED = Config(parameter_validation=False)
"""Lets the client send what it would refuse itself."""


class Side:
    """One account: a client that is answered in the process, and one whose requests are seen on the wire."""

    def __init__(self, aws, account):
        self.account = account
        self.here = aws.client("ec2", account=account, region=REGION, config=UNCHECKED)
        self.wire = aws.client("ec2", account=account, region=REGION, config=UNCHECKED)
        self.wire.meta.events.register("before-send.ec2", lambda **_: None)
        self.checked = aws.client("ec2", account=account, region=REGION)

    def call(self, operation, **given):
        return getattr(self.here, registry[operation].model.python_name)(**given)


def _tags(**tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


class Ground:
    """What there is, by name."""

    def __init__(self, aws):
        self.aws = aws
        self.provider = Side(aws, PROVIDER)
        self.consumer = Side(aws, CONSUMER)
        self._build_provider()
        self._build_consumer()
        self._build_peerings()
        self._build_insights()
        self.vpn = Vpn(self)
        self.client_vpn = ClientVpn(self)
        aws.settle()
        self.snapshot = aws.snapshot()

    def restore(self):
        self.aws.restore(self.snapshot)

    def afresh(self, client):
        """The client, with everything as it was built: moto's next ids too."""
        self.restore()
        random_source.seed("afresh")
        return client

    def _network(self, side, block):
        ec2 = side.here
        vpc = ec2.create_vpc(CidrBlock=f"10.{block}.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{block}.{number}.0/24", AvailabilityZone=REGION + zone)
            for number, zone in enumerate("ab")
        ]
        group = ec2.create_security_group(VpcId=vpc, GroupName="endpoints", Description="endpoints")["GroupId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        return SimpleNamespace(
            vpc=vpc, subnets=[one["Subnet"]["SubnetId"] for one in subnets], group=group, table=table
        )

    def _build_provider(self):
        side = self.provider
        self.home = self._network(side, 1)
        elbv2 = self.aws.client("elbv2", account=PROVIDER, region=REGION)
        balancers = [
            elbv2.create_load_balancer(Name=f"b{number}", Type="network", Scheme="internal", Subnets=self.home.subnets)
            for number in range(MANY + 1)
        ]
        *used, self.free_balancer = [one["LoadBalancers"][0]["LoadBalancerArn"] for one in balancers]
        self.services = [
            side.here.create_vpc_endpoint_service_configuration(
                NetworkLoadBalancerArns=[arn],
                AcceptanceRequired=True,
                PrivateDnsName=f"s{number}.example.com",
                TagSpecifications=[{"ResourceType": "vpc-endpoint-service", "Tags": _tags(number=str(number))}],
            )["ServiceConfiguration"]
            for number, arn in enumerate(used)
        ]
        self.service = self.services[0]["ServiceId"]
        self.idle_service = self.services[-1]["ServiceId"]
        self.principals = [f"arn:aws:iam::{CONSUMER}:root"]
        self.principals += [f"arn:aws:iam::{CONSUMER}:user/u{number}" for number in range(MANY)]
        side.here.modify_vpc_endpoint_service_permissions(ServiceId=self.service, AddAllowedPrincipals=self.principals)
        sns = self.aws.client("sns", account=PROVIDER, region=REGION)
        statement = {"Effect": "Allow", "Principal": {"Service": "vpce.amazonaws.com"}, "Action": "SNS:Publish"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement | {"Resource": "*"}]})
        self.topic = sns.create_topic(Name="connections", Attributes={"Policy": policy})["TopicArn"]
        self.notification = self._notify(self.service)
        for service in self.services[1:]:
            self._notify(service["ServiceId"])

    def _notify(self, service):
        made = self.provider.here.create_vpc_endpoint_connection_notification(
            ServiceId=service, ConnectionNotificationArn=self.topic, ConnectionEvents=["Connect"]
        )
        return made["ConnectionNotification"]["ConnectionNotificationId"]

    def _build_consumer(self):
        side = self.consumer
        self.place = self._network(side, 2)
        shared = {"VpcId": self.place.vpc, "VpcEndpointType": "Interface"}
        name = self.services[0]["ServiceName"]
        made = [
            side.here.create_vpc_endpoint(
                **shared,
                ServiceName=name,
                SubnetIds=self.place.subnets[:1],
                TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": _tags(number=str(number))}],
            )["VpcEndpoint"]["VpcEndpointId"]
            for number in range(MANY)
        ]
        self.waiting, self.connected, *_ = made
        self.provider.here.accept_vpc_endpoint_connections(ServiceId=self.service, VpcEndpointIds=[self.connected])
        self.endpoint = side.here.create_vpc_endpoint(
            **shared, ServiceName=f"com.amazonaws.{REGION}.sqs", SubnetIds=self.place.subnets
        )["VpcEndpoint"]["VpcEndpointId"]
        side.here.create_vpc_endpoint(
            VpcId=self.place.vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[self.place.table]
        )
        self._build_prefix_list(side.here)
        self._build_exclusions(side.here)

    def _build_exclusions(self, ec2):
        """What public access is not blocked for."""
        modes = ["allow-egress", *["allow-bidirectional"] * (MANY - 1)]
        made = [
            ec2.create_vpc_block_public_access_exclusion(
                SubnetId=self.place.subnets[0],
                InternetGatewayExclusionMode=mode,
                TagSpecifications=[
                    {"ResourceType": "vpc-block-public-access-exclusion", "Tags": _tags(number=str(number))}
                ],
            )["VpcBlockPublicAccessExclusion"]["ExclusionId"]
            for number, mode in enumerate(modes)
        ]
        self.excluded = made[0]

    def _build_prefix_list(self, ec2):
        """A list of many entries, which many groups name."""
        self.listed = ec2.create_managed_prefix_list(
            PrefixListName="offices",
            MaxEntries=MANY,
            AddressFamily="IPv4",
            Entries=[{"Cidr": f"198.51.{number}.0/24"} for number in range(MANY)],
        )["PrefixList"]["PrefixListId"]
        rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "PrefixListIds": [{"PrefixListId": self.listed}]}
        for number in range(MANY):
            group = ec2.create_security_group(GroupName=f"listed{number}", Description="x", VpcId=self.place.vpc)[
                "GroupId"
            ]
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])

    def _build_peerings(self):
        self.peerings = []
        for block in range(10, 10 + MANY):
            vpc = self.consumer.here.create_vpc(CidrBlock=f"10.{block}.0.0/16")["Vpc"]["VpcId"]
            made = self.consumer.here.create_vpc_peering_connection(
                VpcId=vpc,
                PeerVpcId=self.home.vpc,
                PeerOwnerId=PROVIDER,
                TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": _tags(block=str(block))}],
            )
            self.peerings.append(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])
        self.aws.settle()
        self.asked, self.peered, *_ = self.peerings
        self.provider.here.accept_vpc_peering_connection(VpcPeeringConnectionId=self.peered)

    def _build_insights(self):
        ec2 = self.consumer.here
        subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [self.place.vpc]}])["Subnets"][0][
            "SubnetId"
        ]
        self.near, self.far = (
            ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"] for _ in range(2)
        )
        matches = [{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}}]
        for port in range(80, 80 + MANY):
            ports = {"FromPort": port, "ToPort": port}
            filters = {
                "SourceAddress": "10.0.0.9",
                "SourcePortRange": ports,
                "DestinationAddress": "10.0.0.8",
                "DestinationPortRange": ports,
            }
            made = ec2.create_network_insights_path(
                Source=self.near,
                Destination=self.far,
                Protocol="tcp",
                FilterAtSource=filters,
                FilterAtDestination=filters,
                TagSpecifications=[{"ResourceType": "network-insights-path", "Tags": _tags(port=str(port))}],
            )["NetworkInsightsPath"]
            self.insights_path = made["NetworkInsightsPathId"]
            made = ec2.start_network_insights_analysis(
                NetworkInsightsPathId=self.insights_path,
                TagSpecifications=[{"ResourceType": "network-insights-analysis", "Tags": _tags(port=str(port))}],
            )["NetworkInsightsAnalysis"]
            self.insights_analysis = made["NetworkInsightsAnalysisId"]
            made = ec2.create_network_insights_access_scope(
                MatchPaths=matches,
                TagSpecifications=[{"ResourceType": "network-insights-access-scope", "Tags": _tags(port=str(port))}],
            )["NetworkInsightsAccessScope"]
            self.scope = made["NetworkInsightsAccessScopeId"]
            kind = "network-insights-access-scope-analysis"
            made = ec2.start_network_insights_access_scope_analysis(
                NetworkInsightsAccessScopeId=self.scope,
                TagSpecifications=[{"ResourceType": kind, "Tags": _tags(port=str(port))}],
            )["NetworkInsightsAccessScopeAnalysis"]
            self.scope_analysis = made["NetworkInsightsAccessScopeAnalysisId"]
        lone = ec2.create_network_insights_path(Source=self.far, Destination=self.near, Protocol="udp")
        self.lone_path = lone["NetworkInsightsPath"]["NetworkInsightsPathId"]
        lone = ec2.create_network_insights_access_scope(MatchPaths=matches)["NetworkInsightsAccessScope"]
        self.lone_scope = lone["NetworkInsightsAccessScopeId"]

    def picture(self):
        """All that a request which is refused must leave as it was."""
        return [picture(side.here) for side in (self.provider, self.consumer)]
