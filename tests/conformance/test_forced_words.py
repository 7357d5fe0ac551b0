"""`force_state` for every declared type, from each of its states to each one that AWS has a word for."""

import re
from itertools import product

import pytest
from scenarios import SCENARIOS

from mockvpce import mock_vpce
from mockvpce.engine.resource_types import types
from mockvpce.protocol import model

SHAPES = {
    "client-vpn-authorization-policy": "ClientVpnAuthorizationPolicyStatus",
    "client-vpn-authorization-rule": "ClientVpnAuthorizationRuleStatusCode",
    "client-vpn-certificate-revocation-list": "ClientCertificateRevocationListStatusCode",
    "client-vpn-connection": "ClientVpnConnectionStatusCode",
    "client-vpn-endpoint": "ClientVpnEndpointStatusCode",
    "client-vpn-endpoint-connect-handler": "ClientVpnEndpointAttributeStatusCode",
    "client-vpn-route": "ClientVpnRouteStatusCode",
    "network-insights-access-scope-analysis": "AnalysisStatus",
    "network-insights-analysis": "AnalysisStatus",
    "prefix-list": "PrefixListState",
    "vpc-block-public-access-exclusion": "VpcBlockPublicAccessExclusionState",
    "vpc-endpoint-connection-notification": "ConnectionNotificationState",
    "vpc-endpoint-service": "ServiceState",
    "vpc-endpoint-service-private-dns-name": "DnsNameState",
    "vpc-peering-connection": "VpcPeeringConnectionStateReasonCode",
    "vpn-connection-route": "VpnState",
    "vpn-gateway-attachment": "AttachmentStatus",
}
"""The enumeration that botocore's model has for the states of a type."""
GATEWAY = ("pending", "available", "deleting", "deleted")
DOCUMENTED = {
    "client-vpn-target-network": ["associating", "associated", "association-failed", "disassociating", "disassociated"],
    "customer-gateway": GATEWAY,
    "transit-gateway-client-vpn-attachment": (
        ["pending-acceptance", "pending", "rejected", "available", "deleting", "deleted"]
    ),
    "vpc-endpoint": (
        ["pendingAcceptance", "pending", "available", "deleting", "deleted", "rejected", "failed", "expired", "partial"]
    ),
    "vpc-endpoint-service-region": ["Pending", "Available", "Failed", "Closed", "Deleting"],
    "vpn-concentrator": GATEWAY,
    "vpn-connection": (*GATEWAY, "modifying"),
    "vpn-gateway": GATEWAY,
}
"""The words where the model has a string, or an enumeration of fewer."""
NEWER = {"client-vpn-authorization-policy", "transit-gateway-client-vpn-attachment", "vpn-concentrator"}
"""Types whose operations not every botocore has."""
WITHOUT = {"network-insights-access-scope", "network-insights-path", "vpn-tunnel-maintenance"}
"""What AWS shows no state of."""


def words_of(name):
    if name in DOCUMENTED:
        return tuple(DOCUMENTED[name])
    return tuple(model.service().shape_for(SHAPES[name]).enum)


@pytest.fixture(scope="module")
def manual(built_ground):
    """The ground where nothing happens of itself, so that each state stays."""
    built_ground.restore()
    import_list = SCENARIOS["ImportClientVpnClientCertificateRevocationList"]
    built_ground.consumer.call("ImportClientVpnClientCertificateRevocationList", **import_list.given(built_ground))
    start = built_ground.aws.snapshot()
    with mock_vpce(start=start, timing="manual", quotas=False, nested="fresh", region="us-east-1") as aws:
        yield aws, start


@pytest.fixture
def aws(manual):
    handle, start = manual
    handle.restore(start)
    return handle


def first_of(aws, name):
    """The id of a resource of the type that is not at its end."""
    table = aws._runtime.world.table(types.get(name).kind)
    return next((one.id for one in table if one.state not in ("deleting", "deleted", "terminated")), None)


def force(aws, resource_id, word):
    """Whether the state came about; where it did not, the reason is there, and nothing has changed."""
    world = aws._runtime.world
    before = world.get(resource_id).state
    try:
        aws.force_state(resource_id, word)
    except ValueError as refused:
        reason = str(refused)
    else:
        resource = world.get(resource_id)
        assert getattr(resource, "shown_state", resource.code) == word
        return True
    assert re.search(r"for good: |, which only one that is |got '[^']*': ", reason), reason
    assert world.get(resource_id).state == before
    return False


def test_every_type_is_here():
    assert {one.type for one in types} == SHAPES.keys() | DOCUMENTED.keys() | WITHOUT


def cases():
    newer = pytest.mark.needs(botocore="1.44.8", why="the type is newer")
    for name in sorted(SHAPES.keys() | DOCUMENTED.keys()):
        yield pytest.param(name, marks=[newer] if name in NEWER else [])


@pytest.mark.parametrize("name", list(cases()))
def test_each_word(aws, manual, name):
    words, done = words_of(name), set()
    for first, second in product(("", *words), words):
        aws.restore(manual[1])
        resource_id = first_of(aws, name)
        assert resource_id is not None, f"the ground has no {name}"
        if first and not force(aws, resource_id, first):
            continue
        if force(aws, resource_id, second):
            done.add(second)
        assert first or aws.describe()
        aws.clock.advance(days=200)
    reasons = {word.casefold() for word in types.get(name).kind.lifecycle.unforced}
    assert {word.casefold() for word in words if word not in done} <= reasons


@pytest.mark.parametrize("name", sorted(WITHOUT - {"vpn-tunnel-maintenance"}))
def test_what_has_no_state_says_so(aws, name):
    with pytest.raises(ValueError, match=r"cannot be put into a state: a .* has none"):
        aws.force_state(first_of(aws, name), "available")


def test_capitals_do_not_count(aws):
    some_id = first_of(aws, "vpc-endpoint-service")
    aws.force_state(some_id, "failed")
    assert aws._runtime.world.get(some_id).state == "Failed"


@pytest.mark.parametrize(
    ("some_id", "said"),
    [
        (
            "vpc-12345678",
            r"^there is nothing of the id 'vpc-12345678' that can be put into a state; .* cvpn-endpoint-…",
        ),
        ("vpce-0123456789abcdef0", r"^there is nothing of the id 'vpce-0123456789abcdef0'"),
        ("", "^there is nothing of the id ''"),
    ],
)
def test_an_id_of_nothing(aws, some_id, said):
    with pytest.raises(ValueError, match=said):
        aws.force_state(some_id, "available")


def test_an_id_that_is_nearly_right(aws):
    right = first_of(aws, "vpc-endpoint")
    with pytest.raises(ValueError, match=f"; near are {right}"):
        aws.force_state(right[:-1], "available")


@pytest.mark.parametrize("given", [(None, "available"), ("vpce-1", None), (b"vpce-1", "available")])
def test_what_is_no_text(aws, given):
    with pytest.raises(TypeError, match="is text, got"):
        aws.force_state(*given)
