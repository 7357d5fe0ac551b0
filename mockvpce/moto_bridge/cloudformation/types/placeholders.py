"""Types that stand in a template and make nothing in any service: what CDK says of itself, and handles of conditions."""

from __future__ import annotations

from urllib.parse import quote

from mockvpce.data.regions import dns_suffix
from mockvpce.engine.stacks import Properties, Requests, StackType, declare


def _metadata(requests: Requests, _: Properties) -> str:
    return requests.world.ids.request()


def _handle(requests: Requests, _: Properties) -> str:
    account, region = requests.home
    arn = quote(f"arn:aws:cloudformation:{region}:{account}:stack/{requests.world.ids.request()}", safe="")
    return f"https://cloudformation-waitcondition-{region}.s3.{dns_suffix(region)}/{arn}"


def _nothing(requests: Requests, resource_id: str, properties: Properties) -> None:
    """There is nothing to remove."""


def _no_change(requests: Requests, resource_id: str, before: Properties, after: Properties) -> None:
    """There is nothing to change."""


declare(StackType(name="AWS::CDK::Metadata", create=_metadata, change=_no_change, remove=_nothing))
declare(StackType(name="AWS::CloudFormation::WaitConditionHandle", create=_handle, change=_no_change, remove=_nothing))
