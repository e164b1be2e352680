"""What a credited seller earns: plans, rule matching, caps, split, maturity, holds and reversals.

Depth is one by construction: a rule pays the seller credited with a sale to an end customer and has no field
that could name anybody else. See docs/law/commission.md.
"""
