def test_gateway_endpoint(aws):
    vpc = aws("ec2", "create-vpc", "--cidr-block", "10.0.0.0/16")["Vpc"]["VpcId"]
    aws("ec2", "create-vpc-endpoint", "--vpc-id", vpc, "--service-name", "com.amazonaws.us-east-1.s3")
    (endpoint,) = aws("ec2", "describe-vpc-endpoints")["VpcEndpoints"]
    assert (endpoint["VpcId"], endpoint["State"]) == (vpc, "available")
