"""Where a gateway's events meet the orders they are about: the one place that knows both flows."""
