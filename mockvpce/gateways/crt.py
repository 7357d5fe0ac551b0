"""S3 transfers of the AWS Common Runtime (`awscrt`), which opens its own connections, out of the mock's reach."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from mockvpce.patching import Patches


class TransferRefusedError(RuntimeError):
    """A transfer that would have gone to AWS."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} was not sent to AWS: its client is the Common Runtime's (awscrt), whose requests"
            ' mockvpce can not answer. Transfer with TransferConfig(preferred_transfer_client="classic"), or switch this'
            " guard off with mock_vpce(early_clients=False)."
        )


def refuse_transfers(patches: Patches, lets_pass: Callable[[str], bool]) -> None:
    """Refuse them as soon as the library is there; where boto3 has the choice, it takes its own client."""

    def wrap_client(module: ModuleType) -> None:
        make_request = module.S3Client.make_request

        def refuse(client: Any, *arguments: Any, request: Any, **options: Any) -> Any:
            host = str(request.headers.get("host"))
            if not lets_pass(f"https://{host}{request.path}"):
                raise TransferRefusedError(f"{request.method} {request.path} at {host}")
            return make_request(client, *arguments, request=request, **options)

        patches.replace(module.S3Client, "make_request", refuse, "no transfer of the Common Runtime's reaches AWS")
        if hasattr(module, "is_optimized_for_system"):
            patches.replace(module, "is_optimized_for_system", lambda: False, "boto3 transfers with its own client")

    def wrap_serializer(module: ModuleType) -> None:
        kind: Any = module.BotocoreCRTRequestSerializer
        serialize = kind.serialize_http_request

        def refuse(serializer: Any, transfer_type: str, future: Any) -> Any:
            address = serializer._client.meta.endpoint_url  # noqa: SLF001 - where the transfer would go
            if not lets_pass(f"{address}/"):
                raise TransferRefusedError(f"{transfer_type} at {address}")
            return serialize(serializer, transfer_type, future)

        patches.replace(
            kind, "serialize_http_request", refuse, "its client, which serializes, is answered: half a transfer"
        )

    patches.when_imported("awscrt.s3", wrap_client)
    patches.when_imported("s3transfer.crt", wrap_serializer)
