"""Pictures that people upload: drawn anew, kept once, sent in the sizes that pages ask for."""
