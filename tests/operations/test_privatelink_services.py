"""The provider's side: creating, changing, describing and deleting endpoint services."""

import pytest

pytestmark = pytest.mark.usefixtures("wire")

MADE_UP = "0123456789abcdef0"
EXPECTING = "(expecting 'vpce-svc-...; the Id may only contain lowercase alphanumeric characters and a single dash')"
ONE_KIND = "exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member"
ARN = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/{}/missing/0123456789abcdef"


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_service_as_it_is_answered(provider):
    balancer = provider.make_balancer()
    answer = provider.ec2.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer], ClientToken="one"
    )
    made = answer["ServiceConfiguration"]
    assert answer["ClientToken"] == "one"
    service_id = made["ServiceId"]
    assert made == {
        "ServiceType": [{"ServiceType": "Interface"}],
        "ServiceId": service_id,
        "ServiceName": f"com.amazonaws.vpce.us-east-1.{service_id}",
        "ServiceState": "Available",
        "AvailabilityZoneIds": ["use1-az6", "use1-az1"],
        "AvailabilityZones": ["us-east-1a", "us-east-1b"],
        "AcceptanceRequired": True,
        "ManagesVpcEndpoints": False,
        "NetworkLoadBalancerArns": [balancer],
        "SupportedIpAddressTypes": ["ipv4"],
        "BaseEndpointDnsNames": [f"{service_id}.us-east-1.vpce.amazonaws.com"],
        "PrivateDnsNameConfiguration": {},
        "Tags": [],
        "SupportedRegions": [{"Region": "us-east-1", "ServiceState": "Available"}],
        "RemoteAccessEnabled": False,
    }
    assert provider.service(service_id) == made
    prefix, _, number = service_id.rpartition("-")
    assert (prefix, len(number), number[0]) == ("vpce-svc", 17, "0")


def test_service_behind_a_gateway_load_balancer(provider):
    balancer = provider.make_balancer(kind="gateway")
    made = provider.make_service(balancer, kind="gateway")
    assert made["ServiceType"] == [{"ServiceType": "GatewayLoadBalancer"}]
    assert made["GatewayLoadBalancerArns"] == [balancer]
    assert made.keys().isdisjoint({"NetworkLoadBalancerArns", "BaseEndpointDnsNames"})


def test_load_balancers_that_do_not_do(provider):
    network, gateway = provider.make_balancer(), provider.make_balancer("inner", kind="gateway")
    application = provider.make_balancer("web", kind="application")
    create = provider.ec2.create_vpc_endpoint_service_configuration
    missing, malformed = ARN.format("net"), "arn:aws:elasticloadbalancing:us-east-1"
    for options, code, message in (
        ({}, "InvalidParameter", ONE_KIND),
        ({"NetworkLoadBalancerArns": [network], "GatewayLoadBalancerArns": [gateway]}, "InvalidParameter", ONE_KIND),
        (
            {"NetworkLoadBalancerArns": [malformed]},
            "InvalidNetworkLoadBalancerArn.Malformed",
            f"Invalid Network Load Balancer ARN: '{malformed}'",
        ),
        (
            {"NetworkLoadBalancerArns": [missing]},
            "InvalidNetworkLoadBalancerArn.NotFound",
            f"The Network Load Balancer '{missing}' does not exist",
        ),
        (
            {"GatewayLoadBalancerArns": [ARN.format("gwy")]},
            "InvalidGatewayLoadBalancerArn.NotFound",
            f"The Gateway Load Balancer '{ARN.format('gwy')}' does not exist",
        ),
        (
            {"NetworkLoadBalancerArns": [application]},
            "InvalidParameter",
            f"Load balancer {application} is not a Network Load Balancer.",
        ),
        (
            {"NetworkLoadBalancerArns": [network], "SupportedIpAddressTypes": ["ipv4", "ipv6"]},
            "InvalidParameter",
            f"IP address type ipv6 is not supported by load balancer {network}.",
        ),
    ):
        with provider.refused(code, message):
            create(**options)


