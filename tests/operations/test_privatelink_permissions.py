"""Who may find a service and connect to it, and what everybody else sees."""

import boto3
import pytest
from botocore.exceptions import ClientError

from mockvpce.moto_bridge.overrides.access_keys import access_key_of

ASSUME = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'


@pytest.fixture
def service(provider):
    """A service to which nobody is admitted yet."""
    return provider.make_service()


def finds(ec2, service):
    """Whether a caller finds the service; whoever does not, cannot create an endpoint either."""
    name = service["ServiceName"]
    text = f"The Vpc Endpoint Service '{name}' does not exist"
    listed = name in ec2.describe_vpc_endpoint_services()["ServiceNames"]
    filtered = ec2.describe_vpc_endpoint_services(Filters=[{"Name": "service-name", "Values": [name]}])
    assert filtered["ServiceNames"] == ([name] if listed else [])
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    requests = (
        lambda: ec2.describe_vpc_endpoint_services(ServiceNames=[name]),
        lambda: ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, VpcEndpointType="Interface"),
    )
    for request in requests:
        if listed:
            request()
            continue
        with pytest.raises(ClientError) as caught:
            request()
        assert caught.value.response["Error"] == {"Code": "InvalidServiceName", "Message": text}
    return listed


def role_of(consumer, name):
    """A client with the credentials of an assumed role, and the role's ARN."""
    role = consumer.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=ASSUME)["Role"]["Arn"]
    got = consumer.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return role, client_of(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])


def user_of(consumer, name):
    iam = consumer.client("iam")
    user = iam.create_user(UserName=name)["User"]["Arn"]
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return user, client_of(key["AccessKeyId"], key["SecretAccessKey"])


def client_of(key, secret, token=None):
    session = boto3.Session(key, secret, token, region_name="us-east-1")
    return session.client("ec2")


def test_owner_and_nobody_else(provider, consumer, service):
    assert finds(provider.ec2, service)
    assert not finds(consumer.ec2, service)


def test_account(provider, consumer, stranger, service):
    provider.admit(service, f"arn:aws:iam::{consumer.account}:root")
    assert finds(consumer.ec2, service)
    assert finds(user_of(consumer, "ann")[1], service)
    assert finds(role_of(consumer, "deployer")[1], service)
    assert not finds(stranger.ec2, service)


def test_account_by_its_bare_number(provider, consumer, stranger, service):
    (added,) = provider.admit(service, consumer.account)["AddedPrincipals"]
    assert (added["PrincipalType"], added["Principal"]) == ("Account", consumer.account)
    assert [one["Principal"] for one in described(provider, service)] == [consumer.account]
    assert finds(consumer.ec2, service)
    assert finds(user_of(consumer, "ann")[1], service)
    assert not finds(stranger.ec2, service)
    provider.ec2.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], RemoveAllowedPrincipals=[consumer.account]
    )
    assert not finds(consumer.ec2, service)


def test_everybody(provider, stranger, service):
    provider.admit(service, "*")
    assert finds(stranger.ec2, service)


def test_role(provider, consumer, service):
    role, session = role_of(consumer, "deployer")
    other, other_session = role_of(consumer, "reader")
    provider.admit(service, role)
    assert finds(session, service), "a session of the role is the role"
    assert not finds(other_session, service)
    assert not finds(consumer.ec2, service), "not even the account's root"
    assert other != role


def test_user(provider, consumer, service):
    user, session = user_of(consumer, "ann")
    _, other_session = user_of(consumer, "bob")
    provider.admit(service, user)
    assert finds(session, service)
    assert not finds(other_session, service)
    assert not finds(consumer.ec2, service)


def test_principals_that_are_no_callers(provider, consumer, service):
    provider.admit(service, "lambda.amazonaws.com")
    assert not finds(consumer.ec2, service)


def test_withdrawn(provider, consumer, service):
    root = f"arn:aws:iam::{consumer.account}:root"
    provider.admit(service, root)
    provider.ec2.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], RemoveAllowedPrincipals=[root, "*"]
    )
    assert not finds(consumer.ec2, service)


ROOT, USER, ROLE = (f"arn:aws:iam::222222222222:{one}" for one in ("root", "user/ann", "role/deployer"))


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize(
    ("principal", "kind"),
    [("*", "All"), (ROOT, "Account"), (USER, "User"), (ROLE, "Role"), ("lambda.amazonaws.com", "Service")],
)
def test_types_of_principals(provider, service, principal, kind):
    answer = provider.admit(service, principal)
    assert answer["ReturnValue"] is True
    (added,) = answer["AddedPrincipals"]
    permission_id = added["ServicePermissionId"]
    assert added == {
        "PrincipalType": kind,
        "Principal": principal,
        "ServicePermissionId": permission_id,
        "ServiceId": service["ServiceId"],
    }
    prefix, _, number = permission_id.rpartition("-")
    assert (prefix, len(number)) == ("vpce-svc-perm", 17)
    assert described(provider, service) == [{**added, "Tags": []}]


