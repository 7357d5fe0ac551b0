"""Site-to-Site VPN: customer gateways, virtual private gateways, connections, concentrators."""
