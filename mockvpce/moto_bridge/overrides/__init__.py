"""What we change in moto while a mock is active."""
