"""Histories brought in from files, through the same law and the same books as live orders."""
