"""Policy documents: what is read, and what is refused where."""

import json
import pickle

import pytest

from mockvpce.policy import PolicyError, parse

ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
OPEN = ALLOW | {"Principal": "*"}


def statement(**changes):
    return {name: value for name, value in (ALLOW | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", (1, 1)),
        ("{", (1, 2)),
        ('{"Version"}', (1, 11)),
        ('{"Version": "2012-10-17",}', (1, 26)),
        ('{"Statement": [] "Id": ""}', (1, 18)),
        ('{"Statement": []}\n ,', (2, 2)),
        ('{"Statement":\n[\n  nan]}', (3, 3)),
        ('{"Statement": [01]}', (1, 16)),
        ('{"Statement": "a\nb"}', (1, 17)),
        ('{\n  "Statement": [],\n  "Statment": []\n}', (3, 3)),
        ('{"Statement": {"Effect": "Allow", "Effect": "Deny"}}', (1, 35)),
        ('{"Version": "2012", "Statement": []}', (1, 13)),
        ('{"Version": 2012, "Statement": []}', (1, 13)),
        ("[]", (1, 1)),
        ('{"Version": "2012-10-17"}', (1, 1)),
        ("[" * 20_000, (1, 18)),
    ],
)
def test_an_error_has_its_line_and_column(text, position):
    with pytest.raises(PolicyError) as refused:
        parse(text, "identity policy")
    assert refused.value.position == position
    assert str(refused.value).count(f"({position[0]},{position[1]})") == 1


@pytest.mark.parametrize(
    ("wrong", "path", "reason"),
    [
        ({"Effect": None}, "Statement[0]", "Effect is missing"),
        ({"Effect": "allow"}, "Statement[0].Effect", "allow is no effect"),
        ({"Action": None}, "Statement[0]", "Action is missing"),
        ({"Action": "GetObject"}, "Statement[0].Action", "GetObject names no service"),
        ({"Action": ["s3:*", 1]}, "Statement[0].Action[1]", "expected a string, not number"),
        ({"NotAction": "s3:*"}, "Statement[0].NotAction", "Action and NotAction exclude each other"),
        ({"NotResource": "*"}, "Statement[0].NotResource", "Resource and NotResource exclude each other"),
        ({"Resource": None}, "Statement[0]", "Resource is missing"),
        ({"Principal": "*"}, "Statement[0].Principal", "Principal has no place in an identity policy"),
        ({"Conditions": {}}, "Statement[0].Conditions", "Conditions is no element"),
        ({"Condition": []}, "Statement[0].Condition", "expected an object, not array"),
        ({"Condition": {"StringEqual": {}}}, "Statement[0].Condition.StringEqual", "did you mean StringEquals?"),
        ({"Condition": {"ForSome:Bool": {}}}, "Statement[0].Condition.ForSome:Bool", "no condition operator"),
        ({"Condition": {"NullIfExists": {}}}, "Statement[0].Condition.NullIfExists", "Null takes no IfExists"),
        ({"Condition": {"Bool": {"a:b": None}}}, "Statement[0].Condition.Bool.a:b", "not null"),
        ({"Condition": {"Bool": {"a:b": [[]]}}}, "Statement[0].Condition.Bool.a:b[0]", "not array"),
    ],
)
def test_an_error_names_the_element(wrong, path, reason):
    with pytest.raises(PolicyError, match=r"^Statement") as refused:
        parse({"Statement": [statement(**wrong)]}, "identity policy")
    assert (refused.value.path, refused.value.position) == (path, None)
    assert reason in refused.value.reason


@pytest.mark.parametrize("kind", ["endpoint policy", "resource policy", "resource control policy"])
def test_policies_of_resources_need_a_principal(kind):
    with pytest.raises(PolicyError, match="Principal is missing"):
        parse({"Statement": ALLOW}, kind)
    assert len(parse({"Statement": OPEN}, kind).statements) == 1


@pytest.mark.parametrize(
    "kind", ["identity policy", "session policy", "permissions boundary", "service control policy"]
)
@pytest.mark.parametrize("element", ["Principal", "NotPrincipal"])
def test_policies_of_principals_have_none(kind, element):
    with pytest.raises(PolicyError, match=f"{element} has no place"):
        parse({"Statement": ALLOW | {element: "*"}}, kind)


def test_a_resource_control_policy_means_everybody():
    with pytest.raises(PolicyError, match='only "\\*" can be the principal'):
        parse({"Statement": ALLOW | {"Principal": {"AWS": "123456789012"}}}, "resource control policy")


@pytest.mark.parametrize("principal", ["123456789012", {"Aws": "*"}, {"AWS": 1}, 1])
def test_a_principal_has_a_type(principal):
    with pytest.raises(PolicyError, match=r"Statement\.Principal"):
        parse({"Statement": ALLOW | {"Principal": principal}}, "resource policy")


def test_only_a_resource_policy_may_leave_out_its_resource():
    without = {name: value for name, value in OPEN.items() if name != "Resource"}
    assert parse({"Statement": without}, "resource policy").statements[0].resources is None
    with pytest.raises(PolicyError, match="Resource is missing"):
        parse({"Statement": without}, "endpoint policy")


def test_sids_are_unique_but_for_empty_ones():
    with pytest.raises(PolicyError, match="another statement has the Sid a"):
        parse({"Statement": [statement(Sid="a"), statement(Sid="a")]}, "identity policy")
    policy = parse({"Statement": [statement(Sid=""), statement(Sid="")]}, "identity policy")
    assert [one.sid for one in policy.statements] == ["", ""]


def test_a_document_is_read_from_text_and_mapping_alike():
    document = {"Version": "2012-10-17", "Id": "one", "Statement": [statement(Sid="a"), statement(Effect="Deny")]}
    for form in (document, json.dumps(document), json.dumps(document, indent=2)):
        policy = parse(form, "identity policy")
        assert (policy.version, policy.id) == ("2012-10-17", "one")
        assert [(one.sid, one.allows) for one in policy.statements] == [("a", True), (None, False)]
        assert [dict(one.source) for one in policy.statements] == document["Statement"]


def test_a_document_without_version_is_of_2008():
    assert parse({"Statement": []}, "identity policy").version == "2008-10-17"


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'bucket policy' is no kind of policy"):
        parse({"Statement": []}, "bucket policy")


def test_a_policy_error_survives_pickling():
    with pytest.raises(PolicyError) as refused:
        parse("{", "identity policy")
    again = pickle.loads(pickle.dumps(refused.value))
    assert (str(again), again.position) == (str(refused.value), (1, 2))
