from pathlib import Path

import pytest
from botocore.exceptions import WaiterError

HERE = Path(__file__).parent


@pytest.fixture
def cloudformation(vpce_mock):
    return vpce_mock.client("cloudformation", region="us-east-1")


@pytest.fixture
def deploy(cloudformation):
    """Deploys a template of this folder as a stack of the same name, and gives its outputs."""

    def deploy_it(name, **parameters):
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=(HERE / f"{name}.yaml").read_text(),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
        try:
            cloudformation.get_waiter("stack_create_complete").wait(StackName=name)
        except WaiterError:
            raise RuntimeError(why(cloudformation, name)) from None
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}

    return deploy_it


def why(cloudformation, name):
    """The reasons of what failed in a stack, the first one first, and of its rollback."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [one for one in reversed(events) if one["ResourceStatus"].endswith(("_FAILED", "ROLLBACK_IN_PROGRESS"))]
    return "\n".join(f"{one['LogicalResourceId']}: {one['ResourceStatusReason']}" for one in failed)