def test_options_that_do_not_do(provider):
    network, gateway = provider.make_balancer(), provider.make_balancer("inner", kind="gateway")
    for options, code, message in (
        (
            {"GatewayLoadBalancerArns": [gateway], "PrivateDnsName": "api.example.com"},
            "InvalidParameter",
            "Private DNS names are not supported for Gateway Load Balancer endpoint services.",
        ),
        (
            {"GatewayLoadBalancerArns": [gateway], "SupportedRegions": ["eu-west-1"]},
            "InvalidParameter",
            "Supported Regions cannot be specified for Gateway Load Balancer endpoint services.",
        ),
        (
            {"NetworkLoadBalancerArns": [network], "SupportedRegions": ["moon-1"]},
            "InvalidParameter",
            "Region moon-1 is not a valid Region for this service.",
        ),
        (
            {
                "NetworkLoadBalancerArns": [network],
                "TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "a", "Value": "b"}]}],
            },
            "InvalidParameterValue",
            "'vpc-endpoint' is not a valid taggable resource type for this operation.",
        ),
        ({"NetworkLoadBalancerArns": [network], "DryRun": True}, "DryRunOperation", None),
    ):
        with provider.refused(code, message or "Request would have succeeded, but DryRun flag is set."):
            provider.ec2.create_vpc_endpoint_service_configuration(**options)


def test_network_load_balancer_serves_one_service(provider):
    balancer = provider.make_balancer()
    provider.make_service(balancer)
    message = f"Load balancer {balancer} is already associated with an endpoint service."
    with provider.refused("InvalidParameter", message):
        provider.make_service(balancer)


def test_gateway_load_balancer_serves_several_services(provider):
    balancer = provider.make_balancer("inner", kind="gateway")
    first, second = (provider.make_service(balancer, kind="gateway") for _ in range(2))
    assert first["ServiceId"] != second["ServiceId"]
    assert first["GatewayLoadBalancerArns"] == second["GatewayLoadBalancerArns"] == [balancer]
    third = provider.make_service(provider.make_balancer("other", kind="gateway"), kind="gateway")
    provider.ec2.modify_vpc_endpoint_service_configuration(
        ServiceId=third["ServiceId"], AddGatewayLoadBalancerArns=[balancer]
    )
    assert balancer in provider.service(third["ServiceId"])["GatewayLoadBalancerArns"]


@pytest.mark.parametrize(
    "name", ["API.example.com", "a" * 64 + ".com", ".".join(["a" * 60] * 5), "*", "a.*.com", "one"]
)
def test_names_that_no_service_can_have(provider, name):
    balancer = provider.make_balancer()
    with provider.refused("InvalidParameter", f"The private DNS name '{name}' is not valid."):
        provider.make_service(balancer, PrivateDnsName=name)


