"""The code under test: connect to a service, and wait until its provider has accepted."""

import time

import boto3


class TooLateError(Exception):
    """The provider has not decided in time."""


def connect(vpc, service_name, *, patience=120):
    """The id of an endpoint that can be used. `patience` in seconds."""
    ec2 = boto3.client("ec2")
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service_name, VpcEndpointType="Interface")
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    for _ in range(patience):
        (shown,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
        if shown["State"].lower() == "available":
            return endpoint
        time.sleep(1)
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    raise TooLateError(f"{service_name} has not accepted {endpoint} in {patience} seconds")
