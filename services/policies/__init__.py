"""The rules a brand sets, by version: tier schedule, return policy, attribution policy, commission plan."""
