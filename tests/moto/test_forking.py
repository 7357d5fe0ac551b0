"""A process that forks while its threads call: its children can call, and see a whole picture."""

import os
import subprocess
import sys
from textwrap import dedent

import pytest

pytestmark = [
    pytest.mark.needs_processes,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
]

BEGINNING = """
    import os, signal, threading, warnings
    from mockvpce import mock_vpce

    warnings.simplefilter("ignore", DeprecationWarning)  # newer Python warns of any fork beside threads

    def in_children(count, story):
        for _ in range(count):
            child = os.fork()
            if child == 0:
                signal.alarm(60)  # the end of a child that hangs
                try:
                    story()
                    os._exit(0)
                finally:
                    os._exit(1)
            _, status = os.waitpid(child, 0)
            assert status == 0, status

    class Threads:
        def __init__(self, *calls):
            self.over = False
            self.threads = [threading.Thread(target=self.repeat, args=(call,)) for call in calls]

        def repeat(self, call):
            while not self.over:
                call()

        def __enter__(self):
            for one in self.threads:
                one.start()

        def __exit__(self, *_):
            self.over = True
            for one in self.threads:
                one.join()

    def endpoint(ec2):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{ec2.meta.region_name}.s3")["VpcEndpoint"]
        ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
        ec2.delete_vpc(VpcId=vpc)
"""

STORIES = {
    "clients": """
        with mock_vpce(region="us-east-1") as aws:
            ec2 = aws.client("ec2")
            with Threads(*[lambda: endpoint(ec2)] * 4, ec2.describe_vpcs):
                in_children(6, lambda: (endpoint(ec2), endpoint(aws.client("ec2", region="us-west-2"))))
    """,
    "the wire": """
        with mock_vpce(region="us-east-1", wire=True) as aws:
            ec2 = aws.client("ec2")
            with Threads(*[lambda: endpoint(ec2)] * 3):
                in_children(6, lambda: endpoint(ec2))
    """,
    "mocks that begin and end": """
        def nested():
            with mock_vpce(region="us-east-1") as inner:
                inner.client("ec2").describe_vpc_endpoints()
        with mock_vpce(region="us-east-1") as aws, Threads(nested, nested):
            in_children(6, nested)
    """,
    "faults and snapshots": """
        with mock_vpce(region="us-east-1") as aws:
            ec2 = aws.client("ec2")
            def fault():
                aws.fail("DescribeVpcEndpoints", code="UnauthorizedOperation").remove()
                aws.restore(aws.snapshot())
                ec2.describe_vpcs()
            with Threads(fault, fault):
                in_children(6, fault)
    """,
    "a fork within a call": """
        with mock_vpce(region="us-east-1") as aws:
            ec2 = aws.client("ec2")
            def split(**_):
                ec2.meta.events.unregister("before-send.ec2", split)
                in_children(2, lambda: endpoint(ec2))
            ec2.meta.events.register("before-send.ec2", split)
            with Threads(lambda: aws.client("ec2").describe_vpc_endpoints()):
                endpoint(ec2)
    """,
    "a fork while a module loads": """
        with mock_vpce(region="us-east-1") as aws:
            endpoint(aws.client("ec2"))
            begun, over = threading.Event(), threading.Event()
            class Slow:
                # Finds one module, whose loading takes until it is told to go on.
                def find_spec(self, name, path=None, target=None):
                    if name == "moto.slowly":
                        from importlib.machinery import ModuleSpec
                        return ModuleSpec(name, self)
                def create_module(self, spec):
                    return None
                def exec_module(self, module):
                    begun.set()
                    over.wait()
                    module.loaded = True
            import importlib, sys
            sys.meta_path.insert(0, Slow())
            thread = threading.Thread(target=importlib.import_module, args=("moto.slowly",))
            thread.start()
            begun.wait()
            threading.Timer(0.2, over.set).start()
            def story():
                assert importlib.import_module("moto.slowly").loaded
                endpoint(aws.client("ec2"))
            in_children(1, story)
            thread.join()
    """,
    "a fork under the lock": """
        from mockvpce.activation.runtime import runtime
        with mock_vpce(region="us-east-1") as aws:
            ec2 = aws.client("ec2")
            with runtime().world.lock:
                in_children(2, lambda: endpoint(ec2))
            endpoint(ec2)
    """,
}


@pytest.mark.parametrize("story", STORIES)
def test_children_can_call(story):
    program = dedent(BEGINNING) + dedent(STORIES[story])
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)
