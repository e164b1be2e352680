"""Personal data of customers: what is held, given out on request, erased on request, and forgotten by itself."""
