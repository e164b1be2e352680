"""Double entry, append only: the chart of accounts, entries that sum to zero, one recipe per business event.

Values in, values out: a recipe answers a JournalEntry, which live services store and a replay sums up.
See docs/law/ledger.md.
"""
