"""What is kept of a resource: the bytes of one among some hundreds, and of a client. Prints one line each."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import boto3
from conftest import REGION, create_endpoint, vpn_connections

from mockvpce import mock_vpce

NUMBER = 400


def weigh(name: str, make: Callable[[], object]) -> None:
    """Bytes of one, without what the first of them loads. What the caller holds of it counts, and its call in the log."""
    kept = [make() for _ in range(10)]
    gc.collect()
    tracemalloc.start()
    kept.extend(make() for _ in range(NUMBER))
    gc.collect()
    weight = tracemalloc.get_traced_memory()[0] / NUMBER
    tracemalloc.stop()
    print(f"{name}: {weight:,.0f} bytes")


def client_vpn(ec2: Any, subnet: str) -> str:
    """An endpoint whose users come from an identity provider, and may go wherever they like."""
    acm, iam = boto3.client("acm", region_name=REGION), boto3.client("iam", region_name=REGION)
    provider = iam.create_saml_provider(SAMLMetadataDocument="m" * 1024, Name="corporate")["SAMLProviderArn"]
    made = ec2.create_client_vpn_endpoint(
        ClientCidrBlock="172.16.0.0/16",
        ServerCertificateArn=acm.request_certificate(DomainName="vpn.example.com")["CertificateArn"],
        AuthenticationOptions=[
            {"Type": "federated-authentication", "FederatedAuthentication": {"SAMLProviderArn": provider}}
        ],
        ConnectionLogOptions={"Enabled": False},
    )["ClientVpnEndpointId"]
    ec2.associate_client_vpn_target_network(ClientVpnEndpointId=made, SubnetId=subnet)
    ec2.authorize_client_vpn_ingress(ClientVpnEndpointId=made, TargetNetworkCidr="0.0.0.0/0", AuthorizeAllGroups=True)
    return str(made)


def main() -> None:
    """Weigh one after the other."""
    with mock_vpce(region=REGION, quotas=False) as aws:
        ec2 = boto3.client("ec2", region_name=REGION)
        vpc = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.8.{at}.0/18", AvailabilityZone=REGION + zone)["Subnet"][
                "SubnetId"
            ]
            for at, zone in ((0, "a"), (64, "b"))
        ]
        weigh(
            "an endpoint with two subnets, its two interfaces of moto's included",
            lambda: create_endpoint(ec2, vpc, subnets)["VpcEndpointId"],
        )
        wish, _ = vpn_connections(ec2, 0)
        weigh("a VPN connection", lambda: ec2.create_vpn_connection(**wish)["VpnConnection"]["VpnConnectionId"])
        endpoint = client_vpn(ec2, subnets[0])
        weigh("a session of a Client VPN endpoint", lambda: aws.connect(endpoint, user="alice"))
        weigh("a client of boto3's", lambda: boto3.client("ec2", region_name=REGION))


if __name__ == "__main__":
    main()
