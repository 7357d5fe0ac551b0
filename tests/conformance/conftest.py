"""Fixtures of the conformance tests."""

import pytest
from ground import Ground

from mockvpce import mock_vpce


@pytest.fixture(scope="module")
def built_ground():
    # with quotas there are too few Client VPN endpoints and VPN concentrators for two pages
    with mock_vpce(seed="conformance", region="us-east-1", quotas=False) as aws:
        yield Ground(aws)


@pytest.fixture
def ground(built_ground):
    """The ground as it was built, whatever the test before has done to it."""
    built_ground.restore()
    return built_ground
