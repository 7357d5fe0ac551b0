"""A release of botocore or moto that renames what it does not promise costs speed, and no answer."""

import subprocess
import sys
from textwrap import dedent

import pytest

pytestmark = pytest.mark.needs_processes

RENAMING = """
    import importlib.abc, importlib.machinery, re, sys

    class Renaming(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name.partition(".")[0] not in ("botocore", "moto"):
                return None
            spec = importlib.machinery.PathFinder.find_spec(name, path, target)
            if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
                loader = spec.loader
                plain = loader.get_data
                loader.get_data = lambda file: re.sub(rb"(?<![A-Za-z0-9_])NAME(?![A-Za-z0-9_])", b"NAME_2", plain(file))
                loader.get_code = lambda fullname: compile(
                    loader.get_data(loader.path), loader.path, "exec", dont_inherit=True
                )
            return spec

    sys.meta_path.insert(0, Renaming())
"""

STORY = """
    import botocore.exceptions
    from mockvpce import mock_vpce

    for wire in (False, True):
        with mock_vpce(region="us-east-1", wire=wire) as aws:
            ec2 = aws.client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
            (shown,) = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["VpcEndpoints"]
            assert shown["VpcEndpointId"] == made["VpcEndpointId"]
            try:
                ec2.delete_vpc(VpcId=vpc)
            except botocore.exceptions.ClientError as error:
                assert error.response["Error"]["Code"] == "DependencyViolation"
            else:
                raise AssertionError("the VPC went with an endpoint in it")
            aws.reset()
            assert aws.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []
"""

NAMES = [
    "_create_methods",
    "_event_emitter",
    "_handlers",
    "_load_service_model",
    "_lookup_cache",
    "_register_builtin_handlers",
    "_alias_name_cache",
    "_event_aliases",
    "_unique_id_handlers",
    "_PrefixTrie",
    "_loader",
    "_generate_regions",
    "_enable_patching",
    "_find_extras",
    "_value_picker",
    "_registry",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_story_ends_the_same(name):
    program = dedent(RENAMING).replace("NAME", name) + dedent(STORY)
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=300)
    assert finished.returncode == 0, finished.stderr
