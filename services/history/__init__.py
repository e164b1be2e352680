"""A brand's own history as a scenario file, and the proof that replaying it gives the brand's own books."""
