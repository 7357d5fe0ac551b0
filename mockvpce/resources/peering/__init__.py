"""VPC peering connections, and what they do to routes, VPCs and security groups."""
