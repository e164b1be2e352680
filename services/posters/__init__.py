"""QR codes, pictures, and posters with both: what a seller prints or sends as a picture."""
