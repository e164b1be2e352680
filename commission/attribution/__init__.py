"""Who gets the sale: policy, facts, and one decision per order line that replays to the same answer.

`decide` is the law; `parse_attribution_policies` reads its policy; `Decision.to_json` is what is stored.
See docs/law/attribution.md.
"""
