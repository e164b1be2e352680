"""The law over a brand's live plan and network: lint, clearance, freezes, the watch, cases, evidence."""
