"""Pictures of things that nobody photographed."""
