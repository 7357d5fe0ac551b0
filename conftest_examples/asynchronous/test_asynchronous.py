import asyncio

import pytest


@pytest.mark.asyncio
async def test_many_at_once(session):
    async with session.client("ec2") as ec2:
        vpc = (await ec2.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
        names = (f"com.amazonaws.us-east-1.{name}" for name in ("s3", "dynamodb"))
        await asyncio.gather(*(ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name) for name in names))
        assert len((await ec2.describe_vpc_endpoints())["VpcEndpoints"]) == 2


@pytest.mark.asyncio
async def test_other_services_are_motos(session):
    async with session.client("sqs") as sqs:
        await sqs.create_queue(QueueName="jobs")
        assert len((await sqs.list_queues())["QueueUrls"]) == 1
