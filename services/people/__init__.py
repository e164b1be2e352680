"""People: brands, accounts, roles, log-in, sellers. A role gives rights in the product, never a share of a sale."""
