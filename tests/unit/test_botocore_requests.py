"""Requests have the checksums and addresses that they have without the speed-up."""

import boto3
import pytest

from mockvpce import mock_vpce


@pytest.fixture(params=[True, False], ids=["speedups", "plain"])
def sent(request):
    """The requests of clients, as they would be sent."""
    with mock_vpce(speedups=request.param):
        requests = []

        def client(service, **options):
            made = boto3.client(service, "us-east-1", **options)
            made.meta.events.register(f"before-sign.{service}", lambda request, **_: requests.append(request))
            return made

        yield client, requests


def test_a_checksum_where_an_operation_has_one(sent):
    client, requests = sent
    s3 = client("s3")
    s3.create_bucket(Bucket="mine")
    s3.put_object(Bucket="mine", Key="k", Body=b"v")
    s3.put_object(Bucket="mine", Key="k", Body=b"v", ChecksumAlgorithm="SHA256")
    s3.delete_objects(Bucket="mine", Delete={"Objects": [{"Key": "k"}]})
    algorithms = [one.context.get("checksum", {}).get("request_algorithm", {}).get("algorithm") for one in requests]
    assert algorithms == [None, "crc32", "sha256", "crc32"]


def test_none_where_it_has_none(sent):
    client, requests = sent
    client("ec2").describe_vpcs()
    assert ["checksum" in one.context for one in requests] == [False]


def test_the_address(sent):
    client, requests = sent
    s3 = client("s3")
    s3.create_bucket(Bucket="mine")
    for key in ("a b", "a/b", "a b"):
        s3.put_object(Bucket="mine", Key=key, Body=b"")
    client("ec2").describe_vpcs()
    assert [one.url for one in requests] == [
        "https://mine.s3.amazonaws.com/",
        "https://mine.s3.amazonaws.com/a%20b",
        "https://mine.s3.amazonaws.com/a/b",
        "https://mine.s3.amazonaws.com/a%20b",
        "https://ec2.us-east-1.amazonaws.com/",
    ]
