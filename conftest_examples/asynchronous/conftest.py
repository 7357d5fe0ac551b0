import pytest

from mockvpce import mock_vpce


@pytest.fixture
def session():
    aioboto3 = pytest.importorskip("aioboto3", reason="pip install aioboto3")
    with mock_vpce():
        yield aioboto3.Session(region_name="us-east-1")
