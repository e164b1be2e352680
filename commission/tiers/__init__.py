"""Volume tiers: what a reseller's stock costs, by the volume bought and by nothing else.

A tier follows the volume (拿货量), never place, rank or recruits. See money-rules.md, Volume tiers.
"""
