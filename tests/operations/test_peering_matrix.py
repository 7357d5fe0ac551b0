"""Who may do what in which state and from where: one row a state and a caller, one column an action.

ok       the request succeeds
unseen   the caller does not see the connection: NotFound
user     another account's business: OperationNotPermitted, naming the account
region   another Region's business: OperationNotPermitted, naming the Region
state    the state does not allow it: InvalidStateTransition
passive  options are for active connections: OperationNotPermitted
"""

import pytest
from peering_parties import HERE, STRANGER, Party, bad_transition, make_parties, not_found, refused, requested

ACTIONS = ("accept", "reject", "delete", "modify", "describe", "tag", "route")

WITHIN_ACCOUNT_AND_REGION = """
initiating-request  requester  state   state   state   passive  ok      ok      ok
pending-acceptance  requester  ok      ok      ok      passive  ok      ok      ok
provisioning        requester  state   state   ok      passive  ok      ok      ok
active              requester  state   state   ok      ok       ok      ok      ok
rejected            requester  state   state   state   passive  ok      ok      unseen
failed              requester  state   state   state   passive  ok      ok      unseen
expired             requester  state   state   state   passive  ok      ok      unseen
deleted             requester  state   state   state   passive  ok      ok      unseen
"""

BETWEEN_REGIONS = """
initiating-request  requester  region  region  state   passive  ok      ok      ok
initiating-request  accepter   unseen  unseen  unseen  unseen   unseen  unseen  unseen
pending-acceptance  requester  region  region  ok      passive  ok      ok      ok
pending-acceptance  accepter   ok      ok      ok      passive  ok      ok      ok
provisioning        requester  region  region  ok      passive  ok      ok      ok
provisioning        accepter   state   state   ok      passive  ok      ok      ok
active              requester  region  region  ok      ok       ok      ok      ok
active              accepter   state   state   ok      ok       ok      ok      ok
rejected            requester  region  region  state   passive  ok      ok      unseen
rejected            accepter   state   state   state   passive  ok      ok      unseen
failed              requester  region  region  state   passive  ok      ok      unseen
failed              accepter   unseen  unseen  unseen  unseen   unseen  unseen  unseen
expired             requester  region  region  state   passive  ok      ok      unseen
expired             accepter   state   state   state   passive  ok      ok      unseen
deleting            requester  region  region  state   passive  ok      ok      ok
deleting            accepter   state   state   state   passive  ok      ok      ok
deleted             requester  region  region  state   passive  ok      ok      unseen
deleted             accepter   state   state   state   passive  ok      ok      unseen
"""

BETWEEN_ACCOUNTS = """
initiating-request  requester  user    user    state   passive  ok      ok      ok
initiating-request  accepter   unseen  unseen  unseen  unseen   unseen  unseen  unseen
pending-acceptance  requester  user    user    ok      passive  ok      ok      ok
pending-acceptance  accepter   ok      ok      user    passive  ok      ok      ok
provisioning        requester  user    user    ok      passive  ok      ok      ok
provisioning        accepter   state   state   ok      passive  ok      ok      ok
active              requester  user    user    ok      ok       ok      ok      ok
active              accepter   state   state   ok      ok       ok      ok      ok
rejected            requester  user    user    state   passive  ok      ok      unseen
rejected            accepter   state   state   state   passive  ok      ok      unseen
failed              requester  user    user    state   passive  ok      ok      unseen
failed              accepter   unseen  unseen  unseen  unseen   unseen  unseen  unseen
expired             requester  user    user    state   passive  ok      ok      unseen
expired             accepter   state   state   state   passive  ok      ok      unseen
deleted             requester  user    user    state   passive  ok      ok      unseen
deleted             accepter   state   state   state   passive  ok      ok      unseen
"""

DELETING_BETWEEN_ACCOUNTS = """
deleting            requester  user    user    state   passive  ok      ok      ok
deleting            accepter   state   state   state   passive  ok      ok      ok
"""

TABLES = {
    "same": WITHIN_ACCOUNT_AND_REGION,
    "region": BETWEEN_REGIONS,
    "account": BETWEEN_ACCOUNTS,
    "both": BETWEEN_ACCOUNTS + DELETING_BETWEEN_ACCOUNTS,
}
STATES = dict.fromkeys(line.split()[0] for line in BETWEEN_REGIONS.split("\n") if line)

ROWS = [
    pytest.param(relation, state, who, dict(zip(ACTIONS, outcomes, strict=True)), id=f"{relation}-{state}-{who}")
    for relation, table in TABLES.items()
    for state, who, *outcomes in (line.split() for line in table.split("\n") if line)
]

