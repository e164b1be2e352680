"""The demo brand: a real year of wholesale, then three seeded months of shoppers, through the services alone."""
