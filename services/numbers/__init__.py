"""What shares brought, added up by day: written by tasks, read by the console and by sellers. Nobody is paid by it."""
