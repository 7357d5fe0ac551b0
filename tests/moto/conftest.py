"""The clients of the tests of stacks."""

import pytest


@pytest.fixture
def stacks(vpce_mock):
    return vpce_mock.client("cloudformation", region="us-east-1")


@pytest.fixture
def client(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")
