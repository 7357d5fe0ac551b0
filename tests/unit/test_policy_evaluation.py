"""What is decided over all policies that a request meets, and which one is named."""

import pytest

from mockvpce.policy import Attached, Caller, Evaluation, Policies, Request, evaluate, parse

HOME, AWAY = "111122223333", "444455556666"
OBJECT = "arn:aws:s3:::data/k"
ROLE = f"arn:aws:iam::{HOME}:role/app"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/one"
USER = Caller(f"arn:aws:iam::{HOME}:user/ann")
ROOT = Caller(f"arn:aws:iam::{HOME}:root")
APP = Caller(SESSION, behind=ROLE)
NOBODY = Caller()
SERVICE = Caller(service="logs.amazonaws.com")
OF_RESOURCES = ("endpoint policy", "resource policy", "resource control policy")


def attached(kind, *statements, carrier=None):
    written = []
    for effect, changes in statements:
        statement = {"Effect": effect, "Action": "s3:*", "Resource": "*"}
        if kind in OF_RESOURCES and "NotPrincipal" not in changes:
            statement["Principal"] = "*"
        written.append(statement | changes)
    document = {"Version": "2012-10-17", "Statement": written}
    return Attached(parse(document, kind), carrier or kind)


def allow(kind, **changes):
    return attached(kind, ("Allow", changes))


def deny(kind, **changes):
    return attached(kind, ("Allow", {}), ("Deny", changes))


def nothing(kind):
    return attached(kind)


def grants(principal):
    return allow("resource policy", Principal=principal)


IDENTITY = [allow("identity policy")]


def decide(caller=USER, owner=HOME, context=None, **policies):
    request = Request("s3:GetObject", OBJECT, caller, owner, context or {})
    return evaluate(request, Policies(**policies))


def said(evaluation):
    return bool(evaluation), evaluation.by, evaluation.explicit


PLACES = {
    "endpoint policy": lambda policy: {"endpoint": policy},
    "service control policy": lambda policy: {"service_control": [[policy]]},
    "resource control policy": lambda policy: {"resource_control": [[policy]]},
    "resource policy": lambda policy: {"resource": policy},
    "identity policy": lambda policy: {"identity": [policy]},
    "permissions boundary": lambda policy: {"boundary": policy},
    "session policy": lambda policy: {"session": [policy]},
}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("owner", [HOME, AWAY])
def test_an_explicit_deny_of_any_kind_decides_and_is_named(kind, owner):
    policies = {"identity": IDENTITY, "resource": grants("*")} | PLACES[kind](deny(kind))
    found = decide(owner=owner, **policies)
    assert said(found) == (False, kind, True)
    assert (found.policy, found.statement["Effect"]) == (kind, "Deny")


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("owner", [HOME, AWAY])
def test_an_explicit_deny_is_named_rather_than_what_does_not_allow(kind, owner):
    policies = {"endpoint": nothing("endpoint policy")} | PLACES[kind](deny(kind))
    assert said(decide(owner=owner, **policies)) == (False, kind, True)


@pytest.mark.parametrize(
    "kind", ["endpoint policy", "service control policy", "permissions boundary", "session policy"]
)
def test_what_limits_has_to_allow(kind):
    found = decide(identity=IDENTITY, **PLACES[kind](nothing(kind)))
    assert found == Evaluation(False, kind, kind)
    assert decide(identity=IDENTITY, **PLACES[kind](allow(kind)))


def test_a_resource_control_policy_only_denies():
    assert decide(identity=IDENTITY, resource_control=[[nothing("resource control policy")]])


def test_every_level_of_service_control_policies_has_to_allow():
    yes, no = allow("service control policy"), nothing("service control policy")
    assert decide(identity=IDENTITY, service_control=[[no, yes], [yes]])
    assert said(decide(identity=IDENTITY, service_control=[[yes], [no]])) == (False, "service control policy", False)
    assert decide(identity=IDENTITY, service_control=[[yes], []]) == Evaluation(False, "service control policy")


def test_the_endpoint_policy_is_named_before_the_identity_policy():
    assert decide(endpoint=nothing("endpoint policy")).by == "endpoint policy"
    assert decide(endpoint=allow("endpoint policy")).by == "identity policy"


def test_an_endpoint_policy_alone_allows_nothing():
    assert said(decide(endpoint=allow("endpoint policy"))) == (False, "identity policy", False)


def test_what_allows_is_named_with_its_statement():
    found = decide(identity=[nothing("identity policy"), allow("identity policy", Sid="read")])
    assert found == Evaluation(True, "identity policy", "identity policy", found.statement)
    assert found.statement["Sid"] == "read"
    assert {found: 1}[found] == 1


