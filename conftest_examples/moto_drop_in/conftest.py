import boto3
import pytest

from mockvpce import mock_vpce as mock_aws


@pytest.fixture
def sqs():
    with mock_aws():
        yield boto3.client("sqs", region_name="us-east-1")
