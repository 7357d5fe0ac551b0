"""AWS's command line against the server, as a person or a shell script would use it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from served import credentials, serving
from support.certificate_authority import Authority

AWS = Path(__file__).parents[2] / ".venvs/awscli/bin/aws"
pytestmark = pytest.mark.skipif(not AWS.exists(), reason="no AWS CLI of our own: make client-tests installs it")

PROVIDER, CONSUMER = "111122223333", "444455556666"


@pytest.fixture(scope="module")
def url():
    with serving() as served:
        yield served.url


class Shell:
    """Runs `aws` in the name of an account."""

    def __init__(self, url: str, account: str) -> None:
        self.account = account
        self._url = url

    def __call__(self, service: str, command: str, *options: str):
        ran = self.run(service, command, *options)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout) if ran.stdout.strip() else None

    def fails(self, service: str, command: str, *options: str) -> str:
        ran = self.run(service, command, *options)
        assert ran.returncode != 0, ran.stdout
        return ran.stderr

    def run(self, service: str, command: str, *options: str) -> subprocess.CompletedProcess[str]:
        line = [str(AWS), "--endpoint-url", self._url, "--output", "json", service, command, *options]
        environment = credentials(self.account)
        return subprocess.run(line, capture_output=True, text=True, check=False, env=environment, timeout=120)


@pytest.fixture
def provider(url):
    return Shell(url, PROVIDER)


@pytest.fixture
def consumer(url):
    return Shell(url, CONSUMER)


def network(aws: Shell, block: str) -> tuple[str, str]:
    vpc = aws("ec2", "create-vpc", "--cidr-block", f"{block}.0.0/16")["Vpc"]["VpcId"]
    place = ["--cidr-block", f"{block}.1.0/24", "--availability-zone", "us-east-1a"]
    subnet = aws("ec2", "create-subnet", "--vpc-id", vpc, *place)["Subnet"]["SubnetId"]
    return vpc, subnet


def test_a_private_service(provider, consumer):
    _, subnet = network(provider, "10.1")
    made = provider("elbv2", "create-load-balancer", "--name", "front", "--type", "network", "--subnets", subnet)
    balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
    made = provider(
        "ec2",
        "create-vpc-endpoint-service-configuration",
        *("--network-load-balancer-arns", balancer, "--acceptance-required"),
        *("--tag-specifications", "ResourceType=vpc-endpoint-service,Tags=[{Key=Name,Value=ours}]"),
    )["ServiceConfiguration"]
    service, name = made["ServiceId"], made["ServiceName"]
    vpc, subnet = network(consumer, "10.2")
    wanted = ["--vpc-id", vpc, "--vpc-endpoint-type", "Interface", "--subnet-ids", subnet, "--service-name", name]
    assert "(InvalidServiceName)" in consumer.fails("ec2", "create-vpc-endpoint", *wanted)
    principal = f"arn:aws:iam::{CONSUMER}:root"
    permission = ["--service-id", service, "--add-allowed-principals", principal]
    provider("ec2", "modify-vpc-endpoint-service-permissions", *permission)
    endpoint = consumer("ec2", "create-vpc-endpoint", *wanted)["VpcEndpoint"]
    assert endpoint["State"] == "pendingAcceptance"
    (waiting,) = provider("ec2", "describe-vpc-endpoint-connections")["VpcEndpointConnections"]
    assert (waiting["VpcEndpointOwner"], waiting["VpcEndpointState"]) == (CONSUMER, "pendingAcceptance")
    chosen = ["--service-id", service, "--vpc-endpoint-ids", endpoint["VpcEndpointId"]]
    assert provider("ec2", "accept-vpc-endpoint-connections", *chosen)["Unsuccessful"] == []
    (shown,) = consumer("ec2", "describe-vpc-endpoints", "--filters", "Name=vpc-endpoint-state,Values=available")[
        "VpcEndpoints"
    ]
    assert shown["VpcEndpointId"] == endpoint["VpcEndpointId"]
    refused = provider("ec2", "delete-vpc-endpoint-service-configurations", "--service-ids", service)
    assert refused["Unsuccessful"][0]["ResourceId"] == service
    tagged = provider("ec2", "describe-tags", "--filters", f"Name=resource-id,Values={service}")["Tags"]
    assert [tag["Value"] for tag in tagged] == ["ours"]


def test_a_peering(provider, consumer):
    mine, _ = network(provider, "10.3")
    theirs, _ = network(consumer, "10.4")
    asked = provider(
        "ec2",
        "create-vpc-peering-connection",
        *("--vpc-id", mine, "--peer-vpc-id", theirs, "--peer-owner-id", CONSUMER),
    )["VpcPeeringConnection"]
    connection = asked["VpcPeeringConnectionId"]
    named = ["--vpc-peering-connection-id", connection]
    assert "(OperationNotPermitted)" in provider.fails("ec2", "accept-vpc-peering-connection", *named)
    consumer("ec2", "accept-vpc-peering-connection", *named)
    query = ["--vpc-peering-connection-ids", connection, "--query", "VpcPeeringConnections[].Status.Code"]
    assert provider("ec2", "describe-vpc-peering-connections", *query) == ["active"]
    option = ["--requester-peering-connection-options", "AllowDnsResolutionFromRemoteVpc=false"]
    changed = provider("ec2", "modify-vpc-peering-connection-options", *named, *option)
    assert changed["RequesterPeeringConnectionOptions"] == {"AllowDnsResolutionFromRemoteVpc": False}
    consumer("ec2", "delete-vpc-peering-connection", *named)
    provider("ec2", "wait", "vpc-peering-connection-deleted", "--vpc-peering-connection-ids", connection)
    assert "(DryRunOperation)" in provider.fails("ec2", "describe-vpc-peering-connections", "--dry-run")


def test_pages(provider):
    vpcs = [network(provider, f"10.{number}")[0] for number in range(10, 17)]
    for vpc in vpcs[1:]:
        provider("ec2", "create-vpc-peering-connection", "--vpc-id", vpcs[0], "--peer-vpc-id", vpc)
    mine = ["--filters", f"Name=requester-vpc-info.vpc-id,Values={vpcs[0]}", "--page-size", "5"]
    shown = provider("ec2", "describe-vpc-peering-connections", *mine)["VpcPeeringConnections"]
    assert {one["AccepterVpcInfo"]["VpcId"] for one in shown} == set(vpcs[1:])


def test_a_client_vpn(provider, tmp_path):
    vpc, subnet = network(provider, "10.5")
    authority = Authority()
    server = authority.issue("vpn.example.com")
    for name, text in (("cert", server.pem), ("key", server.key), ("chain", authority.root.pem)):
        (tmp_path / name).write_text(text)
    files = {name: f"fileb://{tmp_path / name}" for name in ("cert", "key", "chain")}
    arn = provider(
        "acm",
        "import-certificate",
        *("--certificate", files["cert"], "--private-key", files["key"], "--certificate-chain", files["chain"]),
    )["CertificateArn"]
    mutual = f"Type=certificate-authentication,MutualAuthentication={{ClientRootCertificateChainArn={arn}}}"
    made = provider(
        "ec2",
        "create-client-vpn-endpoint",
        *("--client-cidr-block", "172.16.0.0/16", "--server-certificate-arn", arn, "--split-tunnel"),
        *("--authentication-options", mutual, "--connection-log-options", "Enabled=false", "--vpc-id", vpc),
    )
    named = ["--client-vpn-endpoint-id", made["ClientVpnEndpointId"]]
    assert made["Status"]["Code"] == "pending-associate"
    associated = provider("ec2", "associate-client-vpn-target-network", *named, "--subnet-id", subnet)
    assert associated["Status"]["Code"] == "associating"
    everybody = ["--target-network-cidr", "10.5.0.0/16", "--authorize-all-groups"]
    provider("ec2", "authorize-client-vpn-ingress", *named, *everybody)
    assert "(InvalidClientVpnDuplicateAuthorizationRule)" in provider.fails(
        "ec2", "authorize-client-vpn-ingress", *named, *everybody
    )
    route = ["--destination-cidr-block", "0.0.0.0/0", "--target-vpc-subnet-id", subnet]
    provider("ec2", "create-client-vpn-route", *named, *route)
    origins = provider("ec2", "describe-client-vpn-routes", *named, "--query", "Routes[].Origin")
    assert sorted(origins) == ["add-route", "associate"]
    configuration = provider.run(
        "ec2", "export-client-vpn-client-configuration", *named, "--output", "text"
    ).stdout.splitlines()
    assert f"remote {made['DnsName']} 443" in configuration
    assert "(ClientVpnEndpointAssociationExists)" in provider.fails("ec2", "delete-client-vpn-endpoint", *named)
    provider("ec2", "disassociate-client-vpn-target-network", *named, "--association-id", associated["AssociationId"])
    states = ["--query", "ClientVpnEndpoints[].Status.Code"]
    assert provider("ec2", "describe-client-vpn-endpoints", *states) == ["pending-associate"]
    assert provider("ec2", "delete-client-vpn-endpoint", *named)["Status"]["Code"] == "deleting"


def test_a_site_to_site_vpn(provider):
    vpc, _ = network(provider, "10.6")
    customer = provider(
        "ec2", "create-customer-gateway", "--type", "ipsec.1", "--public-ip", "203.0.113.12", "--bgp-asn", "65000"
    )["CustomerGateway"]["CustomerGatewayId"]
    provider("ec2", "wait", "customer-gateway-available", "--customer-gateway-ids", customer)
    gateway = provider("ec2", "create-vpn-gateway", "--type", "ipsec.1")["VpnGateway"]["VpnGatewayId"]
    provider("ec2", "attach-vpn-gateway", "--vpn-gateway-id", gateway, "--vpc-id", vpc)
    query = ["--vpn-gateway-ids", gateway, "--query", "VpnGateways[0].VpcAttachments[0].State"]
    assert provider("ec2", "describe-vpn-gateways", *query) == "attached"
    table = provider("ec2", "create-route-table", "--vpc-id", vpc)["RouteTable"]["RouteTableId"]
    provider("ec2", "enable-vgw-route-propagation", "--gateway-id", gateway, "--route-table-id", table)
    options = {"StaticRoutesOnly": True, "TunnelOptions": [{"TunnelInsideCidr": "169.254.44.240/30"}]}
    wish = ["--type", "ipsec.1", "--customer-gateway-id", customer, "--vpn-gateway-id", gateway]
    made = provider("ec2", "create-vpn-connection", *wish, "--options", json.dumps(options))["VpnConnection"]
    connection = made["VpnConnectionId"]
    assert made["State"] == "pending"
    assert made["CustomerGatewayConfiguration"].startswith('<?xml version="1.0" encoding="UTF-8"?>')
    named, listed = ["--vpn-connection-id", connection], ["--vpn-connection-ids", connection]
    provider("ec2", "wait", "vpn-connection-available", *listed)
    route = ["--destination-cidr-block", "192.168.0.0/16"]
    provider("ec2", "create-vpn-connection-route", *named, *route)
    shown = provider("ec2", "describe-vpn-connections", *listed)["VpnConnections"][0]
    assert shown["Routes"] == [{"DestinationCidrBlock": "192.168.0.0/16", "State": "available"}]
    assert [one["Status"] for one in shown["VgwTelemetry"]] == ["DOWN", "DOWN"]
    tunnel = ["--vpn-tunnel-outside-ip-address", shown["VgwTelemetry"][0]["OutsideIpAddress"]]
    provider("ec2", "modify-vpn-tunnel-options", *named, *tunnel, "--tunnel-options", "DPDTimeoutSeconds=60")
    provider("ec2", "wait", "vpn-connection-available", *listed)
    assert "(IncorrectState)" in provider.fails("ec2", "delete-customer-gateway", "--customer-gateway-id", customer)
    provider("ec2", "delete-vpn-connection-route", *named, *route)
    provider("ec2", "delete-vpn-connection", *named)
    provider("ec2", "wait", "vpn-connection-deleted", *listed)
    provider("ec2", "detach-vpn-gateway", "--vpn-gateway-id", gateway, "--vpc-id", vpc)
    provider("ec2", "describe-vpn-gateways", "--vpn-gateway-ids", gateway)
    provider("ec2", "delete-vpn-gateway", "--vpn-gateway-id", gateway)
    provider("ec2", "delete-customer-gateway", "--customer-gateway-id", customer)
