"""Where shoppers who log in have goods sent."""
