"""A generated company into the database, one noun after the other."""
