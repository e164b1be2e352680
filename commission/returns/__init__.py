"""The right of return: unsold stock goes back, lot by lot. See money-rules.md, Right of return."""
