"""Shoppers and stores' owners write to each other."""
