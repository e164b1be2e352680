"""What a share text may not say, and what it must: income and health claims, and the disclosure mark."""
