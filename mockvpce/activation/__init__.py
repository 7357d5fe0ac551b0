"""Beginning and ending: what is put on while a mock is active, and taken off again."""
