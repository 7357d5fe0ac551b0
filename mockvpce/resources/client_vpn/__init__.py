"""AWS Client VPN: endpoints, what they lead to, and who is connected."""
