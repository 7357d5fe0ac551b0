"""What a test holds: the mock, its handle and their parts."""
