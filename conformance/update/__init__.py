"""What an update of a stack's images does to the people who use the API."""