def described(provider, service, **options):
    describe = provider.ec2.describe_vpc_endpoint_service_permissions
    return describe(ServiceId=service["ServiceId"], **options)["AllowedPrincipals"]


def test_adding_twice_and_removing_what_is_not_there(provider, service):
    provider.admit(service, ROOT, USER)
    before = described(provider, service)
    assert provider.admit(service, ROOT)["AddedPrincipals"] == []
    modify = provider.ec2.modify_vpc_endpoint_service_permissions
    assert modify(ServiceId=service["ServiceId"], RemoveAllowedPrincipals=[ROLE])["ReturnValue"] is True
    assert described(provider, service) == before


@pytest.mark.parametrize(
    "principal",
    [
        "22222222222",
        "222222222222:root",
        "arn:aws:iam::222222222222",
        "arn:aws:sts::222222222222:assumed-role/deployer/test",
        "arn:aws:iam::222222222222:group/all",
        "arn:aws:iam::222222222222:role/path/deployer",
        "nobody",
    ],
)
def test_principals_that_aws_does_not_take(provider, service, principal):
    with provider.refused("InvalidPrincipal", f"Invalid Principal: '{principal}'"):
        provider.admit(service, ROOT, principal)


def test_filters_of_permissions(provider, service):
    provider.admit(service, ROOT, USER, ROLE)

    def found(name, *values):
        return [one["Principal"] for one in described(provider, service, Filters=[{"Name": name, "Values": values}])]

    assert found("principal", USER) == [USER]
    assert found("principal", "*:role/*", ROOT) == [ROOT, ROLE]
    assert found("principal-type", "Account", "Role") == [ROOT, ROLE]
    assert found("permission-type", "vpc-endpoint") == [ROOT, USER, ROLE]
    assert found("permission-type", "transit-gateway-attachment") == []
    with provider.refused("InvalidFilter", "The filter value a{b} contains unsupported characters"):
        found("principal", "a{b}")
    with provider.refused("InvalidFilter", "The filter 'owner' is invalid"):
        found("owner", "me")


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_permission_for_transit_gateways(provider, consumer, service):
    behind_gateway = provider.make_service(provider.make_balancer("inner", kind="gateway"), kind="gateway")
    modify = provider.ec2.modify_vpc_endpoint_service_permissions
    options = {"PermissionType": "transit-gateway-attachment", "AddAllowedPrincipals": [ROOT]}
    (added,) = modify(ServiceId=behind_gateway["ServiceId"], **options)["AddedPrincipals"]
    assert added["PermissionType"] == "transit-gateway-attachment"
    assert behind_gateway["ServiceName"] not in consumer.ec2.describe_vpc_endpoint_services()["ServiceNames"]
    provider.admit(behind_gateway, ROOT)
    assert behind_gateway["ServiceName"] in consumer.ec2.describe_vpc_endpoint_services()["ServiceNames"]
    assert len(described(provider, behind_gateway)) == 2
    with provider.refused("InvalidPrincipal", f"Invalid Principal: '{USER}'"):
        modify(ServiceId=behind_gateway["ServiceId"], **{**options, "AddAllowedPrincipals": [USER]})
    with provider.refused("InvalidParameter", "PermissionType is not supported for Interface type VPC Endpoint."):
        modify(ServiceId=service["ServiceId"], **options)


def test_permissions_and_connections_are_tagged_by_the_provider(provider, consumer, service):
    (added,) = provider.admit(service, ROOT)["AddedPrincipals"]
    consumer.make_endpoint(service["ServiceName"])
    (connection,) = provider.connections()
    for one in (added["ServicePermissionId"], connection["VpcEndpointConnectionId"]):
        provider.ec2.create_tags(Resources=[one], Tags=[{"Key": "k", "Value": "v"}])
        with pytest.raises(ClientError):
            consumer.ec2.create_tags(Resources=[one], Tags=[{"Key": "k", "Value": "v"}])
    assert described(provider, service)[0]["Tags"] == [{"Key": "k", "Value": "v"}]
    assert provider.connections()[0]["Tags"] == [{"Key": "k", "Value": "v"}]
    composite = f"{service['ServiceId']}_{connection['VpcEndpointId']}"
    with pytest.raises(ClientError) as caught:
        provider.ec2.create_tags(Resources=[composite], Tags=[{"Key": "k", "Value": "v"}])
    assert caught.value.response["Error"] == {"Code": "InvalidID", "Message": f"The ID '{composite}' is not valid"}


def test_accounts_keys_reach_the_same_account(aws, consumer):
    key = access_key_of(consumer.account)
    assert client_of(key, "secret").describe_vpcs()["Vpcs"][0]["OwnerId"] == consumer.account
