"""What keeps the database itself in order: months made ahead, old promises forgotten."""
