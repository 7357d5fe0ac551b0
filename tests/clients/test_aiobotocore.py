"""aiobotocore and aioboto3 with the real packages, which have environments of their own (`make client-tests`)."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import textwrap

import pytest

pytest.importorskip(
    "aiobotocore", reason="aiobotocore pins botocore: its tests run in environments of their own, make client-tests"
)

import boto3
from aiobotocore.session import get_session
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from mockvpce import mock_vpce

pytestmark = pytest.mark.asyncio
REGION = {"region_name": "us-east-1"}
GATEWAY = "com.amazonaws.us-east-1.s3"


@pytest.fixture
def aioboto3():
    return pytest.importorskip("aioboto3", reason="aioboto3 allows no newer aiobotocore than the one that it pins")


@mock_vpce
async def test_ours():
    async with get_session().create_client("ec2", **REGION) as client:
        vpc = (await client.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
        made = (await client.create_vpc_endpoint(VpcId=vpc, ServiceName=GATEWAY))["VpcEndpoint"]
        shown = (await client.describe_vpc_endpoints())["VpcEndpoints"]
        assert [one["VpcEndpointId"] for one in shown] == [made["VpcEndpointId"]]
        with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
            await client.describe_vpc_endpoints(VpcEndpointIds=["vpce-00000000000000000"])


@mock_vpce
async def test_paginators_and_waiters():
    async with get_session().create_client("ec2", **REGION) as client:
        ids = [(await client.create_vpc(CidrBlock=f"10.{n}.0.0/16"))["Vpc"]["VpcId"] for n in range(7)]
        for vpc in ids[1:]:
            await client.create_vpc_peering_connection(VpcId=ids[0], PeerVpcId=vpc)
        pages = client.get_paginator("describe_vpc_peering_connections").paginate(PaginationConfig={"PageSize": 5})
        found = [one["VpcPeeringConnectionId"] async for page in pages for one in page["VpcPeeringConnections"]]
        assert len(found) == 6
        await client.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=found)


@mock_vpce
async def test_handlers_of_every_event_are_called_as_for_an_operation_of_moto():
    heard = []
    events = ("request-created", "choose-signer", "before-sign", "before-send", "response-received", "needs-retry")
    async with get_session().create_client("ec2", **REGION) as client:
        for event in events:
            client.meta.events.register(
                f"{event}.ec2", lambda event_name, **told: heard.append((event_name.partition(".")[0], sorted(told)))
            )
        await client.describe_vpc_endpoints()
        ours = heard[:]
        heard.clear()
        await client.describe_vpcs()
        assert ours == heard
        assert {event for event, _ in ours} == set(events)


@mock_vpce
async def test_a_region_that_does_not_exist_has_no_host():
    async with get_session().create_client("ec2", region_name="us-moon-1") as client:
        for describe in (client.describe_vpcs, client.describe_vpc_endpoints):
            with pytest.raises(EndpointConnectionError):
                await describe()


@mock_vpce
async def test_many_at_once(aioboto3):
    async with aioboto3.Session().client("ec2", **REGION) as client:
        vpcs = await asyncio.gather(*(client.create_vpc(CidrBlock=f"10.{n}.0.0/16") for n in range(20)))
        ids = [one["Vpc"]["VpcId"] for one in vpcs]
        await asyncio.gather(*(client.create_vpc_endpoint(VpcId=vpc, ServiceName=GATEWAY) for vpc in ids))
        shown = (await client.describe_vpc_endpoints())["VpcEndpoints"]
        assert sorted(one["VpcId"] for one in shown) == sorted(ids)
        assert len({one["VpcEndpointId"] for one in shown}) == 20


@mock_vpce
async def test_resources(aioboto3):
    async with aioboto3.Session().resource("ec2", **REGION) as ec2:
        vpc = await ec2.create_vpc(CidrBlock="10.0.0.0/16")
        other = await ec2.create_vpc(CidrBlock="10.1.0.0/16")
        peering = await ec2.create_vpc_peering_connection(VpcId=vpc.id, PeerVpcId=other.id)
        await peering.accept()
        await peering.load()
        assert (await peering.status)["Code"] == "active"


@mock_vpce
async def test_motos_services():
    session = get_session()
    async with session.create_client("sqs", **REGION) as client:
        await client.create_queue(QueueName="jobs")
        assert (await client.list_queues())["QueueUrls"][0].endswith("/jobs")
    async with session.create_client("dynamodb", **REGION) as client:
        assert (await client.list_tables())["TableNames"] == []
    async with session.create_client("sts", **REGION) as client:
        assert (await client.get_caller_identity())["Account"] == "123456789012"
    async with session.create_client("elbv2", **REGION) as client:
        assert (await client.describe_load_balancers())["LoadBalancers"] == []
        with pytest.raises(ClientError, match="LoadBalancerNotFound"):
            await client.describe_load_balancers(Names=["nothing"])


@mock_vpce
async def test_streams_of_s3():
    async with get_session().create_client("s3", **REGION) as client:
        await client.create_bucket(Bucket="bucket")
        await client.put_object(Bucket="bucket", Key="key", Body=b"0123456789")
        async with (await client.get_object(Bucket="bucket", Key="key"))["Body"] as body:
            assert await body.read(4) == b"0123"
            assert await body.read() == b"456789"
        body = (await client.get_object(Bucket="bucket", Key="key"))["Body"]
        assert [chunk async for chunk in body.iter_chunks(5)] == [b"01234", b"56789"]
        assert (await client.get_bucket_location(Bucket="bucket"))["LocationConstraint"] is None
        with pytest.raises(ClientError, match="NoSuchKey"):
            await client.get_object(Bucket="bucket", Key="nothing")


@mock_vpce(wire=True)
async def test_over_the_wire():
    async with get_session().create_client("ec2", **REGION) as client:
        vpc = (await client.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
        await client.create_vpc_endpoint(VpcId=vpc, ServiceName=GATEWAY)
        assert len((await client.describe_vpc_endpoints())["VpcEndpoints"]) == 1


async def test_client_made_before_the_mock():
    async with get_session().create_client("ec2", **REGION, aws_access_key_id="a", aws_secret_access_key="b") as client:
        for _ in range(2):
            with mock_vpce():
                assert len((await client.describe_vpcs())["Vpcs"]) == 1
                assert (await client.describe_vpc_endpoints())["VpcEndpoints"] == []


@mock_vpce
async def test_beside_boto3():
    """A plain client in the same loop is given plain responses."""
    async with get_session().create_client("ec2", **REGION) as client:
        vpc = (await client.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
        assert vpc in [one["VpcId"] for one in boto3.client("ec2", **REGION).describe_vpcs()["Vpcs"]]


@mock_vpce
async def test_what_nobody_answers_is_not_sent():
    address = "https://nothing.us-east-1.api.aws"
    async with get_session().create_client("dynamodb", **REGION, endpoint_url=address) as client:
        with pytest.raises(RuntimeError, match=r"ListTables at https://nothing.* was not sent"):
            await client.list_tables()


async def test_imported_after_the_mock_began_and_made_before_moto_was_imported():
    code = """
        import asyncio, sys
        from aiobotocore.session import get_session

        async def main():
            async with get_session().create_client("ec2", region_name="us-east-1") as early:
                assert "moto" not in sys.modules
                from mockvpce import mock_vpce
                with mock_vpce():
                    vpc = (await early.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
                    await early.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
                    print(len((await early.describe_vpc_endpoints())["VpcEndpoints"]))

        asyncio.run(main())
        for name in [name for name in sys.modules if name.startswith("aiobotocore")]:
            del sys.modules[name]
        from mockvpce import mock_vpce
        with mock_vpce():
            from aiobotocore.session import get_session

            async def again():
                async with get_session().create_client("sqs", region_name="us-east-1") as client:
                    print((await client.list_queues()).get("QueueUrls", []))

            asyncio.run(again())
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    command = [sys.executable, "-c", textwrap.dedent(code)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert (ran.returncode, ran.stdout.split("\n")) == (0, ["1", "[]", ""]), ran.stderr


def isolated_subnet(aws):
    """A subnet from which no way leads anywhere but to S3, where its endpoint lets through what reads."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    reading = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    policy = json.dumps({"Statement": [reading]})
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=GATEWAY, RouteTableIds=[table], PolicyDocument=policy)
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]


async def test_placed_by_credentials():
    async with mock_vpce(region="us-east-1") as aws:
        subnet = isolated_subnet(aws)
        aws.client("s3").create_bucket(Bucket="data")
        aws.client("s3").put_object(Bucket="data", Key="k", Body=b"content")
        placed = aws.credentials(at=subnet)
        async with get_session().create_client("s3", **REGION, **placed) as s3:
            found = await s3.get_object(Bucket="data", Key="k")
            assert await found["Body"].read() == b"content"
            with pytest.raises(ClientError, match="no VPC endpoint policy allows the s3:PutObject action") as refused:
                await s3.put_object(Bucket="data", Key="k", Body=b"")
            assert "no allow in endpoint policy" in refused.value.__notes__[0]
        for service, call in (("sqs", "list_queues"), ("ec2", "describe_vpc_endpoints")):
            async with get_session().create_client(service, **REGION, **placed) as client:
                with pytest.raises(ConnectTimeoutError):
                    await getattr(client, call)()
        assert [call.code for call in aws.calls.errors] == ["AccessDenied", *["ConnectTimeoutError"] * 2]


async def test_a_place_is_one_tasks():
    async with mock_vpce(region="us-east-1") as aws:
        subnet = isolated_subnet(aws)
        async with get_session().create_client("sqs", **REGION) as sqs:

            async def inside():
                with aws.at(subnet):
                    await asyncio.sleep(0)
                    with pytest.raises(ConnectTimeoutError):
                        await sqs.list_queues()

            async def outside():
                await sqs.list_queues()

            await asyncio.gather(inside(), outside(), inside())
