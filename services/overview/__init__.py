"""What a manager looks at first: how a period went, beside the one before."""
