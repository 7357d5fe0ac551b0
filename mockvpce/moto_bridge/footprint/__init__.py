"""What we leave in moto's dictionaries."""
