"""What the benchmarks share: both mocks, and the worlds they are measured in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws

from mockvpce import mock_vpce

REGION = "us-east-1"
SERVICE = f"com.amazonaws.{REGION}.ssm"

MOCKS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "moto": mock_aws,
    "mockvpce": lambda: mock_vpce(quotas=False),
    "mockvpce-wire": lambda: mock_vpce(quotas=False, wire=True),
}


@pytest.fixture(params=list(MOCKS))
def mock(request: pytest.FixtureRequest) -> Callable[[], AbstractContextManager[Any]]:
    """Each mock in turn; `mockvpce-wire` answers in process too, but over HTTP messages."""
    return MOCKS[request.param]


@pytest.fixture
def ec2(mock: Callable[[], AbstractContextManager[Any]]) -> Iterator[Any]:
    """A client inside the mock."""
    with mock():
        yield boto3.client("ec2", region_name=REGION)


def default_vpc(ec2: Any) -> str:
    """The VPC that every account has."""
    return ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]


def create_endpoint(ec2: Any, vpc_id: str, subnets: list[str] | None = None) -> dict[str, Any]:
    """An interface endpoint."""
    more = {"SubnetIds": subnets} if subnets else {}
    return ec2.create_vpc_endpoint(
        VpcId=vpc_id, ServiceName=SERVICE, VpcEndpointType="Interface", PrivateDnsEnabled=False, **more
    )["VpcEndpoint"]


@contextmanager
def endpoints(ec2: Any, number: int) -> Iterator[tuple[str, list[str]]]:
    """A world with that many endpoints in one VPC, and a tenth of them in another; gives the second VPC and all ids."""
    first, second = default_vpc(ec2), ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ids = [create_endpoint(ec2, first if one % 10 else second)["VpcEndpointId"] for one in range(number)]
    yield second, ids


def vpn_connections(ec2: Any, number: int) -> tuple[dict[str, str], list[str]]:
    """Connections of one customer gateway without a gateway of AWS's, which may have any number; how, and their ids."""
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="203.0.113.1", BgpAsn=65000)["CustomerGateway"]
    wish = {"Type": "ipsec.1", "CustomerGatewayId": customer["CustomerGatewayId"]}
    return wish, [ec2.create_vpn_connection(**wish)["VpnConnection"]["VpnConnectionId"] for _ in range(number)]
