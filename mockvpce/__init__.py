"""A faithful, fast in-memory double of AWS private connectivity for tests."""
