"""moto's own reading of bucket policies, which knows no condition: it stands back where all policies have been asked."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from mockvpce.engine.call_log import flight
from mockvpce.patching import Patches


def apply(patches: Patches) -> None:
    """Let moto's S3 do what a placed client's call has been allowed."""

    def wrap(module: ModuleType) -> None:
        original = module.FakeBucket.get_permission

        def get_permission(bucket: Any, action: str, resource: str) -> Any:
            call = flight.get()
            if call is None or not call.admitted:
                return original(bucket, action, resource)
            from moto.iam.access_control import PermissionResult

            return PermissionResult.PERMITTED

        patches.replace(module.FakeBucket, "get_permission", get_permission, "policies that placed clients have passed")

    patches.when_imported("moto.s3.models", wrap)
