"""The list of what older botocore lacks says nothing that the newest does not have, and what happens under the lowest."""

import botocore
import pytest
from packaging.version import Version

from mockvpce.protocol import model
from mockvpce.protocol.model_additions import MEMBERS, OPERATIONS
from mockvpce.protocol.results import normalise

LISTED_UP_TO = Version("1.44.5")

knows_all = pytest.mark.skipif(
    Version(botocore.__version__) < LISTED_UP_TO, reason="this botocore lacks what is listed"
)


@knows_all
def test_operations_exist():
    assert set(model.operation_names()) >= OPERATIONS


@knows_all
@pytest.mark.parametrize("shape", sorted(MEMBERS))
def test_members_exist(shape):
    assert set(model.service().shape_for(shape).members) >= MEMBERS[shape]


def test_members_that_this_botocore_lacks_are_dropped():
    shape = model.service().shape_for("VpcEndpoint")
    result = normalise(shape, {"VpcEndpointId": "vpce-0", "PayerResponsibilities": []})
    assert result.keys() - {"PayerResponsibilities"} == {"VpcEndpointId"}
