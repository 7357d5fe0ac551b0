"""Structures that are kept: copied and written as plain ones are, and never changed by whoever gets a copy."""

import pytest

from mockvpce.engine.operation import registry
from mockvpce.protocol.kept import Kept
from mockvpce.protocol.results import UnknownMember, WrongType, normalise
from mockvpce.protocol.wire import write_result
from mockvpce.resources import load

load()
MODEL = registry["DescribeVpcEndpointServices"].model
SERVICE = {
    "ServiceName": "com.amazonaws.us-east-1.sqs<&>\r",
    "ServiceType": [{"ServiceType": "Interface"}],
    "AvailabilityZones": ["us-east-1a", "us-east-1b\x00"],
    "Tags": [],
    "PrivateDnsNames": [{"PrivateDnsName": "sqs.us-east-1.amazonaws.com"}, {"PrivateDnsName": None}],
    "AcceptanceRequired": False,
    "PayerResponsibility": None,
}
OTHER = {"ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1", "Owner": "111111111111"}


def results(one):
    """The same result, with and without structures that are kept."""
    return [{"ServiceNames": ["a"], "ServiceDetails": [OTHER, one, OTHER], "NextToken": "n"} for one in (SERVICE, one)]


def test_copies_are_those_of_a_plain_one():
    plain, kept = (normalise(MODEL.output, one) for one in results(Kept(SERVICE)))
    assert plain == kept
    assert list(plain) == list(kept)
    assert [type(one) for one in kept["ServiceDetails"]] == [dict] * 3
    assert list(kept["ServiceDetails"][1]) == list(plain["ServiceDetails"][1])


def test_a_copy_is_its_owner_s():
    kept = Kept(SERVICE)
    first, second = (normalise(MODEL.output, {"ServiceDetails": [kept]})["ServiceDetails"][0] for _ in range(2))
    whole = repr(second)
    first["AvailabilityZones"].append("x")
    first["PrivateDnsNames"][0]["PrivateDnsName"] = "x"
    first["Tags"].append({})
    first.clear()
    assert repr(second) == whole
    assert repr(normalise(MODEL.output, {"ServiceDetails": [kept]})["ServiceDetails"][0]) == whole


def test_the_text_says_what_that_of_a_plain_one_says():
    kept = Kept(SERVICE)
    for _ in range(2):
        plain, text = (write_result(MODEL.name, MODEL.output, one, "id") for one in results(kept))
        assert sorted(plain.split("<")) == sorted(text.split("<"))
        assert plain.partition("<serviceDetailSet>")[2].partition("</serviceDetailSet>")[0] in text


@pytest.mark.parametrize(
    ("wrong", "error"), [({"ServiceNam": "x"}, UnknownMember), ({"AvailabilityZones": [1]}, WrongType)]
)
def test_what_does_not_fit_is_an_error(wrong, error):
    with pytest.raises(error):
        normalise(MODEL.output, {"ServiceDetails": [Kept(wrong)]})
    with pytest.raises(error):
        write_result(MODEL.name, MODEL.output, {"ServiceDetails": [Kept(wrong)]}, "id")