@pytest.mark.needs(moto="5.2.5", why="older moto makes no dual-stack load balancers")
def test_dualstack_service_and_consumer(provider):
    vpc = provider.make_vpc(AmazonProvidedIpv6CidrBlock=True)
    (shown,) = provider.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
    block = shown["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    subnet = provider.make_subnet(vpc, Ipv6CidrBlock=block)
    balancer = provider.make_balancer(subnets=[subnet], Scheme="internet-facing")
    provider.elbv2.set_ip_address_type(LoadBalancerArn=balancer, IpAddressType="dualstack")
    made = provider.make_service(balancer, SupportedIpAddressTypes=["ipv4", "ipv6"])
    assert made["SupportedIpAddressTypes"] == ["ipv4", "ipv6"]
    filters = [{"Name": "supported-ip-address-types", "Values": ["ipv6"]}]
    found = provider.ec2.describe_vpc_endpoint_service_configurations(Filters=filters)["ServiceConfigurations"]
    assert [one["ServiceId"] for one in found] == [made["ServiceId"]]
    modify = provider.ec2.modify_vpc_endpoint_service_configuration
    modify(ServiceId=made["ServiceId"], RemoveSupportedIpAddressTypes=["ipv6"])
    assert provider.service(made["ServiceId"])["SupportedIpAddressTypes"] == ["ipv4"]
    modify(ServiceId=made["ServiceId"], AddSupportedIpAddressTypes=["ipv6"])
    assert provider.service(made["ServiceId"])["SupportedIpAddressTypes"] == ["ipv4", "ipv6"]


def test_second_family_needs_load_balancers_that_have_it(provider, service):
    (balancer,) = service["NetworkLoadBalancerArns"]
    with provider.refused("InvalidParameter", f"IP address type ipv6 is not supported by load balancer {balancer}."):
        modify(provider, service, AddSupportedIpAddressTypes=["ipv6"])


def test_service_keeps_to_its_kind_of_load_balancer(provider, service):
    gateway = provider.make_balancer("inner", kind="gateway")
    with provider.refused("InvalidParameter", ONE_KIND):
        modify(provider, service, AddGatewayLoadBalancerArns=[gateway])


def modify(place, service, **options):
    return place.ec2.modify_vpc_endpoint_service_configuration(ServiceId=service["ServiceId"], **options)


def test_acceptance_is_for_connections_to_come(provider, consumer, service):
    first = consumer.make_endpoint(service["ServiceName"])["VpcEndpointId"]
    assert modify(provider, service, AcceptanceRequired=True)["Return"] is True
    second = consumer.make_endpoint(service["ServiceName"])
    assert (consumer.state(first), second["State"]) == ("available", "pendingAcceptance")


def test_service_that_is_not_there(provider, consumer, service):
    unknown = f"vpce-svc-{MADE_UP}"
    code, text = "InvalidVpcEndpointServiceId.NotFound", "The VpcEndpointService Id '{}' does not exist"
    for place, one in ((provider, unknown), (consumer, service["ServiceId"])):
        ec2 = place.ec2
        for act, options in (
            (ec2.modify_vpc_endpoint_service_configuration, {}),
            (ec2.modify_vpc_endpoint_service_permissions, {}),
            (ec2.describe_vpc_endpoint_service_permissions, {}),
            (ec2.start_vpc_endpoint_service_private_dns_verification, {}),
            (ec2.modify_vpc_endpoint_service_payer_responsibility, {"PayerResponsibility": "ServiceOwner"}),
        ):
            with provider.refused(code, text.format(one)):
                act(ServiceId=one, **options)
        with provider.refused(code, text.format(one)):
            ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[one])
    with provider.refused("InvalidVpcEndpointServiceIdId.Malformed", f"Invalid Id: 'svc' {EXPECTING}"):
        provider.ec2.modify_vpc_endpoint_service_configuration(ServiceId="svc")


def test_zones_follow_the_load_balancers_once_the_service_is_modified(provider, consumer):
    balancer = provider.make_balancer(subnets=provider.subnets[:1])
    made = provider.make_service(balancer)
    provider.admit(made, "*")
    assert made["AvailabilityZones"] == ["us-east-1a"]
    provider.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=provider.subnets)
    assert provider.service(made["ServiceId"])["AvailabilityZones"] == ["us-east-1a"]
    modify(provider, made)
    assert provider.service(made["ServiceId"])["AvailabilityZones"] == ["us-east-1a", "us-east-1b"]
    assert len(consumer.make_endpoint(made["ServiceName"], SubnetIds=consumer.subnets)["SubnetIds"]) == 2


def test_load_balancers_come_and_go(provider):
    first, second = provider.make_balancer(subnets=provider.subnets[:1]), provider.make_balancer("second")
    made = provider.make_service(first)
    modify(provider, made, AddNetworkLoadBalancerArns=[second], RemoveNetworkLoadBalancerArns=[first])
    shown = provider.service(made["ServiceId"])
    assert shown["NetworkLoadBalancerArns"] == [second]
    assert shown["AvailabilityZones"] == ["us-east-1a", "us-east-1b"]
    provider.elbv2.delete_load_balancer(LoadBalancerArn=first)
    with provider.refused("InvalidParameter", f"Service {made['ServiceId']} must have at least one load balancer."):
        modify(provider, made, RemoveNetworkLoadBalancerArns=[second])
    message = f"Load balancer {first} is not associated with service {made['ServiceId']}."
    with provider.refused("InvalidParameter", message):
        modify(provider, made, RemoveNetworkLoadBalancerArns=[first])


