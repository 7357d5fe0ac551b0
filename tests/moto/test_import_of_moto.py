"""moto's EC2 models are imported quickly where a mock imports them, and hold the same."""

import json
import subprocess
import sys

import pytest

PICTURE = """
import copy, json, sys
{begin}
from moto.ec2.models import instance_types, availability_zones_and_regions
from moto.utilities import utils
offerings = instance_types.INSTANCE_TYPE_OFFERINGS
last = offerings["region"]["eu-west-1"]
backend = availability_zones_and_regions.RegionsAndZonesBackend
json.dump(
    {{
        "offerings": {{
            kind: {{region: list(found) for region, found in regions.items()}} for kind, regions in offerings.items()
        }},
        "lengths": {{region: len(found) for region, found in offerings["availability-zone"].items()}},
        "copied": type(copy.copy(last)).__name__,
        "equal": last == list(last) and list(reversed(last))[0] == last[-1] and last[0] in last and bool(last),
        "added": len(last + []) == len(last),
        "families": sorted(instance_types.INSTANCE_FAMILIES),
        "regions": [vars(one) for one in backend.regions],
        "readers": [module.load_resource.__module__ for module in (instance_types, utils)],
        "bound": [type(module.load_resource).__name__ for name, module in sys.modules.items()
                  if name.startswith("moto.ec2") and hasattr(module, "load_resource")],
    }},
    sys.stdout,
    sort_keys=True,
)
"""
OURS = """
from mockvpce import mock_vpce
with mock_vpce({options}):
    assert "moto.ec2.models" in sys.modules
"""


def picture(begin):
    done = subprocess.run(
        [sys.executable, "-c", PICTURE.format(begin=begin)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.needs_processes
@pytest.mark.parametrize("options", ["", "speedups=False"])
def test_moto_holds_what_it_holds_without_us(options):
    assert picture(OURS.format(options=options)) == picture("")


@pytest.mark.needs_processes
@pytest.mark.needs_speedups
def test_hardly_anything_is_read():
    """A test that asks for no instance types reads none of the files that say where they are offered."""
    script = (
        "from mockvpce import mock_vpce\n"
        "from moto.utilities import utils\n"
        "read, plain = [], utils.load_resource\n"
        "utils.load_resource = lambda *place: read.append(place[-1]) or plain(*place)\n"
        "with mock_vpce(region='us-east-1') as aws:\n"
        "    ec2 = aws.client('ec2')\n"
        "    ec2.create_vpc(CidrBlock='10.0.0.0/16')\n"
        "    before = [path for path in read if 'offerings' in path]\n"
        "    found = ec2.describe_instance_type_offerings(Filters=[{'Name': 'instance-type', 'Values': ['t3.micro']}])\n"
        "    assert found['InstanceTypeOfferings'] == [\n"
        "        {'InstanceType': 't3.micro', 'LocationType': 'region', 'Location': 'us-east-1'}], found\n"
        "    after = [path for path in read if 'offerings' in path]\n"
        "print(len(before), len(after))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "1"]
