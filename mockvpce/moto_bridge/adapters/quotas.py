"""moto's Service Quotas, as `engine.platform` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


class MotoQuotas:
    """moto's Service Quotas, which hold defaults only; this package's where moto has none."""

    def value(self, home: Home, code: str, default: int) -> int:
        from moto.servicequotas.models import servicequotas_backends

        account, region = home
        for row in servicequotas_backends[account][region].list_aws_default_service_quotas("vpc"):
            if row["QuotaCode"] == code:
                return int(row["Value"])
        return default
