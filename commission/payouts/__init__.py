"""Paying sellers out: who is payable, the life of an item, withholding, instalments of a debt, safe to spend.

See money-rules.md, Payouts, and docs/law/ledger.md for the entries.
"""
