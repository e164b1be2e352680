"""Questions to a store's owner on a product's page."""
