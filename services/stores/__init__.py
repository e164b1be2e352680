"""A seller's micro-store: opened, furnished, published, paused."""
