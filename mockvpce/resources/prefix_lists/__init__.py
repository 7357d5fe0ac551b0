"""Prefix lists: AWS's own from the catalogue, and those that customers manage, with their versions."""
