"""PostgreSQL and Redis of the checkout: made, started, watched and stopped in the data folder."""
