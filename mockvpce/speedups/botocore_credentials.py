"""Credentials from the environment, where mocks put theirs, without what else could have them.

botocore builds a chain of ten providers, an HTTP client for the metadata of instances among them, and asks the first, which
reads the environment. Whoever asks for the chain itself gets it.
"""

from __future__ import annotations

import logging
from typing import Any

from botocore import credentials
from botocore.credentials import EnvProvider
from botocore.session import Session

from mockvpce.patching import Patches, is_private_name, say_once
from mockvpce.speedups.botocore_config import may_be_set

_log = logging.getLogger("botocore.credentials")
_CHAIN = "credential_provider"
_OF_INSTANCES = "metadata"
"""What names of settings have in them that the chain would be built with, and that might be wrong."""


def apply(patches: Patches) -> None:
    """Ask the environment first, unless somebody builds another chain."""
    plain, chain = Session.get_credentials, credentials.create_credential_resolver
    build = Session._create_credential_resolver  # noqa: SLF001 - no public way

    def get_credentials(session: Any, *given: Any, **more: Any) -> Any:
        try:
            deferred = session._components._deferred.get(_CHAIN)  # noqa: SLF001 - see above
            if (
                session._credentials is None  # noqa: SLF001 - see above
                and getattr(deferred, "__func__", None) is build
                and credentials.create_credential_resolver is chain
                and not _log.isEnabledFor(logging.DEBUG)
                and _is_plain(session)
            ):
                session._credentials = EnvProvider().load()  # noqa: SLF001 - see above
        except AttributeError as missing:
            if not is_private_name(missing):
                raise
            say_once("the speed-up of Session.get_credentials", missing)
        return plain(session, *given, **more)

    patches.replace(
        Session, "get_credentials", get_credentials, "speed: credentials from the environment, where they are"
    )


def _is_plain(session: Any) -> bool:
    """Whether the first of the chain reads the environment, and nothing that it is built with might be refused."""
    if session.instance_variables().get("profile") is not None:
        return False
    return not may_be_set(_OF_INSTANCES) and not any(_OF_INSTANCES in name for name in session.get_scoped_config())
