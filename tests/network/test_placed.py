"""Clients that call from a place: what carries their requests, what they are told where no way leads there."""

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError
from perimeter import deny, document, error_of, notes


def test_a_gateway_endpoint_carries_a_call_and_the_call_says_so(ground):
    s3 = ground.aws.client("s3", at=ground.web)
    assert s3.get_object(Bucket="data", Key="k")["Body"].read() == b"content"
    call = ground.aws.calls("GetObject", service="s3")[-1]
    assert call.path.via == (ground.gateway,)
    assert call.decision
    assert call.decision.context["aws:SourceVpce"] == ground.gateway


def test_without_a_way_the_connection_times_out_and_the_path_is_told(ground):
    with pytest.raises(ConnectTimeoutError, match=r"https://sqs\.us-east-1\.amazonaws\.com/") as failed:
        ground.aws.client("sqs", at=ground.web).list_queues()
    assert "NO_ROUTE_TO_DESTINATION" in notes(failed.value)
    call = ground.aws.calls[-1]
    assert (call.code, call.attempts, call.decision.timed_out) == ("ConnectTimeoutError", 1, True)
    assert call.path.codes == ("NO_ROUTE_TO_DESTINATION",)


def test_a_closed_group_of_an_endpoint_is_a_time_out(ground):
    closed = ground.net.group(ground.vpc)
    ground.endpoint("sqs", VpcEndpointType="Interface", SubnetIds=[ground.subnet], SecurityGroupIds=[closed])
    with pytest.raises(ConnectTimeoutError) as failed:
        ground.aws.client("sqs", at=ground.web).list_queues()
    assert closed in notes(failed.value)


def test_a_name_that_does_not_resolve_is_no_connection(ground):
    ground.aws.client("route53").create_hosted_zone(
        Name="sqs.us-east-1.amazonaws.com",
        CallerReference="1",
        VPC={"VPCRegion": "us-east-1", "VPCId": ground.vpc},
    )
    with pytest.raises(EndpointConnectionError, match="Could not connect to the endpoint URL"):
        ground.aws.client("sqs", at=ground.web).list_queues()


def test_a_nat_gateway_shows_its_address(ground):
    address = ground.nat()
    ground.aws.client("sqs", at=ground.web).list_queues()
    assert ground.aws.calls[-1].decision.context["aws:SourceIp"] == address


def test_a_client_on_the_internet_needs_no_network(ground):
    ground.aws.client("sqs", at="internet").list_queues()
    assert ground.aws.calls[-1].decision.context["aws:SourceIp"] == "198.51.100.1"


def test_an_instance_and_a_subnet_are_places(ground):
    instance = ground.net.instance(ground.subnet, ground.net.group(ground.vpc))
    for place in (instance, ground.subnet):
        ground.aws.client("s3", at=place).get_object(Bucket="data", Key="k")
    assert ground.aws.resource("s3", at=ground.web).Object("data", "k").get()["ContentLength"] == 7


def test_the_name_of_an_endpoint_is_a_way(ground):
    made = ground.interface_endpoint("sqs", document(deny("sqs:ListQueues"), Principal="*"))
    name = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["DnsEntries"][0]["DnsName"]
    sqs = ground.aws.client("sqs", at=ground.web, endpoint_url=f"https://{name}")
    error = error_of(sqs.list_queues)
    assert ground.aws.calls[-1].decision.policy == made
    assert error.response["Error"]["Message"].endswith("with an explicit deny in a VPC endpoint policy")
    with pytest.raises(ConnectTimeoutError):  # its name is known everywhere, its addresses are private
        ground.aws.client("sqs", at="internet", endpoint_url=f"https://{name}").list_queues()


def test_another_subnet_without_the_prefix_list_route_goes_elsewhere(ground):
    other = ground.net.subnet(ground.vpc, "10.0.5.0/24")
    ground.net.table(ground.vpc, other)
    with pytest.raises(ConnectTimeoutError):
        ground.aws.client("s3", at=other).get_object(Bucket="data", Key="k")


def test_a_bucket_in_another_region_is_not_carried_by_the_gateway_endpoint(ground):
    far = ground.aws.client("s3", region="eu-west-1")
    far.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with pytest.raises(ConnectTimeoutError):
        ground.aws.client("s3", at=ground.web).list_objects_v2(Bucket="far")
    address = ground.nat()
    ground.aws.client("s3", at=ground.web).list_objects_v2(Bucket="far")
    assert ground.aws.calls[-1].decision.context["aws:SourceIp"] == address


def test_an_endpoint_carries_no_copy_from_another_region(ground):
    far = ground.aws.client("s3", region="eu-west-1")
    far.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    far.put_object(Bucket="far", Key="k", Body=b"")
    s3 = ground.aws.client("s3", at=ground.web)
    s3.copy_object(Bucket="data", Key="near", CopySource="data/k")
    error = error_of(s3.copy_object, Bucket="data", Key="copy", CopySource={"Bucket": "far", "Key": "k"})
    assert error.response["Error"] == {
        "Code": "AccessDenied",
        "Message": "VPC endpoints do not support cross-region requests",
    }
    assert f"not carried by {ground.gateway}" in notes(error)
    ground.aws.client("s3", at="internet").copy_object(Bucket="data", Key="copy", CopySource="far/k")


def test_a_gateway_endpoint_is_for_its_own_vpc(ground):
    other = ground.net.vpc("10.1.0.0/16")
    subnet = ground.net.subnet(other, "10.1.1.0/24")
    peering = ground.net.peer(ground.vpc, other)
    ground.net.route(ground.net.main_table(other), "10.0.0.0/16", VpcPeeringConnectionId=peering)
    ground.net.route(ground.table, "10.1.0.0/16", VpcPeeringConnectionId=peering)
    with pytest.raises(ConnectTimeoutError):
        ground.aws.client("s3", at=subnet).get_object(Bucket="data", Key="k")


def test_an_interface_endpoint_is_for_peers_too_who_name_it(ground):
    made = ground.interface_endpoint("sqs")
    other = ground.net.vpc("10.1.0.0/16")
    place = ground.net.subnet(other, "10.1.1.0/24")
    peering = ground.net.peer(ground.vpc, other)
    ground.net.route(ground.net.main_table(other), "10.0.0.0/16", VpcPeeringConnectionId=peering)
    ground.net.route(ground.table, "10.1.0.0/16", VpcPeeringConnectionId=peering)
    group = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["Groups"][0]["GroupId"]
    ground.net.allow(group, "10.1.0.0/16", 443)
    name = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["DnsEntries"][0]["DnsName"]
    ground.aws.client("sqs", at=place, endpoint_url=f"https://{name}").list_queues()
    keys = ground.aws.calls[-1].decision.context
    assert (keys["aws:SourceVpce"], keys["aws:SourceVpc"]) == (made, ground.vpc)
    with pytest.raises(ConnectTimeoutError):  # whose private name is known in the endpoint's own VPC only
        ground.aws.client("sqs", at=place).list_queues()


def test_a_group_has_to_let_requests_out_to_the_prefix_list(ground):
    group = ground.net.group(ground.vpc)
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ground.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything])
    s3 = ground.aws.client("s3", at=ground.net.eni(ground.subnet, group))
    with pytest.raises(ConnectTimeoutError) as failed:
        s3.get_object(Bucket="data", Key="k")
    assert group in notes(failed.value)
    prefixes = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": "pl-63a5400a"}]}
    ground.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[prefixes])
    s3.get_object(Bucket="data", Key="k")
