"""Endpoints, services, permissions and notifications in stacks. The templates are made by troposphere."""

from __future__ import annotations

import json
import re

import pytest
from botocore.exceptions import ClientError, WaiterError
from troposphere import GetAtt, Join, Output, Parameter, Ref, Select, Sub, Tags, Template, ec2
from troposphere import elasticloadbalancingv2 as elb

SERVICE = "com.amazonaws.us-east-1.ecr.api"


def network(template: Template) -> None:
    template.add_resource(
        ec2.VPC("Vpc", CidrBlock="10.0.0.0/16", EnableDnsSupport=True, EnableDnsHostnames=True),
    )
    for number, zone in enumerate("ab"):
        template.add_resource(
            ec2.Subnet(
                f"Subnet{zone.upper()}",
                VpcId=Ref("Vpc"),
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"us-east-1{zone}",
            )
        )
    template.add_resource(ec2.SecurityGroup("Group", VpcId=Ref("Vpc"), GroupDescription="endpoints"))


def interface_template(**properties) -> Template:
    template = Template()
    network(template)
    members = {"VpcEndpointType": "Interface", "ServiceName": SERVICE, "SubnetIds": [Ref("SubnetA")]}
    template.add_resource(ec2.VPCEndpoint("Endpoint", VpcId=Ref("Vpc"), **{**members, **properties}))
    template.add_output(
        [
            Output("Id", Value=GetAtt("Endpoint", "Id")),
            Output("Ref", Value=Ref("Endpoint")),
            Output("Created", Value=GetAtt("Endpoint", "CreationTimestamp")),
            Output("Names", Value=Join(",", GetAtt("Endpoint", "DnsEntries"))),
            Output("Interfaces", Value=Join(",", GetAtt("Endpoint", "NetworkInterfaceIds"))),
        ]
    )
    return template


def outputs(stacks, name: str) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}


