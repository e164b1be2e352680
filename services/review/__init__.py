"""What of credit people look at: signals and holds, appeals and what they put right."""
