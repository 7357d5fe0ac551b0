"""AWS's own lists of services, as `aws ec2 describe-vpc-endpoint-services` prints them, in place of the catalogue's."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from mockvpce import mock_vpce
from mockvpce.cli import main
from mockvpce.data import catalogue, listings

NEW = {
    "ServiceName": "com.amazonaws.eu-west-1.brand-new",
    "ServiceId": "vpce-svc-0123456789abcdef0",
    "ServiceType": [{"ServiceType": "Interface"}],
    "AvailabilityZones": ["eu-west-1a", "eu-west-1c"],
    "Owner": "amazon",
    "BaseEndpointDnsNames": ["brand-new.eu-west-1.vpce.amazonaws.com"],
    "PrivateDnsName": "brand-new.eu-west-1.amazonaws.com",
    "PrivateDnsNames": [{"PrivateDnsName": "brand-new.eu-west-1.amazonaws.com"}],
    "VpcEndpointPolicySupported": True,
    "AcceptanceRequired": False,
    "ManagesVpcEndpoints": False,
    "Tags": [],
    "PrivateDnsNameVerificationState": "verified",
    "SupportedIpAddressTypes": ["ipv4"],
}
SUPPORT = {**NEW, "ServiceName": "com.amazonaws.iam", "ServiceId": "vpce-svc-0aaaaaaaaaaaaaaaa"}
CUSTOMERS = {**NEW, "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0bbbbbbbbbbbbbbbb", "Owner": "111122223333"}


@pytest.fixture
def written(tmp_path):
    """Writes an answer with these services to a file."""

    def write(*details, name="services.json"):
        path = tmp_path / name
        path.write_text(
            json.dumps({"ServiceDetails": details, "ServiceNames": [one["ServiceName"] for one in details]})
        )
        return path

    return write


@pytest.mark.needs(botocore="1.44.5", why="older models lack AvailabilityZoneIds of services")
def test_what_a_mock_answers_is_read_back(written):
    with mock_vpce(region="us-east-1"):
        details = boto3.client("ec2").describe_vpc_endpoint_services()["ServiceDetails"]
    read = listings.read([written(*details)])
    assert list(read) == ["us-east-1"]
    assert read["us-east-1"] == catalogue.services("us-east-1")
    assert listings.differences(read) == []


@pytest.mark.needs(botocore="1.44.5", why="older models lack AvailabilityZoneIds of services")
def test_a_list_takes_the_place_of_one_region(written):
    path = written(NEW, SUPPORT, CUSTOMERS)
    with mock_vpce(region="eu-west-1", services=path) as aws:
        ec2 = aws.client("ec2")
        assert ec2.describe_vpc_endpoint_services()["ServiceNames"] == [NEW["ServiceName"], SUPPORT["ServiceName"]]
        shown = ec2.describe_vpc_endpoint_services(ServiceNames=[NEW["ServiceName"]])["ServiceDetails"][0]
        assert shown["ServiceId"] == NEW["ServiceId"]
        assert sorted(shown["AvailabilityZoneIds"]) == ["euw1-az1", "euw1-az3"]
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=NEW["ServiceName"], VpcEndpointType="Interface", PrivateDnsEnabled=False
        )
        with pytest.raises(ClientError, match="InvalidServiceName"):
            ec2.create_vpc_endpoint(
                VpcId=vpc,
                ServiceName="com.amazonaws.eu-west-1.sqs",
                VpcEndpointType="Interface",
                PrivateDnsEnabled=False,
            )
        aws.add_service("com.amazonaws.eu-west-1.sqs")
        assert len(aws.client("ec2", region="us-east-1").describe_vpc_endpoint_services()["ServiceNames"]) > 400
    with mock_vpce(region="eu-west-1") as aws:
        assert len(aws.client("ec2").describe_vpc_endpoint_services()["ServiceNames"]) > 100


def test_several_files_are_put_together(written):
    other = {**NEW, "ServiceName": "com.amazonaws.eu-west-1.another", "ServiceId": "vpce-svc-0cccccccccccccccc"}
    abroad = {**NEW, "ServiceName": "com.amazonaws.sa-east-1.brand-new", "AvailabilityZones": ["sa-east-1a"]}
    read = listings.read([written(NEW), written(other, name="b.json"), written(abroad, name="c.json")])
    assert {region: [entry.name for entry in entries] for region, entries in read.items()} == {
        "eu-west-1": [other["ServiceName"], NEW["ServiceName"]],
        "sa-east-1": [abroad["ServiceName"]],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "is no JSON"),
        ("[]", "has no list ServiceDetails"),
        ('{"ServiceNames": ["com.amazonaws.eu-west-1.s3"]}', "has no list ServiceDetails"),
        ('{"ServiceDetails": []}', "names no service of AWS"),
        ('{"ServiceDetails": [{"ServiceName": "com.amazonaws.eu-west-1.s3"}]}', "is not as AWS shows it"),
    ],
)
def test_what_is_no_list_is_refused_when_it_is_given(tmp_path, text, words):
    path = tmp_path / "services.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=words) as refused:
        mock_vpce(services=[path])
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="can't be read"):
        mock_vpce(services=tmp_path / "none.json")
    with pytest.raises(TypeError, match="the path of a file, or a list of paths"):
        mock_vpce(services=5)


@pytest.mark.parametrize("wire", [False, True])
def test_the_refusal_of_a_name_of_awss_says_what_to_do(wire):
    with mock_vpce(region="us-east-1", wire=wire) as aws:
        ec2 = aws.client("ec2")
        for name, expected in (("com.amazonaws.us-east-1.brand-new", True), ("example.brand-new", False)):
            with pytest.raises(ClientError) as refused:
                ec2.describe_vpc_endpoint_services(ServiceNames=[name])
            assert refused.value.response["Error"] == {
                "Code": "InvalidServiceName",
                "Message": f"The Vpc Endpoint Service '{name}' does not exist",
            }
            notes = "\n".join(getattr(refused.value, "__notes__", ()))
            assert bool(notes) is expected
            for word in ("services=", "mockvpce_services", "aws.add_service", catalogue.AS_OF) if expected else ():
                assert word in notes


def test_the_command_prints_what_differs(written, capsys):
    known = next(entry for entry in catalogue.services("eu-west-1") if entry.name.endswith(".sqs"))
    sqs = {**NEW, "ServiceName": known.name, "SupportedIpAddressTypes": ["ipv6"]}
    assert main(["services", "--compare", str(written(NEW, sqs))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "eu-west-1: com.amazonaws.eu-west-1.brand-new (Interface): only AWS has it" in lines
    assert "eu-west-1: com.amazonaws.eu-west-1.ssm (Interface): only mockvpce has it" in lines
    assert any(line.startswith(f"eu-west-1: {known.name} (Interface): ip_address_types") for line in lines)
    assert main(["services", "--compare", "none.json"]) == 2
    assert main(["services", "--region", "eu-west-1"]) == 0
    assert catalogue.AS_OF in capsys.readouterr().out


def test_the_ini_option_names_files_beside_it(pytester, written):
    path = written(NEW)
    (pytester.path / "recorded.json").write_text(path.read_text())
    pytester.makeini("[pytest]\nmockvpce_services = recorded.json\nmockvpce_region = eu-west-1")
    pytester.makepyfile(
        """
        import boto3

        def test_list(vpce_mock):
            names = boto3.client("ec2").describe_vpc_endpoint_services()["ServiceNames"]
            assert names == ["com.amazonaws.eu-west-1.brand-new"]
        """
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)
