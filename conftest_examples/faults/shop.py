"""The code under test: a VPC that is made once, and told of by SNS."""

import boto3
from botocore.exceptions import ClientError


def make_network(name):
    ec2 = boto3.client("ec2")
    try:
        return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "VpcLimitExceeded":
            raise
        boto3.client("sns").publish(TopicArn=f"arn:aws:sns:us-east-1:123456789012:{name}", Message="no room")
        return None
