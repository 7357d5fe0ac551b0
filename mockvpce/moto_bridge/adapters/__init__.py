"""What we ask moto."""
