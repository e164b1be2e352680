"""A reseller buys stock at a volume tier and sends back what did not sell. Nothing here can reach a commission."""
