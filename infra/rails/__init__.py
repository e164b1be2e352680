"""How money leaves: rails as plug-ins."""
