"""`install`: plain `mock_aws`, in each way of using it, with our answers for as long as a mock is active."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import unittest

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

import mockvpce

PEERING = "pcx-00000000000000000"


@pytest.fixture
def _installed():
    mockvpce.install()
    yield
    mockvpce.uninstall()


def is_ours() -> bool:
    """moto answers InvalidVpcPeeringConnectionId, AWS and we with a capital D."""
    client = boto3.client("ec2", "us-east-1")
    with pytest.raises(ClientError) as caught:
        client.delete_vpc_peering_connection(VpcPeeringConnectionId=PEERING)
    return caught.value.response["Error"]["Code"] == "InvalidVpcPeeringConnectionID.NotFound"


@mock_aws
def decorated_before_install() -> bool:
    return is_ours()


@mock_aws
class Decorated(unittest.TestCase):
    __test__ = False

    def setUp(self):
        self.client = boto3.client("ec2", "us-east-1")
        self.vpc = self.client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def test_goes_on_with_the_data_of_set_up(self):
        assert is_ours()
        self.client.create_vpc_endpoint(VpcId=self.vpc, ServiceName="com.amazonaws.us-east-1.s3")
        assert len(self.client.describe_vpc_endpoints()["VpcEndpoints"]) == 1


@pytest.mark.usefixtures("_installed")
class TestInstalled:
    def test_decorator(self):
        assert decorated_before_install()

    def test_class(self):
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(Decorated).run(result)
        assert (result.testsRun, result.failures, result.errors) == (1, [], [])

    def test_context_manager(self):
        with mock_aws():
            assert is_ours()

    def test_by_hand(self):
        mock = mock_aws()
        mock.start()
        assert is_ours()
        mock.stop()

    def test_inner_mock_takes_nothing_back(self):
        """moto's rule: only the outermost mock resets."""
        with mock_aws():
            client = boto3.client("ec2", "us-east-1")
            vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            with mock_aws():
                client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
            assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == 1
            with mockvpce.mock_vpce():
                client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.dynamodb")
            assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == 2

    def test_data_is_kept_where_asked_for(self):
        mock = mock_aws()
        mock.start()
        client = boto3.client("ec2", "us-east-1")
        vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        mock.stop(remove_data=False)
        mock.start(reset=False)
        assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == 1
        mock.stop()
        with mock_aws():
            assert client.describe_vpc_endpoints()["VpcEndpoints"] == []

    def test_mock_vpce_keeps_its_own_options(self):
        with mockvpce.mock_vpce(account="111122223333") as aws:
            assert is_ours()
            assert aws.client("sts").get_caller_identity()["Account"] == "111122223333"
        with mock_aws():
            assert boto3.client("sts", "us-east-1").get_caller_identity()["Account"] == "123456789012"


def test_uninstalled():
    mockvpce.install()
    mockvpce.uninstall()
    with mock_aws():
        assert not is_ours()


def test_uninstall_inside_a_mock_counts_from_the_next_one_on():
    mockvpce.install()
    with mock_aws():
        mockvpce.uninstall()
        assert is_ours()
    with mock_aws():
        assert not is_ours()


def test_install_again_changes_the_options():
    mockvpce.install(seed=1)
    mockvpce.install(seed=2)
    try:
        ids = []
        for _ in range(2):
            with mock_aws():
                client = boto3.client("ec2", "us-east-1")
                vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
                service = "com.amazonaws.us-east-1.s3"
                ids.append(client.create_vpc_endpoint(VpcId=vpc, ServiceName=service)["VpcEndpoint"]["VpcEndpointId"])
        assert ids[0] == ids[1]
    finally:
        mockvpce.uninstall()


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    command = [sys.executable, "-c", textwrap.dedent(code)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.mark.needs_processes
def test_nothing_is_imported_before_it_is_needed():
    printed = run("""
        import sys, mockvpce
        mockvpce.install()
        print(sorted({"boto3", "botocore", "moto", "mockvpce.activation.runtime"} & set(sys.modules)))
        import moto, moto.core.models
        print("mockvpce.activation.runtime" in sys.modules)
        with moto.mock_aws():
            print("mockvpce.activation.runtime" in sys.modules)
    """)
    assert printed.splitlines() == ["[]", "False", "True"]


@pytest.mark.needs_processes
def test_ini_option(pytester):
    pytester.makeini("[pytest]\nmockvpce_drop_in = true\n")
    pytester.makepyfile("""
        import boto3, pytest
        from botocore.exceptions import ClientError
        from moto import mock_aws

        @mock_aws
        def test_ours():
            with pytest.raises(ClientError, match="InvalidVpcPeeringConnectionID.NotFound"):
                boto3.client("ec2", "us-east-1").delete_vpc_peering_connection(
                    VpcPeeringConnectionId="pcx-00000000000000000"
                )
    """)
    pytester.runpytest_subprocess("-n", "2", "-p", "no:randomly").assert_outcomes(passed=1)
