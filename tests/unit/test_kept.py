"""Structures that are kept: copied and written as plain ones are, and never changed by whoever gets a copy."""

from datetime import datetime, timezone

import pytest

from mockvpce.engine.operation import registry
from mockvpce.protocol.kept import Kept
from mockvpce.protocol.results import Copied, UnknownMember, WrongType, element_copy, normalise
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


def shown(*structures):
    """What a caller gets of a page that lists them."""
    copy = element_copy(MODEL.output, "ServiceDetails")
    return normalise(MODEL.output, {"ServiceDetails": Copied(map(copy, structures))})["ServiceDetails"]


def test_lists_of_kept_ones_are_their_owner_s_as_well():
    """A list of nothing else is copied as a whole from the second time on, in the interpreter's own format."""
    first, second, third = Kept(SERVICE), Kept(OTHER), Kept({"ServiceName": "third"})
    wanted = normalise(MODEL.output, {"ServiceDetails": [SERVICE, OTHER]})["ServiceDetails"]
    for _ in range(4):
        got = shown(first, second)
        assert got == wanted
        got[0]["AvailabilityZones"].append("x")
        got[1].clear()
        got.pop()
    assert shown(first, third) == [wanted[0], {"ServiceName": "third"}]
    assert shown(first, second) == shown(first, second) == wanted
    assert shown(second, first) == wanted[::-1]
    assert shown(first, OTHER, second) == [*wanted, wanted[1]]
    assert shown() == []


def test_what_the_format_does_not_have():
    moment = datetime(2026, 1, 2, tzinfo=timezone.utc)
    output = registry["DescribeVpcPeeringConnections"].model.output
    kept = [Kept({"VpcPeeringConnectionId": name, "ExpirationTime": moment}) for name in ("pcx-1", "pcx-2")]
    copy = element_copy(output, "VpcPeeringConnections")
    for _ in range(3):
        found = normalise(output, {"VpcPeeringConnections": Copied(map(copy, kept))})["VpcPeeringConnections"]
        assert found == kept
        found[0].clear()


def test_an_element_that_does_not_fit():
    copy = element_copy(MODEL.output, "ServiceDetails")
    with pytest.raises(UnknownMember, match=r"^ServiceDetails\[\] has no member 'ServiceNam'$"):
        copy({"ServiceNam": "x"})


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
