"""ACM, Directory Service, IAM's SAML providers, CloudWatch Logs, Secrets Manager and Lambda of moto, for `engine.services`.

Each service is imported when it is first asked for, as moto does itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import partition_of
from mockvpce.engine.services import Certificate, Invocation

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World


class MotoServices:
    """What moto holds of services other than EC2."""

    def __init__(self, world: World) -> None:
        self._world = world

    def certificate(self, home: Home, arn: str) -> Certificate | None:
        from moto.acm.models import AWS_ROOT_CA, acm_backends

        account, region = home
        bundle = acm_backends[account][region]._certificates.get(arn)  # noqa: SLF001 - reading it otherwise counts as a request
        if bundle is None:
            return None
        # moto puts Amazon's root behind every chain; ACM keeps an imported chain as it is
        chain = bundle.chain if bundle.type == "AMAZON_ISSUED" else bundle.chain.replace(AWS_ROOT_CA, b"")
        return Certificate(
            arn=arn,
            body=bundle.cert.decode().strip(),
            chain=chain.decode().strip(),
            common_name=str(bundle.common_name or ""),
            names=_dns_names(bundle.cert),
        )

    def has_directory(self, home: Home, directory_id: str) -> bool:
        return self._directory(home, directory_id) is not None

    def asks_for_mfa(self, home: Home, directory_id: str) -> bool:
        return bool(getattr(self._directory(home, directory_id), "radius_settings", None))

    def _directory(self, home: Home, directory_id: str) -> Any:
        from moto.ds.models import ds_backends

        account, region = home
        return ds_backends[account][region].directories.get(directory_id)

    def has_saml_provider(self, home: Home, arn: str) -> bool:
        from moto.iam.models import iam_backends

        account, region = home
        providers = iam_backends[account][partition_of(region)].list_saml_providers()
        return any(provider.arn == arn for provider in providers)

    def link_role(self, home: Home, name: str, service: str) -> None:
        from moto.iam.models import iam_backends

        account, region = home
        backend = iam_backends[account][partition_of(region)]
        if any(role.name == name for role in backend.roles.values()):
            return
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        backend.create_role(
            name,
            json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
            f"/aws-service-role/{service}/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration="3600",
            linked_service=service,
        )

    def has_log_group(self, home: Home, name: str) -> bool:
        return self._log_group(home, name) is not None

    def write_log(self, home: Home, group: str, stream: str, message: str = "") -> None:
        found = self._log_group(home, group)
        if found is None:
            return
        if stream not in found.streams:
            found.create_log_stream(stream)
        if message:
            moment = int(self._world.clock.now().timestamp() * 1000)
            found.put_log_events(stream, [{"timestamp": moment, "message": message}])

    def _log_group(self, home: Home, name: str) -> Any:
        from moto.logs.models import logs_backends

        account, region = home
        return logs_backends[account][region].groups.get(name)

    def put_secret(self, home: Home, name: str, text: str, owner: str) -> str:
        backend = self._secrets(home)
        if name in backend.secrets:
            backend.put_secret_value(name, text, None, None, ["AWSCURRENT"])
        else:
            backend.create_secret(
                name,
                secret_string=text,
                secret_binary=None,
                description=None,
                tags=[{"Key": "aws:secretsmanager:owningService", "Value": owner}],
                kms_key_id=None,
                client_request_token=None,
                replica_regions=[],
                force_overwrite=False,
            )
        return str(backend.secrets[name].arn)

    def drop_secret(self, home: Home, name: str) -> None:
        secrets = self._secrets(home).secrets
        if name in secrets:
            secrets.pop(name)

    def invoke(self, home: Home, arn: str, payload: str) -> Invocation | None:
        from moto.awslambda.utils import get_backend

        backend = get_backend(*home)
        _, _, qualified = arn.partition(":function:")
        name, _, qualifier = qualified.partition(":")
        try:
            backend.get_function(name, qualifier or None)
        except Exception:
            # of an unknown function: moto's releases have exceptions of different families for it
            return None
        headers: dict[str, str] = {}
        try:
            answer = backend.invoke(name, qualifier or None, payload, {}, headers)
        except ImportError as missing:
            return Invocation(f"moto runs functions in Docker, and that needs a package: {missing}", failed=True)
        text = answer.decode() if isinstance(answer, bytes) else str(answer or "")
        return Invocation(text, failed="x-amz-function-error" in headers)

    def _secrets(self, home: Home) -> Any:
        from moto.secretsmanager.models import secretsmanager_backends

        account, region = home
        return secretsmanager_backends[account][region]


def _dns_names(pem: bytes) -> tuple[str, ...]:
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(pem)
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(names.get_values_for_type(x509.DNSName))
