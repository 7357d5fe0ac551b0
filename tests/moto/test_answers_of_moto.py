"""moto's own answers, written with what we remember for it: to the byte what moto writes."""

import string
from types import SimpleNamespace

import boto3
import pytest
import xmltodict
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from mockvpce import mock_vpce
from mockvpce.speedups.moto_xml import Documents

serialize = pytest.importorskip(
    "moto.core.serialize", reason="older moto, such as 5.1.0, writes its answers with templates"
)

KEY = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)

names = st.text(string.ascii_letters + "_", min_size=1, max_size=4) | st.sampled_from(["a-b", "a.b", "x1", "ns:a", "é"])
texts = st.text() | st.sampled_from(["<&>", "'\"", " ", "\n"])
scalars = texts | st.integers() | st.booleans() | st.floats() | st.none() | st.binary() | st.sampled_from([(), ("a",)])
elements = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(names | st.sampled_from(["@xmlns", "@a", "#text"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def attempt(act, *arguments, **options):
    try:
        return act(*arguments, **options)
    except (ValueError, TypeError, AttributeError) as error:
        return type(error), str(error)


@given(name=names, value=elements, full=st.booleans(), short=st.booleans(), pretty=st.booleans())
def test_documents_are_those_of_xmltodict(name, value, full, short, pretty):
    options = {"full_document": full, "short_empty_elements": short, "pretty": pretty}
    for body in ({name: value}, {name: value, "second": value}, {}):
        expected = attempt(xmltodict.unparse, body, **options)
        assert attempt(Documents(xmltodict).unparse, body, **options) == expected


def test_nothing_is_left_to_xmltodict_where_it_need_not_be():
    slow = SimpleNamespace(unparse=lambda *_, **__: pytest.fail("slow"))
    body = {"R": {"@xmlns": "http://x/", "a": [{"b": "<"}, {"b": None}, {"c": []}], "d": True, "e": 1.5, "f": {}}}
    written = Documents(slow).unparse(body, full_document=True, short_empty_elements=True)
    inside = "<a><b>&lt;</b></a><a><b/></a><a/><d>true</d><e>1.5</e><f/>"
    assert written == f'<?xml version="1.0" encoding="utf-8"?>\n<R xmlns="http://x/">{inside}</R>'


def stories(mock):
    """What moto answers for many kinds of resources, ids and times left out."""
    with mock():
        session = boto3.Session(region_name="us-east-1")
        ec2, elbv2, sns, iam = (session.client(name) for name in ("ec2", "elbv2", "sns", "iam"))
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"][
                "SubnetId"
            ]
            for n, zone in enumerate("ab")
        ]
        ec2.create_tags(Resources=subnets, Tags=[{"Key": "a<b", "Value": "&"}])
        ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnets[0])
        elbv2.create_load_balancer(Name="one", Subnets=subnets, Type="network")
        sns.create_topic(Name="one")
        iam.create_role(RoleName="one", AssumeRolePolicyDocument="{}")
        ec2.import_key_pair(KeyName="k", PublicKeyMaterial=KEY)
        for act, options in (
            (ec2.describe_vpcs, {}),
            (ec2.describe_subnets, {}),
            (ec2.describe_instances, {}),
            (ec2.describe_security_groups, {}),
            (ec2.describe_network_acls, {}),
            (ec2.describe_route_tables, {}),
            (ec2.describe_instance_types, {"InstanceTypes": ["m5.large"]}),
            (ec2.describe_key_pairs, {}),
            (ec2.describe_key_pairs, {"IncludePublicKey": True}),
            (ec2.describe_key_pairs, {}),
            (ec2.describe_images, {"ImageIds": ["ami-12c6146b"]}),
            (elbv2.describe_load_balancers, {}),
            (sns.list_topics, {}),
            (iam.list_roles, {}),
            (iam.list_policies, {"MaxItems": 5}),
        ):
            yield act.__name__, shape_of(act(**options))


NOT_OF_MOTO = ("ResponseMetadata", "AvailableIpAddressCount", "PropagatingVgws", "DeleteOnTermination")
"""moto's load balancers have no interfaces, which take addresses of their subnets; its route tables show no propagation.

The interface that an instance is launched with goes with the instance, in AWS.
"""


def shape_of(answer):
    """The answer with every text that may differ from run to run replaced by its type."""
    if isinstance(answer, dict):
        kept = {key: one for key, one in answer.items() if key not in NOT_OF_MOTO}
        return {key: "id" if key.endswith("Id") else shape_of(one) for key, one in kept.items()}
    if isinstance(answer, list):
        return sorted((shape_of(one) for one in answer), key=repr)
    varies = isinstance(answer, str) and any(letter.isdigit() for letter in answer)
    return type(answer).__name__ if varies or not isinstance(answer, str | int | bool) else answer


@pytest.mark.needs_cryptography
def test_answers_are_moto_s_own():
    ours, plain = dict(stories(mock_vpce)), dict(stories(mock_aws))
    assert ours.keys() == plain.keys()
    for name, answer in plain.items():
        assert ours[name] == answer, name


@pytest.mark.needs_cryptography
def test_a_public_key_comes_only_when_it_is_asked_for():
    """moto changes what it may show from request to request."""
    with mock_vpce():
        ec2 = boto3.client("ec2", "us-east-1")
        ec2.import_key_pair(KeyName="k", PublicKeyMaterial=KEY)
        for wanted in (True, False, True, False):
            (pair,) = ec2.describe_key_pairs(IncludePublicKey=wanted)["KeyPairs"]
            assert ("PublicKey" in pair) is wanted


@pytest.mark.needs_speedups
def test_moto_gets_its_own_back():
    plain = serialize.ResponseSerializer.get_value, serialize.xmltodict
    with mock_vpce():
        assert serialize.ResponseSerializer.get_value is not plain[0]
        assert serialize.xmltodict is not plain[1]
    assert (serialize.ResponseSerializer.get_value, serialize.xmltodict) == plain == (plain[0], xmltodict)
