"""A network at one day: its tables as columns, and what the watch rules read from them (schema 5.2)."""
