"""What tests stand on: servers of the run, a database of each worker."""
