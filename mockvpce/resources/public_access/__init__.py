"""VPC Block Public Access: what an account blocks in a Region, and the VPCs and subnets that it excludes."""