def resource_ids(stacks, name: str) -> dict[str, str]:
    summaries = stacks.list_stack_resources(StackName=name)["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def create(stacks, template: Template, name: str = "stack") -> dict[str, str]:
    stacks.create_stack(StackName=name, TemplateBody=template.to_json())
    stacks.get_waiter("stack_create_complete").wait(StackName=name)
    return resource_ids(stacks, name)


def reason(stacks, status: str) -> str:
    """Why a resource came to have the status."""
    events = stacks.describe_stack_events(StackName="stack")["StackEvents"]
    return next(one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == status)


def endpoint_of(client, endpoint_id: str) -> dict:
    (endpoint,) = client.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"]
    return endpoint


class TestEndpoint:
    def test_ref_and_every_attribute(self, stacks, client):
        made = create(stacks, interface_template())
        endpoint = endpoint_of(client, made["Endpoint"])
        shown = outputs(stacks, "stack")
        assert shown["Id"] == shown["Ref"] == endpoint["VpcEndpointId"]
        assert shown["Interfaces"] == ",".join(endpoint["NetworkInterfaceIds"])
        assert re.fullmatch(r"\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}", shown["Created"])
        names = [f"{entry['HostedZoneId']}:{entry['DnsName']}" for entry in endpoint["DnsEntries"]]
        assert shown["Names"] == ",".join(names)
        assert names[0].startswith(f"Z7HUB22UULQXV:{endpoint['VpcEndpointId']}-")

    def test_private_dns_is_off_unless_asked_for(self, stacks, client):
        made = create(stacks, interface_template())
        assert endpoint_of(client, made["Endpoint"])["PrivateDnsEnabled"] is False
        stacks.update_stack(StackName="stack", TemplateBody=interface_template(PrivateDnsEnabled=True).to_json())
        assert resource_ids(stacks, "stack")["Endpoint"] == made["Endpoint"]
        assert endpoint_of(client, made["Endpoint"])["PrivateDnsEnabled"] is True

    def test_changes_in_place(self, stacks, client):
        made = create(stacks, interface_template(Tags=Tags(Name="before")))
        policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*", "Resource": "*"}]}
        changed = interface_template(
            SubnetIds=[Ref("SubnetB")],
            SecurityGroupIds=[Ref("Group")],
            PolicyDocument=policy,
            Tags=Tags(Name="after"),
        )
        stacks.update_stack(StackName="stack", TemplateBody=changed.to_json())
        endpoint = endpoint_of(client, made["Endpoint"])
        assert endpoint["SubnetIds"] == [made["SubnetB"]]
        assert [group["GroupId"] for group in endpoint["Groups"]] == [made["Group"]]
        assert json.loads(endpoint["PolicyDocument"]) == policy
        assert [tag for tag in endpoint["Tags"] if tag["Key"] == "Name"] == [{"Key": "Name", "Value": "after"}]
        stacks.update_stack(StackName="stack", TemplateBody=interface_template(SubnetIds=[Ref("SubnetB")]).to_json())
        assert '"Action": "*"' in endpoint_of(client, made["Endpoint"])["PolicyDocument"]

    def test_another_service_is_another_endpoint(self, stacks, client):
        made = create(stacks, interface_template())
        other = interface_template(ServiceName="com.amazonaws.us-east-1.ecr.dkr")
        stacks.update_stack(StackName="stack", TemplateBody=other.to_json())
        replaced = resource_ids(stacks, "stack")["Endpoint"]
        assert replaced != made["Endpoint"]
        assert endpoint_of(client, replaced)["ServiceName"].endswith("ecr.dkr")
        with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
            endpoint_of(client, made["Endpoint"])

    def test_gateway_routes(self, stacks, client):
        template = Template()
        network(template)
        template.add_resource(ec2.RouteTable("Table", VpcId=Ref("Vpc")))
        gateway = ec2.VPCEndpoint(
            "Endpoint",
            VpcId=Ref("Vpc"),
            ServiceName=Sub("com.amazonaws.${AWS::Region}.s3"),
            RouteTableIds=[Ref("Table")],
        )
        template.add_resource(gateway)
        made = create(stacks, template)

        def targets() -> list[str]:
            (table,) = client.describe_route_tables(RouteTableIds=[made["Table"]])["RouteTables"]
            return [route["GatewayId"] for route in table["Routes"] if "DestinationPrefixListId" in route]

        assert targets() == [made["Endpoint"]]
        gateway.properties.pop("RouteTableIds")
        stacks.update_stack(StackName="stack", TemplateBody=template.to_json())
        assert targets() == []

    def test_error_fails_the_stack_and_rolls_it_back(self, stacks, client):
        before = {vpc["VpcId"] for vpc in client.describe_vpcs()["Vpcs"]}
        template = interface_template(ServiceName="com.amazonaws.us-east-1.nothing")
        with pytest.raises(WaiterError, match="ROLLBACK_COMPLETE"):
            create(stacks, template)
        assert "com.amazonaws.us-east-1.nothing' does not exist" in reason(stacks, "CREATE_FAILED")
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert {vpc["VpcId"] for vpc in client.describe_vpcs()["Vpcs"]} == before

    def test_error_in_an_update_goes_back_to_the_stack_as_it_was(self, stacks, client):
        made = create(stacks, interface_template())
        changed = interface_template(SubnetIds=[Ref("SubnetA"), Ref("SubnetB")], PolicyDocument={"Statement": ["all"]})
        stacks.update_stack(StackName="stack", TemplateBody=changed.to_json())
        (stack,) = stacks.describe_stacks(StackName="stack")["Stacks"]
        assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert "Policy" in reason(stacks, "UPDATE_FAILED")
        assert endpoint_of(client, made["Endpoint"])["SubnetIds"] == [made["SubnetA"]]

    def test_delete(self, stacks, client):
        create(stacks, interface_template())
        stacks.delete_stack(StackName="stack")
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert client.describe_network_interfaces()["NetworkInterfaces"] == []


def service_template(*, principals: list[str], events: list[str], **properties) -> Template:
    template = Template()
    network(template)
    template.add_parameter(Parameter("Manual", Type="String", Default="false"))
    template.add_resource(
        elb.LoadBalancer("Balancer", Name="front", Type="network", Scheme="internal", Subnets=[Ref("SubnetA")])
    )
    members = {"AcceptanceRequired": Ref("Manual"), "NetworkLoadBalancerArns": [Ref("Balancer")]}
    template.add_resource(ec2.VPCEndpointService("Service", **{**members, **properties}))
    template.add_resource(
        ec2.VPCEndpointServicePermissions("Permissions", ServiceId=Ref("Service"), AllowedPrincipals=principals)
    )
    template.add_resource(
        ec2.VPCEndpointConnectionNotification(
            "Notification",
            ServiceId=Ref("Service"),
            ConnectionEvents=events,
            ConnectionNotificationArn=Join(
                ":", ["arn:aws:sns", Ref("AWS::Region"), Ref("AWS::AccountId"), "connections"]
            ),
        )
    )
    template.add_output(Output("ServiceId", Value=GetAtt("Service", "ServiceId")))
    template.add_output(Output("NotificationId", Value=GetAtt("Notification", "VPCEndpointConnectionNotificationId")))
    return template


PRINCIPALS = ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]