@pytest.mark.parametrize(
    ("caller", "principal", "grant"),
    [
        (USER, "*", "caller"),
        (USER, {"AWS": "*"}, "caller"),
        (USER, {"AWS": USER.arn}, "caller"),
        (USER, {"AWS": ["arn:aws:iam::111122223333:user/bob", USER.arn]}, "caller"),
        (USER, {"AWS": HOME}, "account"),
        (USER, {"AWS": f"arn:aws:iam::{HOME}:root"}, "account"),
        (USER, {"AWS": "arn:aws:iam::111122223333:user/Ann"}, "none"),
        (USER, {"AWS": AWAY}, "none"),
        (USER, {"Service": "logs.amazonaws.com"}, "none"),
        (APP, {"AWS": SESSION}, "caller"),
        (APP, {"AWS": ROLE}, "role"),
        (APP, "*", "role"),
        (APP, {"AWS": HOME}, "account"),
        (APP, {"AWS": f"{SESSION}x"}, "none"),
    ],
)
def test_in_one_account_the_principal_says_what_else_has_to_allow(caller, principal, grant):
    """Naming the caller suffices, naming its role leaves boundary and session, naming the account leaves all to them."""
    resource = grants(principal)
    boundary, session = nothing("permissions boundary"), nothing("session policy")
    assert bool(decide(caller, resource=resource)) is (grant in ("caller", "role"))
    assert bool(decide(caller, resource=resource, boundary=boundary)) is (grant == "caller")
    assert bool(decide(caller, resource=resource, session=[session])) is (grant == "caller")
    assert decide(caller, resource=resource, identity=IDENTITY)
    assert bool(decide(caller, resource=resource, identity=IDENTITY, resource_decides=True)) is (grant != "none")


@pytest.mark.parametrize("principal", ["*", {"AWS": HOME}, {"AWS": USER.arn}])
def test_across_accounts_both_sides_have_to_allow(principal):
    resource = grants(principal)
    assert said(decide(owner=AWAY, identity=IDENTITY, resource=resource)) == (True, "resource policy", False)
    assert said(decide(owner=AWAY, resource=resource)) == (False, "identity policy", False)
    assert said(decide(owner=AWAY, identity=IDENTITY)) == (False, "resource policy", False)
    assert said(decide(owner=AWAY, identity=IDENTITY, resource=grants({"AWS": AWAY}))) == (
        False,
        "resource policy",
        False,
    )


@pytest.mark.parametrize("kind", ["permissions boundary", "session policy"])
def test_across_accounts_boundary_and_session_limit_the_identity(kind):
    found = decide(owner=AWAY, identity=IDENTITY, resource=grants({"AWS": USER.arn}), **PLACES[kind](nothing(kind)))
    assert said(found) == (False, kind, False)


@pytest.mark.parametrize("order", [1, -1])
def test_the_allow_that_names_the_caller_closest_counts(order):
    principals = [{"AWS": HOME}, {"AWS": ROLE}, {"AWS": SESSION}][::order]
    resource = attached("resource policy", *(("Allow", {"Principal": principal}) for principal in principals))
    found = decide(APP, resource=resource, boundary=nothing("permissions boundary"))
    assert (found.by, found.statement["Principal"]) == ("resource policy", {"AWS": SESSION})


def test_root_may_do_everything_that_its_organization_and_the_resource_let_it():
    assert decide(ROOT) == Evaluation(True, "identity policy")
    assert said(decide(ROOT, owner=AWAY)) == (False, "resource policy", False)
    assert decide(ROOT, owner=AWAY, resource=grants({"AWS": HOME}))
    assert decide(ROOT, resource=grants({"AWS": HOME})).by == "resource policy"
    assert said(decide(ROOT, service_control=[[nothing("service control policy")]]))[1] == "service control policy"
    assert said(decide(ROOT, resource=deny("resource policy"))) == (False, "resource policy", True)


@pytest.mark.parametrize("account", [HOME, f"arn:aws:iam::{HOME}:root"])
def test_in_an_endpoint_policy_an_account_is_its_root_user(account):
    endpoint = allow("endpoint policy", Principal={"AWS": account})
    assert decide(USER, identity=IDENTITY, endpoint=endpoint).by == "endpoint policy"
    assert decide(ROOT, endpoint=endpoint)


@pytest.mark.parametrize(
    ("caller", "principal", "allowed"),
    [
        (NOBODY, "*", True),
        (NOBODY, {"AWS": "*"}, True),
        (NOBODY, {"AWS": HOME}, False),
        (SERVICE, {"Service": "logs.amazonaws.com"}, True),
        (SERVICE, {"Service": ["sns.amazonaws.com"]}, False),
        (Caller(federated="accounts.google.com"), {"Federated": "accounts.google.com"}, True),
        (Caller(canonical_user="79a5"), {"CanonicalUser": "79a5"}, True),
        (Caller(canonical_user="79a5"), {"CanonicalUser": "79a6"}, False),
    ],
)
def test_callers_without_identity_need_only_the_resource_policy(caller, principal, allowed):
    found = decide(caller, resource=grants(principal), service_control=[[nothing("service control policy")]])
    assert said(found) == (allowed, "resource policy", False)