def test_load_balancer_that_connections_go_to_stays(provider, consumer):
    """Each zone's interface keeps to the load balancer that was chosen for it."""
    first, second = (provider.make_balancer(f"zone-{zone}", subnets=[provider.subnets[zone]]) for zone in (0, 1))
    made = provider.make_service(first, second)
    provider.admit(made, "*")
    endpoint_id = consumer.make_endpoint(made["ServiceName"], SubnetIds=consumer.subnets[:1])["VpcEndpointId"]
    third = provider.make_balancer("third")
    modify(provider, made, AddNetworkLoadBalancerArns=[third])
    message = "Service has existing active VPC Endpoint connections!"
    with provider.refused("ExistingVpcEndpointConnections", message):
        modify(provider, made, RemoveNetworkLoadBalancerArns=[first])
    modify(provider, made, RemoveNetworkLoadBalancerArns=[second])
    consumer.delete(endpoint_id)
    modify(provider, made, RemoveNetworkLoadBalancerArns=[first])
    assert provider.service(made["ServiceId"])["NetworkLoadBalancerArns"] == [third]


def test_delete(provider, service):
    delete = provider.ec2.delete_vpc_endpoint_service_configurations
    unknown = f"vpce-svc-{MADE_UP}"
    text = f"The VpcEndpointService Id '{unknown}' does not exist"
    assert delete(ServiceIds=[unknown, service["ServiceId"]])["Unsuccessful"] == [
        {"ResourceId": unknown, "Error": {"Code": "InvalidVpcEndpointService.NotFound", "Message": text}}
    ]
    assert provider.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []
    provider.elbv2.delete_load_balancer(LoadBalancerArn=service["NetworkLoadBalancerArns"][0])
    with provider.refused("InvalidVpcEndpointServiceIdId.Malformed", f"Invalid Id: 'x' {EXPECTING}"):
        delete(ServiceIds=["x"])


@pytest.mark.parametrize("accepted", [False, True])
def test_delete_with_live_connections(provider, consumer, guarded_service, accepted):
    delete = provider.ec2.delete_vpc_endpoint_service_configurations
    service_id = guarded_service["ServiceId"]
    endpoint_id = consumer.make_endpoint(guarded_service["ServiceName"])["VpcEndpointId"]
    if accepted:
        provider.decide("accept", guarded_service, endpoint_id)
    before = provider.picture()
    assert delete(ServiceIds=[service_id])["Unsuccessful"] == [
        {
            "ResourceId": service_id,
            "Error": {
                "Code": "ExistingVpcEndpointConnections",
                "Message": "Service has existing active VPC Endpoint connections!",
            },
        }
    ]
    assert provider.picture() == before
    provider.decide("reject", guarded_service, endpoint_id)
    assert delete(ServiceIds=[service_id])["Unsuccessful"] == []
    assert consumer.state(endpoint_id) == "rejected", "the consumer has to delete what is left of it"
    assert consumer.delete(endpoint_id) == []


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_deleting_takes_its_time(aws, provider, consumer, service):
    delete = provider.ec2.delete_vpc_endpoint_service_configurations
    assert delete(ServiceIds=[service["ServiceId"]])["Unsuccessful"] == []
    assert provider.service(service["ServiceId"])["ServiceState"] == "Deleting"
    assert delete(ServiceIds=[service["ServiceId"]])["Unsuccessful"] == []
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="InvalidServiceName"):
        consumer.make_endpoint(service["ServiceName"])
    aws.clock.advance(seconds=30)
    assert provider.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_nothing_changes_a_service_that_is_being_deleted(provider, service):
    service_id, ec2 = service["ServiceId"], provider.ec2
    ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service_id])
    for arn in service["NetworkLoadBalancerArns"]:
        provider.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    for act, options in (
        (ec2.modify_vpc_endpoint_service_configuration, {"RemoveSupportedRegions": ["eu-west-1"]}),
        (ec2.modify_vpc_endpoint_service_permissions, {"AddAllowedPrincipals": ["*"]}),
        (ec2.accept_vpc_endpoint_connections, {"VpcEndpointIds": ["vpce-0123456789abcdef0"]}),
        (ec2.modify_vpc_endpoint_service_payer_responsibility, {"PayerResponsibility": "ServiceOwner"}),
        (ec2.start_vpc_endpoint_service_private_dns_verification, {}),
    ):
        with pytest.raises(ec2.exceptions.ClientError, match=r"InvalidVpcEndpointServiceId\.NotFound"):
            act(ServiceId=service_id, **options)
    assert provider.service(service_id)["ServiceState"] == "Deleting"


