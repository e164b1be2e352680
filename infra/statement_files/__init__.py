"""A statement as a file: four forms of one document, each signed. Values in, bytes out: the same document always gives
the same bytes, and nothing here knows the database or the hour."""
