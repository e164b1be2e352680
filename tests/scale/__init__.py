"""The site on several hosts that share one PostgreSQL and one Redis."""