@pytest.mark.parametrize(
    ("caller", "spared", "denied"),
    [
        (USER, [USER.arn, HOME], False),
        (USER, [USER.arn], True),
        (USER, [HOME], True),
        (USER, [AWAY], True),
        (ROOT, [HOME], False),
        (APP, [SESSION, ROLE, HOME], False),
        (APP, [ROLE, HOME], True),
        (APP, [SESSION, HOME], True),
        (USER, "*", False),
    ],
)
def test_a_deny_of_not_principal_spares_who_is_listed_in_full(caller, spared, denied):
    resource = attached("resource policy", ("Deny", {"NotPrincipal": {"AWS": spared}}), carrier="b")
    found = decide(caller, identity=IDENTITY, resource=resource)
    assert said(found) == ((False, "resource policy", True) if denied else (True, "identity policy", False))


def test_a_deny_of_not_principal_means_everybody_with_a_boundary():
    not_ann = {"NotPrincipal": {"AWS": [USER.arn, HOME]}}
    resource = attached("resource policy", ("Deny", not_ann))
    assert decide(identity=IDENTITY, resource=resource)
    assert not decide(identity=IDENTITY, resource=resource, boundary=allow("permissions boundary"))


def test_an_allow_of_not_principal_means_everybody_else():
    resource = attached("resource policy", ("Allow", {"NotPrincipal": {"AWS": USER.arn}}))
    assert not decide(USER, resource=resource)
    assert decide(APP, resource=resource)


PERIMETER = {"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}


@pytest.mark.parametrize(
    ("context", "allowed"),
    [({"aws:SourceVpce": "vpce-1"}, True), ({"aws:SourceVpce": "vpce-2"}, False), ({"aws:SourceIp": "1.2.3.4"}, False)],
)
def test_a_bucket_for_one_endpoint(context, allowed):
    found = decide(identity=IDENTITY, resource=deny("resource policy", **PERIMETER), context=context)
    assert said(found)[:2] == ((True, "resource policy") if allowed else (False, "resource policy"))


@pytest.mark.parametrize(("bucket", "allowed"), [("data", True), ("prod-us-east-1-starport-layer-bucket", False)])
def test_an_endpoint_for_some_buckets(bucket, allowed):
    endpoint = allow("endpoint policy", Resource=["arn:aws:s3:::data", "arn:aws:s3:::data/*"])
    request = Request("s3:GetObject", f"arn:aws:s3:::{bucket}/k", USER)
    found = evaluate(request, Policies(identity=IDENTITY, endpoint=endpoint))
    assert said(found) == ((True, "identity policy", False) if allowed else (False, "endpoint policy", False))


@pytest.mark.parametrize(
    ("element", "action", "resource", "applies"),
    [
        ({"Action": "S3:getobject"}, "s3:GetObject", OBJECT, True),
        ({"Action": "s3:Get*"}, "s3:PutObject", OBJECT, False),
        ({"Action": "s3:?etObject"}, "s3:GetObject", OBJECT, True),
        ({"Action": "*"}, "ec2:RunInstances", "*", True),
        ({"Action": []}, "s3:GetObject", OBJECT, False),
        ({"NotAction": ["iam:*", "s3:Get*"]}, "s3:GetObject", OBJECT, False),
        ({"NotAction": ["iam:*"]}, "s3:GetObject", OBJECT, True),
        ({"Resource": "arn:aws:s3:::data/*"}, "s3:GetObject", "arn:aws:s3:::Data/k", False),
        ({"Resource": "arn:aws:s3:::*/k"}, "s3:GetObject", OBJECT, True),
        ({"Resource": "arn:aws:s3:::data"}, "s3:ListAllMyBuckets", "*", False),
        ({"Resource": "arn:aws:sqs:*"}, "sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{HOME}:q", True),
        ({"Resource": "arn:aws:s3:::data/${aws:username}"}, "s3:GetObject", OBJECT, True),
        ({"Resource": "arn:aws:s3:::data/${aws:userid}"}, "s3:GetObject", OBJECT, False),
        ({"NotResource": "arn:aws:s3:::data/${aws:username}"}, "s3:GetObject", OBJECT, False),
        ({"NotResource": "arn:aws:s3:::data/${aws:userid}"}, "s3:GetObject", OBJECT, False),
        ({"NotResource": "arn:aws:s3:::other/*"}, "s3:GetObject", OBJECT, True),
    ],
)
def test_actions_and_resources(element, action, resource, applies):
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"} | element
    for name in ("Action", "Resource"):
        if f"Not{name}" in element:
            del statement[name]
    policy = parse({"Version": "2012-10-17", "Statement": statement}, "identity policy")
    request = Request(action, resource, USER, context={"aws:username": "k"})
    assert (policy.find(request).allow is not None) is applies


def test_a_policy_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="expected endpoint policy, not resource policy, of b"):
        Policies(endpoint=attached("resource policy", carrier="b"))


def test_an_action_has_its_service():
    with pytest.raises(ValueError, match="'GetObject' is no action"):
        Request("GetObject")


def test_a_caller_has_an_arn():
    with pytest.raises(ValueError, match="'ann' is no ARN of a caller"):
        Caller("ann")