TARGETS = {"accept": "provisioning", "reject": "rejected", "delete": "deleting"}


def bring_to(state, aws, requester, accepter):
    """A connection in that state, and nothing more than what leads there."""
    if state == "failed":
        accepter.cidr = requester.cidr
    connection = requested(requester, accepter)
    if state == "initiating-request":
        return connection
    if state == "expired":
        aws.settle()
        aws.clock.advance(days=7)
    aws.settle()
    if state in ("provisioning", "active", "deleting", "deleted"):
        accepter.accept(connection)
    if state in ("active", "deleting", "deleted"):
        aws.settle()
    if state in ("deleting", "deleted"):
        requester.delete(connection)
    if state == "deleted":
        aws.settle()
    if state == "rejected":
        accepter.reject(connection)
    assert requester.code(connection) == state
    return connection


def act(action, caller, side, connection):
    """The action in its plainest form."""
    match action:
        case "modify":
            caller.modify(connection, **{side: {"AllowDnsResolutionFromRemoteVpc": False}})
        case "describe":
            caller.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection])
        case "tag":
            caller.ec2.create_tags(Resources=[connection], Tags=[{"Key": "Name", "Value": "link"}])
        case "route":
            caller.route("172.16.0.0/16", connection)
        case _:
            getattr(caller, action)(connection)


def refusal(outcome, action, caller, accepter, connection, state):
    """Code and text of an outcome other than ok."""
    match outcome:
        case "unseen":
            return not_found(connection)
        case "user":
            return "OperationNotPermitted", f"User {caller.account} cannot {action} peering {connection}"
        case "region":
            verb = {"accept": "accepted", "reject": "accepted or rejected"}[action]
            return (
                "OperationNotPermitted",
                f"Incorrect region ({caller.region}) specified for this request. VPC peering connection {connection} must"
                f" be {verb} in region {accepter.region}",
            )
        case "state":
            return bad_transition(connection, state, TARGETS[action])
        case "passive":
            return (
                "OperationNotPermitted",
                f"Peering {connection} is not active. Peering options can be added only to active peerings.",
            )
    raise AssertionError(outcome)


@pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
@pytest.mark.parametrize(("relation", "state", "who", "outcomes"), ROWS)
def test_row(aws, relation, state, who, outcomes):
    requester, accepter = make_parties(aws, relation)
    connection = bring_to(state, aws, requester, accepter)
    caller = requester if who == "requester" else accepter
    assert caller.table
    before, start = requester.all(), aws.snapshot()
    for action, outcome in outcomes.items():
        if outcome == "ok":
            act(action, caller, who, connection)
            assert caller.code(connection) is not None, action
        else:
            with refused(*refusal(outcome, action, caller, accepter, connection, state)):
                act(action, caller, who, connection)
            assert requester.all() == before, action
        aws.restore(start)


@pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
@pytest.mark.parametrize("state", STATES)
def test_nobody_else_sees_it(aws, state):
    requester, accepter = make_parties(aws, "both")
    connection = bring_to(state, aws, requester, accepter)
    outsiders = [
        Party(aws, STRANGER, HERE),
        Party(aws, STRANGER, accepter.region),
        requester.elsewhere(accepter.region),
        accepter.elsewhere(requester.region),
    ]
    before = requester.all()
    for outsider in outsiders:
        for action in ACTIONS:
            with refused(*not_found(connection)):
                act(action, outsider, "requester", connection)
        assert outsider.all() == []
    assert requester.all() == before


@pytest.mark.parametrize(
    ("relation", "caller", "outcome", "side"),
    [
        ("account", "requester", "permission", "accepter"),
        ("account", "accepter", "permission", "requester"),
        ("both", "requester", "permission", "accepter"),
        ("region", "requester", "region", "accepter"),
        ("region", "accepter", "region", "requester"),
    ],
)
def test_the_other_sides_options(aws, relation, caller, outcome, side):
    parties = dict(zip(("requester", "accepter"), make_parties(aws, relation), strict=True))
    connection = requested(parties["requester"], parties["accepter"])
    parties["accepter"].accept(connection)
    text = {
        "permission": f"User {parties[caller].account} does not have permission to modify the {side} side peering options",
        "region": f"{side.capitalize()}'s VPC Peering connection options cannot be modified for a different region",
    }[outcome]
    with refused("OperationNotPermitted", text):
        parties[caller].modify(connection, **{side: {"AllowDnsResolutionFromRemoteVpc": False}})
