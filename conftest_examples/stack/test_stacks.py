import pytest


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def test_a_consumer_of_a_provider(deploy, ec2):
    service = deploy("provider")["ServiceName"]
    made = deploy("consumer")
    (endpoint,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[made["Endpoint"]])["VpcEndpoints"]
    assert (endpoint["ServiceName"], endpoint["State"]) == (service, "available")
    assert made["Address"].startswith(made["Endpoint"])


def test_an_export_is_kept_for_those_who_import_it(deploy, cloudformation):
    deploy("provider")
    deploy("consumer")
    cloudformation.delete_stack(StackName="provider")
    assert "provider" in {one["StackName"] for one in cloudformation.describe_stacks()["Stacks"]}
    cloudformation.delete_stack(StackName="consumer")
    cloudformation.delete_stack(StackName="provider")
    assert not cloudformation.describe_stacks()["Stacks"]


def test_a_failing_stack_says_why_and_leaves_nothing(deploy, ec2):
    deploy("provider", Name="orders")
    before = ec2.describe_vpcs()["Vpcs"]
    with pytest.raises(RuntimeError, match="No export named invoices-service found"):
        deploy("consumer", Name="invoices")
    assert ec2.describe_vpcs()["Vpcs"] == before


def test_the_reason_names_the_resource_and_what_ec2_said(deploy, ec2):
    name = deploy("provider")["ServiceName"]
    ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[name.rpartition(".")[2]])
    with pytest.raises(RuntimeError, match=f"Endpoint: .*{name}.*does not exist.*Service: Ec2"):
        deploy("consumer")
