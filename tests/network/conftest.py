"""A VPC to try the data plane in."""

import pytest
from builders import Net, Two

from mockvpce import mock_vpce


@pytest.fixture
def net():
    with mock_vpce(region="us-east-1") as aws:
        yield Net(aws)


@pytest.fixture
def two(net):
    return Two(net)
