"""What the pytest plugin is made of. Importing it loads neither boto3 nor moto."""
