"""What the suite must be allowed to do: read from the roles it ships, asked of the API beforehand."""
