"""What is sold: products, their SKUs by style, colour and size, pictures, and the price list by version."""
