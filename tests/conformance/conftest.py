"""Fixtures of the conformance tests."""

import pytest
from ground import Ground

from mockvpce import mock_vpce

QUOTAS = {"L-8EA77D34": 100}
"""Of Client VPN endpoints, else there are too few for two pages."""


@pytest.fixture(scope="module")
def built_ground():
    with mock_vpce(seed="conformance", region="us-east-1", quotas=QUOTAS) as aws:
        yield Ground(aws)


@pytest.fixture
def ground(built_ground):
    """The ground as it was built, whatever the test before has done to it."""
    built_ground.restore()
    return built_ground