@pytest.fixture
def _topic(vpce_mock):
    """A topic that endpoint services may publish to; moto has no topic policies in templates."""
    topics = vpce_mock.client("sns", region="us-east-1")
    arn = topics.create_topic(Name="connections")["TopicArn"]
    publishing = {"Principal": {"Service": "vpce.amazonaws.com"}, "Action": "SNS:Publish", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **publishing}]})
    topics.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


@pytest.mark.usefixtures("_topic")
class TestService:
    def test_create_with_permissions_and_notification(self, stacks, client):
        made = create(stacks, service_template(principals=PRINCIPALS[:1], events=["Accept"]))
        shown = outputs(stacks, "stack")
        assert shown["ServiceId"] == made["Service"] == made["Permissions"]
        assert shown["NotificationId"] == made["Notification"]
        (service,) = client.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
        assert (service["ServiceId"], service["AcceptanceRequired"]) == (made["Service"], False)
        assert allowed(client, made["Service"]) == set(PRINCIPALS[:1])

    def test_changes_in_place(self, stacks, client):
        made = create(stacks, service_template(principals=PRINCIPALS[:1], events=["Accept"]))
        changed = service_template(
            principals=PRINCIPALS[1:], events=["Reject"], AcceptanceRequired=True, PayerResponsibility="ServiceOwner"
        )
        stacks.update_stack(StackName="stack", TemplateBody=changed.to_json())
        assert resource_ids(stacks, "stack") == made
        (service,) = client.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
        assert (service["AcceptanceRequired"], service["PayerResponsibility"]) == (True, "ServiceOwner")
        assert allowed(client, made["Service"]) == set(PRINCIPALS[1:])
        (notice,) = client.describe_vpc_endpoint_connection_notifications()["ConnectionNotificationSet"]
        assert notice["ConnectionEvents"] == ["Reject"]

    def test_endpoint_of_the_same_stack(self, stacks, client):
        template = service_template(principals=["*"], events=["Connect"])
        template.add_resource(
            ec2.VPCEndpoint(
                "Endpoint",
                VpcId=Ref("Vpc"),
                VpcEndpointType="Interface",
                ServiceName=Join(".", ["com.amazonaws.vpce", Ref("AWS::Region"), Ref("Service")]),
                SubnetIds=[Ref("SubnetA")],
            )
        )
        template.add_output(Output("First", Value=Select(0, GetAtt("Endpoint", "DnsEntries"))))
        made = create(stacks, template)
        assert made["Endpoint"] in outputs(stacks, "stack")["First"]
        (connection,) = client.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
        assert connection["VpcEndpointId"] == made["Endpoint"]
        stacks.delete_stack(StackName="stack")
        assert client.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []

    def test_bad_principal_rolls_everything_back(self, stacks, client):
        with pytest.raises(WaiterError, match="ROLLBACK_COMPLETE"):
            create(stacks, service_template(principals=["nobody"], events=["Accept"]))
        assert "Principal" in reason(stacks, "CREATE_FAILED")
        assert client.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


def allowed(client, service_id: str) -> set[str]:
    answered = client.describe_vpc_endpoint_service_permissions(ServiceId=service_id)
    return {one["Principal"] for one in answered["AllowedPrincipals"]}


@pytest.mark.parametrize(
    "tags",
    [[(f"k{n}", "v") for n in range(60)], [("aws:x", "v")], [("long", "v" * 300)]],
    ids=["sixty", "reserved", "long"],
)
def test_tags_of_an_update_obey_the_rules_of_create_tags(stacks, client, tags):
    create(stacks, interface_template())
    changed = interface_template(Tags=Tags(**dict(tags)))
    stacks.update_stack(StackName="stack", TemplateBody=changed.to_json())
    (stack,) = stacks.describe_stacks(StackName="stack")["Stacks"]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    (endpoint,) = client.describe_vpc_endpoints()["VpcEndpoints"]
    assert not {key for key, _ in tags} & {tag["Key"] for tag in endpoint["Tags"]}


def test_another_role_keeps_the_peering(stacks):
    def template(role):
        made = Template()
        made.add_resource(ec2.VPC("One", CidrBlock="10.0.0.0/16"))
        made.add_resource(ec2.VPC("Other", CidrBlock="10.1.0.0/16"))
        arn = f"arn:aws:iam::123456789012:role/{role}"
        made.add_resource(
            ec2.VPCPeeringConnection("Peering", VpcId=Ref("One"), PeerVpcId=Ref("Other"), PeerRoleArn=arn)
        )
        return made

    create(stacks, template("a"))
    before = resource_ids(stacks, "stack")
    stacks.update_stack(StackName="stack", TemplateBody=template("b").to_json())
    assert resource_ids(stacks, "stack") == before
