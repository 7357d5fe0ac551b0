"""PrivateLink: VPC endpoints of every type, endpoint services, and the connections between them."""
