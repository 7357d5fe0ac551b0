"""The server, from outside: what it says, what it answers, how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from xml.etree import ElementTree

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer
from served import credentials, serving

import mockvpce

NAMESPACE = "{http://ec2.amazonaws.com/doc/2016-11-15/}"


def client_of(url, service="ec2", account="123456789012", **options):
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id=f"AKIA{account}MOCK",
        aws_secret_access_key="test",
        **options,
    )


@pytest.fixture(scope="module")
def server():
    with serving() as served:
        yield served


@pytest.fixture
def client(server):
    requests.post(f"{server.url}/moto-api/reset", timeout=30).raise_for_status()
    return client_of(server.url)


def post(server, **form):
    signed = "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
    headers = {"Authorization": signed}
    return requests.post(server.url, data={"Version": "2016-11-15", **form}, headers=headers, timeout=30)


def test_an_endpoint_over_http(client):
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    assert made["State"] == "available"
    assert client.describe_vpc_endpoints()["VpcEndpoints"][0]["VpcEndpointId"] == made["VpcEndpointId"]
    with pytest.raises(ClientError, match="InvalidServiceName"):
        client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.nothing")


def test_two_accounts_peer_over_http(server, client):
    other = client_of(server.url, account="111122223333")
    mine = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    theirs = other.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    asked = client.create_vpc_peering_connection(VpcId=mine, PeerVpcId=theirs, PeerOwnerId="111122223333")
    connection = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection)
    other.accept_vpc_peering_connection(VpcPeeringConnectionId=connection)
    assert client.describe_vpc_peering_connections()["VpcPeeringConnections"][0]["Status"]["Code"] == "active"


def test_the_form_of_an_answer(server, client):
    answered = post(server, Action="DescribeVpcEndpoints")
    assert (answered.status_code, answered.headers["content-type"]) == (200, "text/xml;charset=UTF-8")
    root = ElementTree.fromstring(answered.content)
    assert root.tag == f"{NAMESPACE}DescribeVpcEndpointsResponse"
    assert root.findtext(f"{NAMESPACE}requestId") == answered.headers["x-amzn-requestid"]
    assert root.find(f"{NAMESPACE}vpcEndpointSet") is not None


def test_the_form_of_an_error(server, client):
    answered = post(server, Action="DescribeVpcEndpoints", **{"VpcEndpointId.1": "vpce-00000000000000000"})
    assert answered.status_code == 400
    root = ElementTree.fromstring(answered.content)
    assert root.tag == "Response"
    assert root.findtext("Errors/Error/Code") == "InvalidVpcEndpointId.NotFound"
    assert root.findtext("RequestID") == answered.headers["x-amzn-requestid"]


@pytest.mark.parametrize("version", ["", "2016-11-15"])
def test_a_version_is_not_insisted_on(server, client, version):
    """The Go and older Ruby clients of other tools send other versions, some an empty one."""
    assert post(server, Action="DescribeVpcPeeringConnections", Version=version).status_code == 200


def test_lists_by_index_in_any_order(server, client):
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    form = {
        "Action": "CreateVpcEndpoint",
        "VpcId": vpc,
        "ServiceName": "com.amazonaws.us-east-1.s3",
        "TagSpecification.1.Tag.2.Key": "b",
        "TagSpecification.1.Tag.2.Value": "2",
        "TagSpecification.1.Tag.1.Key": "a",
        "TagSpecification.1.Tag.1.Value": "1",
        "TagSpecification.1.ResourceType": "vpc-endpoint",
    }
    assert post(server, **form).status_code == 200
    (endpoint,) = client.describe_vpc_endpoints()["VpcEndpoints"]
    assert endpoint["Tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]


def test_reset_and_dashboard(server, client):
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
    assert requests.get(f"{server.url}/moto-api/", timeout=30).status_code == 200
    assert requests.get(f"{server.url}/moto-api/data.json", timeout=30).status_code == 200
    requests.post(f"{server.url}/moto-api/reset", timeout=30)
    assert client.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_the_dashboard_shows_our_resources_under_motos_names(server, client):
    vpcs = [client.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2)]
    subnet = client.create_subnet(VpcId=vpcs[0], CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    balancer = client_of(server.url, "elbv2").create_load_balancer(
        Name="front", Type="network", Scheme="internal", Subnets=[subnet]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    service = client.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer])
    endpoint = client.create_vpc_endpoint(
        VpcId=vpcs[0],
        ServiceName=service["ServiceConfiguration"]["ServiceName"],
        VpcEndpointType="Interface",
        SubnetIds=[subnet],
    )["VpcEndpoint"]
    peering = client.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])["VpcPeeringConnection"]
    client.create_tags(Resources=[endpoint["VpcEndpointId"]], Tags=[{"Key": "Name", "Value": "e"}])

    text = requests.get(f"{server.url}/moto-api/data.json", timeout=30).text
    shown = requests.get(f"{server.url}/moto-api/data.json", timeout=30).json()
    (one,) = shown["ec2"]["VPCEndPoint"]
    assert (one["id"], one["vpc_id"], one["state"]) == (endpoint["VpcEndpointId"], vpcs[0], "pendingAcceptance")
    assert one["subnet_ids"] == [subnet]
    assert one["tag_set"] == [{"Key": "Name", "Value": "e"}]
    (one,) = shown["ec2"]["VPCServiceConfiguration"]
    assert one["id"] == service["ServiceConfiguration"]["ServiceId"]
    assert one["network_load_balancer_arns"] == [balancer]
    (one,) = shown["ec2"]["VPCPeeringConnection"]
    assert one["id"] == peering["VpcPeeringConnectionId"]
    assert one["accepter_vpc_info"]["VpcId"] == vpcs[1]
    interfaces = [one for one in shown["ec2"]["NetworkInterface"] if one["interface_type"] == "network_load_balancer"]
    assert interfaces
    for insides in ("mockvpce", "moto_bridge", "StandIn", "managed_for", "attached_by"):
        assert insides not in text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(number):
    with serving("--seed", "1") as served:
        client = client_of(served.url)
        assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert served.stop(number).strip() == "mockvpce has stopped"
        assert served.process.returncode == 0


def test_a_port_in_use_is_said(server):
    port = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "mockvpce.cli", "serve", "--port", port]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, env=credentials(), timeout=60)
    assert refused.returncode != 0
    assert "in use" in refused.stdout + refused.stderr


def test_proxy():
    with serving("--proxy") as served:
        config = Config(proxies={"http": served.url, "https": served.url})
        client = client_of(None, config=config, verify=False)
        vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == 1
        for url, options in (
            (None, {"use_fips_endpoint": True}),
            (None, {"use_dualstack_endpoint": True}),
            ("https://vpce-0123456789abcdef0-abcdefgh.ec2.us-east-1.vpce.amazonaws.com", {}),
            ("https://EC2.us-east-1.amazonaws.com.:443", {}),
        ):
            other = client_of(url, config=config.merge(Config(**options)), verify=False)
            assert len(other.describe_vpc_endpoints()["VpcEndpoints"]) == 1
            assert vpc in [one["VpcId"] for one in other.describe_vpcs()["Vpcs"]]


class TestThreadedMotoServer:
    def test_under_mock_vpce(self, vpce_mock):
        threaded = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        threaded.start()
        try:
            host, port = threaded.get_host_and_port()
            remote = client_of(f"http://{host}:{port}")
            vpc = remote.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            made = remote.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
            here = vpce_mock.client("ec2", region="us-east-1").describe_vpc_endpoints()["VpcEndpoints"]
            assert [one["VpcEndpointId"] for one in here] == [made["VpcEndpointId"]]
        finally:
            threaded.stop()

    def test_installed(self):
        mockvpce.install()
        try:
            threaded = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
            threaded.start()
            try:
                host, port = threaded.get_host_and_port()
                remote = client_of(f"http://{host}:{port}")
                vpc = remote.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
                with pytest.raises(ClientError, match="InvalidServiceName"):
                    remote.create_vpc_endpoint(VpcId=vpc, ServiceName="nothing")
            finally:
                threaded.stop()
        finally:
            mockvpce.uninstall()
