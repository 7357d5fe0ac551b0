"""The configuration that a new client asks for, some sixty values of which most are nowhere, without copies and exceptions.

Each value is looked up in the session, the environment and the profile; the profile's name is looked up for each as well.
`os.environ` answers with an exception what it does not have, and a session with a copy of all that it has.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any
from urllib.request import getproxies_environment

from botocore import endpoint, utils
from botocore.configprovider import EnvironmentProvider, InstanceVarProvider
from botocore.session import Session

from mockvpce.patching import Patches, is_private_name, say_once


def apply(patches: Patches) -> None:
    """Look first whether there is anything."""
    from_environment, from_session = EnvironmentProvider.provide, InstanceVarProvider.provide
    instance_variables = Session.instance_variables

    def provide_from_environment(provider: Any) -> Any:
        try:
            environ = provider._env  # noqa: SLF001 - no public way
            is_the_process_s = environ is os.environ
            if is_the_process_s and _encoded(provider._name) not in environ._data:  # noqa: SLF001 - see above
                return None
        except AttributeError as missing:
            _say("EnvironmentProvider", missing)
        return from_environment(provider)

    def provide_from_session(provider: Any) -> Any:
        try:
            session = provider._session  # noqa: SLF001 - see above
            if type(session).instance_variables is instance_variables:
                return session._session_instance_vars.get(provider._instance_var)  # noqa: SLF001 - see above
        except AttributeError as missing:
            _say("InstanceVarProvider", missing)
        return from_session(provider)

    why = "speed: what is nowhere is found out without an exception or a copy"
    patches.replace(EnvironmentProvider, "provide", provide_from_environment, why)
    patches.replace(InstanceVarProvider, "provide", provide_from_session, why)
    _find_proxies_once_there_are_some(patches, why)


def _find_proxies_once_there_are_some(patches: Patches, why: str) -> None:
    """Only where the environment is the one place that has them: other systems have settings of their own."""
    if utils.getproxies is not getproxies_environment:
        return
    plain = utils.get_environ_proxies

    def get_environ_proxies(url: str) -> Any:
        return plain(url) if may_be_set("_proxy") else {}

    for module in (utils, endpoint):
        if module.get_environ_proxies is plain:
            patches.replace(module, "get_environ_proxies", get_environ_proxies, why)


def may_be_set(part: str) -> bool:
    """Whether the names of the variables in the environment have this in them, in lower case."""
    try:
        names = os.environ._data  # type: ignore[attr-defined] # noqa: SLF001 - decoding them all takes a hundred times as long
        return part.encode() in b"\0".join(names).lower()
    except (AttributeError, TypeError):  # another system than POSIX
        return part in "\0".join(os.environ).lower()


@cache
def _encoded(name: str) -> Any:
    """The name of an environment variable as `os.environ` keeps it."""
    return os.environ.encodekey(name)


def _say(name: str, missing: AttributeError) -> None:
    if not is_private_name(missing) and missing.obj is not os.environ:
        raise missing
    say_once(f"the speed-up of {name}.provide", missing)
