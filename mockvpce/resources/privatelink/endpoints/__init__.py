"""VPC endpoints of every type."""
