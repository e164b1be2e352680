"""A policy that is being written, tried on an example: the law itself decides, and nothing is kept."""