def test_filters_of_services(provider, service):
    describe = provider.ec2.describe_vpc_endpoint_service_configurations
    provider.ec2.create_tags(Resources=[service["ServiceId"]], Tags=[{"Key": "team", "Value": "net"}])
    other = provider.make_service(provider.make_balancer("other"))
    for name, value in (
        ("service-name", service["ServiceName"]),
        ("service-id", service["ServiceId"]),
        ("tag:team", "n?t"),
        ("tag-key", "team"),
    ):
        found = describe(Filters=[{"Name": name, "Values": [value]}])["ServiceConfigurations"]
        assert [one["ServiceId"] for one in found] == [service["ServiceId"]]
    found = describe(Filters=[{"Name": "service-state", "Values": ["Avail*"]}])["ServiceConfigurations"]
    assert [one["ServiceId"] for one in found] == [service["ServiceId"], other["ServiceId"]]
    elsewhere = "com.amazonaws.vpce.us-west-2.vpce-svc-0123456789abcdef0"
    assert describe(Filters=[{"Name": "service-name", "Values": [elsewhere]}])["ServiceConfigurations"] == []
    with provider.refused("InvalidFilter", "The filter 'owner' is invalid"):
        describe(Filters=[{"Name": "owner", "Values": ["me"]}])


def test_pages_of_services(provider):
    made = [provider.make_service(provider.make_balancer(f"b{number}"))["ServiceId"] for number in range(6)]
    describe = provider.ec2.describe_vpc_endpoint_service_configurations
    first = describe(MaxResults=5)
    second = describe(MaxResults=5, NextToken=first["NextToken"])
    assert "NextToken" not in second
    pages = first["ServiceConfigurations"] + second["ServiceConfigurations"]
    assert [one["ServiceId"] for one in pages] == made
    assert "NextToken" not in describe(MaxResults=2000)


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_payer(provider, consumer, service):
    pay = provider.ec2.modify_vpc_endpoint_service_payer_responsibility
    before = consumer.make_endpoint(service["ServiceName"])
    assert "PayerResponsibilities" not in before
    assert pay(ServiceId=service["ServiceId"], PayerResponsibility="ServiceOwner")["ReturnValue"] is True
    assert provider.service(service["ServiceId"])["PayerResponsibility"] == "ServiceOwner"
    (listed,) = consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[service["ServiceName"]])["ServiceDetails"]
    assert listed["PayerResponsibility"] == "ServiceOwner"
    answer = consumer.ec2.modify_vpc_endpoint_payer_responsibility(
        VpcEndpointId=before["VpcEndpointId"],
        PayerResponsibility="vpc-endpoint-account",
        Scope="vpc-endpoint-charges",
    )
    answer.pop("ResponseMetadata")
    paying = [{"Scope": "vpc-endpoint-charges", "PayerResponsibilityType": "vpc-endpoint-account"}]
    assert answer == {"VpcEndpointId": before["VpcEndpointId"], "PayerResponsibilities": paying}
    assert consumer.endpoint(before["VpcEndpointId"])["PayerResponsibilities"] == paying


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_payer_is_settled_by_the_services_owner_too(provider, consumer, stranger, service):
    endpoint_id = consumer.make_endpoint(service["ServiceName"])["VpcEndpointId"]
    options = {
        "VpcEndpointId": endpoint_id,
        "PayerResponsibility": "vpc-endpoint-service-account",
        "Scope": "vpc-endpoint-charges",
    }
    with consumer.refused("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{endpoint_id}' does not exist"):
        stranger.ec2.modify_vpc_endpoint_payer_responsibility(**options)
    provider.ec2.modify_vpc_endpoint_payer_responsibility(ServiceId=service["ServiceId"], **options)
    (settled,) = consumer.endpoint(endpoint_id)["PayerResponsibilities"]
    assert settled["PayerResponsibilityType"] == "vpc-endpoint-service-account"
