"""A VPC to try the data plane in."""

import pytest
from builders import Net, Two
from perimeter import Ground

from mockvpce import mock_vpce


@pytest.fixture
def net():
    with mock_vpce(region="us-east-1") as aws:
        yield Net(aws)


@pytest.fixture
def two(net):
    return Two(net)


@pytest.fixture
def ground(net):
    made = Ground(net)
    made.s3.put_object(Bucket="data", Key="k", Body=b"content")
    return made
