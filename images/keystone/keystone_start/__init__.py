"""Start one of several Keystone replicas: wait for the database, do what is undone, serve."""
