"""Withholding: one table by jurisdiction and tax status, each with its source and how well it is known."""
