"""One fraud rule a file, each answering with its reason."""
