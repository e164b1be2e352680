"""One file per business event (money-rules.md, Ledger). A recipe takes figures and answers one entry."""
