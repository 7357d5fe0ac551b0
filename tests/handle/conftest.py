"""An active mock, by the client gateway and on the wire."""

import pytest

from mockvpce import mock_vpce


@pytest.fixture(params=[False, True], ids=["client", "wire"])
def aws(request):
    with mock_vpce(region="us-east-1", wire=request.param) as handle:
        yield handle
