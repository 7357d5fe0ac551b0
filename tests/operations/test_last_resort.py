"""Input that no operation expects: EC2's errors, never Python's."""

import base64
from dataclasses import replace

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mockvpce import mock_vpce
from mockvpce.engine.operation import registry

POSITIONS = ["-1", "0", str(2**63), "9" * 5000, "\u00b2", "x", ""]


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize(
    "operation", ["describe_tags", "describe_vpc_endpoint_services", "describe_prefix_lists", "describe_vpc_endpoints"]
)
def test_a_token_that_points_nowhere_is_refused(vpce_mock, operation, position):
    name = "".join(part.capitalize() for part in operation.split("_"))
    token = base64.urlsafe_b64encode(f"{name}/{position}".encode()).decode()
    with pytest.raises(ClientError) as refused:
        getattr(vpce_mock.client("ec2", region="us-east-1"), operation)(NextToken=token)
    assert refused.value.response["Error"]["Code"] == "InvalidNextToken"


@pytest.mark.parametrize("wire", [False, True], ids=["client", "wire"])
def test_control_characters_come_back_as_xml_can_carry_them(wire):
    with mock_vpce(region="us-east-1", wire=wire) as aws, pytest.raises(ClientError) as refused:
        aws.client("ec2").describe_vpc_endpoints(VpcEndpointIds=["vpce-\x02"])
    assert "vpce-\ufffd" in refused.value.response["Error"]["Message"]


@pytest.mark.parametrize("wire", [False, True], ids=["client", "wire"])
def test_an_error_of_our_own_is_an_internal_error_with_its_traceback_logged(wire, monkeypatch, caplog):
    def broken(call, **_):
        raise KeyError("a bug")

    with mock_vpce(region="us-east-1", wire=wire) as aws:
        ec2 = aws.client("ec2", config=Config(retries={"total_max_attempts": 1}))
        monkeypatch.setitem(
            registry, "DescribeVpcEndpoints", replace(registry["DescribeVpcEndpoints"], function=broken)
        )
        with pytest.raises(ClientError) as refused:
            ec2.describe_vpc_endpoints()
    assert refused.value.response["Error"]["Code"] == "InternalError"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "a bug" in caplog.text
