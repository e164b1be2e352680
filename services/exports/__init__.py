"""Every table of the console as a file, streamed or made in the background."""
