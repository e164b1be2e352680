"""Numbers of the law: amounts, rates, rounding, allocation, the cumulative rule, windows, policy versions.

Every other law stands on this package and it stands on none of them. See money-rules.md, Numbers.
"""
