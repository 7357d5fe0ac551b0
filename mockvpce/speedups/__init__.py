"""Speed-ups of botocore and moto. None of them changes an answer."""
