"""What customers say of what was delivered to them."""
