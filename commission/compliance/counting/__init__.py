"""Counting people in a network: levels, heads, flows by sub-tree (compliance.md, 5.4). Columns in, columns out."""
