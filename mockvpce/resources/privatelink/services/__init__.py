"""Endpoint services, their connections, permissions and notifications."""
