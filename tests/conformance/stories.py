"""Stories that a program lives through with a client, told to a `Witness` who notes everything that the program can see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError, WaiterError

from mockvpce.engine.operation import registry

SERVICE = "com.amazonaws.us-east-1.sqs"
ODD = (
    "",
    " ",
    "  two  blanks  ",
    "\ttab",
    "line\nfeed",
    "carriage\rreturn\r\n",
    "<&>'\"",
    "]]>",
    "&amp;&#13;",
    "%20+%2B=&",
    "\x7f\x80\x85",
    "\u2028\u2029",
    "\ufeffmark",
    "naïve 中文",
    "\U0001f600",
    "\ue000\ufdd0",
)
UNWRITABLE = ("\x00", "\x02", "a\x0bb", "\x1b[31m", "\ufffe", "\uffff", "\ud800", "\udfff\ud83d")
"""What XML has no way to write, or UTF-8 has none."""


@dataclass
class Witness:
    """Makes calls with clients of one session and notes what comes of them, and what handlers are told."""

    aws: Any
    seen: list[Any] = field(default_factory=list)

    def client(self, **options: Any) -> Any:
        client = self.aws.client("ec2", account="111111111111", region="us-east-1", **options)
        client.meta.events.register_last("after-call.ec2", self._after)
        return client

    def call(self, client: Any, operation: str, **given: Any) -> Any:
        """The result, None for a refusal."""
        try:
            result = getattr(client, operation)(**given)
        except ClientError as error:
            self.seen.append(
                (operation, type(error).__mro__, str(error), error.response, error.operation_name, error.args)
            )
            return None
        except (BotoCoreError, UnicodeError) as error:
            self.seen.append((operation, type(error), str(error)))
            return None
        self.seen.append((operation, result, types(result)))
        return result

    def note(self, what: str, **facts: Any) -> None:
        self.seen.append((what, facts))

    def _after(self, event_name: str, http_response: Any, parsed: Any, model: Any, **more: Any) -> None:
        if model.name not in registry:  # moto's answers are moto's
            return
        self.note(
            event_name,
            status=http_response.status_code,
            headers=dict(http_response.headers),
            content=http_response.content,
            text=http_response.text,
            url=http_response.url,
            parsed=list(parsed),
            model=model.name,
            more=sorted(more),
        )


def types(value: Any) -> Any:
    """The types in an answer, all the way down."""
    if isinstance(value, dict):
        return {key: types(one) for key, one in value.items()}
    return [types(one) for one in value] if isinstance(value, list) else type(value)


def network(client: Any) -> tuple[str, str]:
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return vpc, client.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]


def tagged(*values: str, kind: str = "vpc-endpoint") -> list[dict[str, Any]]:
    tags = [{"Key": f"k{number}", "Value": value} for number, value in enumerate(values)]
    return [{"ResourceType": kind, "Tags": tags}]


# the stories ----------------------------------------------------------------------------------------------------------


def life(witness: Witness) -> None:
    """From the making of an endpoint to its end, and what is refused on the way."""
    client = witness.client()
    vpc, subnet = network(client)
    given = {"VpcId": vpc, "ServiceName": SERVICE, "VpcEndpointType": "Interface", "SubnetIds": [subnet]}
    given["PrivateDnsEnabled"] = False
    witness.call(client, "create_vpc_endpoint", DryRun=True, **given)
    made = witness.call(client, "create_vpc_endpoint", ClientToken="once", **given)["VpcEndpoint"]["VpcEndpointId"]
    witness.call(client, "create_vpc_endpoint", ClientToken="once", **given)
    witness.call(client, "create_vpc_endpoint", ClientToken="once", **(given | {"SubnetIds": []}))
    for wrong in ("vpce-0123456789abcdef0", "vpce-", "nonsense", ""):
        witness.call(client, "describe_vpc_endpoints", VpcEndpointIds=[wrong])
        witness.call(client, "delete_vpc_endpoints", VpcEndpointIds=[wrong, made])
    witness.call(client, "modify_vpc_endpoint", VpcEndpointId=made, PolicyDocument="{")
    witness.call(client, "modify_vpc_endpoint", VpcEndpointId=made, IpAddressType="ipv6")
    witness.call(client, "describe_vpc_endpoints", MaxResults=0)
    witness.call(client, "describe_vpc_endpoints", Filters=[{"Name": "no-such", "Values": ["x"]}])


def odd_characters(witness: Witness) -> None:
    """Values and errors that quote them, with every kind of character."""
    client = witness.client(config=Config(parameter_validation=False))
    vpc, _ = network(client)
    made = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3"}
    witness.call(client, "create_vpc_endpoint", TagSpecifications=tagged(*ODD), **made)
    witness.call(client, "describe_vpc_endpoints")
    for text in (*ODD, *UNWRITABLE):
        witness.call(client, "describe_vpc_endpoints", NextToken=text)
        witness.call(client, "describe_vpc_endpoints", VpcEndpointIds=[text])
        witness.call(client, "describe_vpc_endpoints", Filters=[{"Name": text, "Values": [text]}])
        witness.call(client, "describe_vpc_endpoints", Filters=[{"Name": "tag:k0", "Values": [text]}])
        witness.call(client, "create_vpc_endpoint", VpcEndpointType=text, **made)
        witness.call(client, "create_vpc_endpoint", ClientToken=text, **made)
        witness.call(client, "create_vpc_endpoint", PolicyDocument=text, **made)
        witness.call(client, "create_vpc_endpoint", TagSpecifications=tagged("x", kind=text), **made)


def unwritable_tags(witness: Witness) -> None:
    """Tags that no answer could show."""
    client = witness.client()
    vpc, _ = network(client)
    for text in UNWRITABLE:
        made = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "TagSpecifications": tagged(text)}
        witness.call(client, "create_vpc_endpoint", **made)
    witness.call(client, "describe_vpc_endpoints")


def wrong_types(witness: Witness) -> None:
    """What a client lets through that does not look at its parameters."""
    client = witness.client(config=Config(parameter_validation=False))
    for wrong in ("5", 5.0, True, "x", None, -1, 1 << 70, b"5"):
        for name in ("MaxResults", "NextToken", "DryRun", "VpcEndpointIds"):
            witness.call(client, "describe_vpc_endpoints", **{name: [wrong] if name.endswith("Ids") else wrong})


def retries(witness: Witness) -> None:
    """Answers that botocore asks again for, in each of its modes."""
    for mode in ("legacy", "standard"):
        client = witness.client(config=Config(retries={"mode": mode, "total_max_attempts": 3}))
        for code, status in (("RequestLimitExceeded", 503), ("InternalError", 500), ("UnauthorizedOperation", 403)):
            for times in (1, 2, 3):
                with witness.aws.fail("DescribeVpcEndpoints", code=code, status=status, times=times) as fault:
                    witness.call(client, "describe_vpc_endpoints")
                    while fault.used < times:
                        witness.call(client, "describe_vpc_endpoints")
                witness.note("met", used=fault.used, attempts=witness.aws.calls[-1].attempts)
        with witness.aws.fail("DescribeVpcEndpoints", exception=ReadTimeoutError, times=3):
            witness.call(client, "describe_vpc_endpoints")
        witness.call(client, "describe_vpc_endpoints")


def handlers(witness: Witness) -> None:
    """Handlers of events that come before an answer, and after it."""
    client = witness.client()
    vpc, _ = network(client)

    def note(event_name: str, **told: Any) -> None:
        witness.note(event_name, names=sorted(told))

    for event in ("provide-client-params", "before-parameter-build", "before-endpoint-resolution", "before-call"):
        client.meta.events.register(f"{event}.ec2", note)
    client.meta.events.register("after-call.ec2.*", note)
    client.meta.events.register("after-call-error.ec2", note)
    witness.call(client, "create_vpc_endpoint", VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
    witness.call(client, "describe_vpc_endpoints", VpcEndpointIds=["vpce-0123456789abcdef0"])
    witness.call(client, "delete_vpc_endpoints", VpcEndpointIds=["nonsense"])


def meddling(witness: Witness) -> None:
    """Handlers that change what is asked, or what has been answered."""
    client = witness.client()
    vpc, _ = network(client)

    def other_account(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-moto-account-id"] = "222222222222"

    def dry(params: dict[str, Any], **_: Any) -> None:
        params["body"]["DryRun"] = "true"

    def shorten(parsed: dict[str, Any], **_: Any) -> None:
        parsed.pop("VpcEndpoints", None)

    witness.call(client, "create_vpc_endpoint", VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
    for event, handler in (
        ("before-call.ec2", other_account),
        ("before-call.ec2", dry),
        ("after-call.ec2", shorten),
        ("provide-client-params.ec2", lambda params, **_: {**params, "MaxResults": 1}),
        ("before-parameter-build.ec2", lambda params, **_: params.update(MaxResults=1)),
    ):
        client.meta.events.register(event, handler)
        witness.call(client, "describe_vpc_endpoints")
        client.meta.events.unregister(event, handler)
    witness.call(client, "describe_vpc_endpoints")


def listing(witness: Witness) -> None:
    """Pages and waiters."""
    client = witness.client()
    vpc, _ = network(client)
    made = [
        client.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.us-east-1.{name}")["VpcEndpoint"]
        for name in ("s3", "dynamodb")
    ]
    pages = client.get_paginator("describe_vpc_endpoint_services").paginate(PaginationConfig={"PageSize": 200})
    witness.note("pages", pages=list(pages))
    witness.note("whole", whole=client.get_paginator("describe_vpc_endpoints").paginate().build_full_result())
    wait = client.get_waiter("vpc_peering_connection_exists")
    try:
        wait.wait(VpcPeeringConnectionIds=["pcx-0123456789abcdef0"], WaiterConfig={"MaxAttempts": 2, "Delay": 1})
    except WaiterError as error:
        witness.note("waiter", text=str(error), last=error.last_response)
    witness.call(client, "delete_vpc_endpoints", VpcEndpointIds=[one["VpcEndpointId"] for one in made])


STORIES = (life, odd_characters, unwritable_tags, wrong_types, retries, handlers, meddling, listing)
