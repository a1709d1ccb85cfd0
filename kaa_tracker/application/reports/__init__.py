"""Freezing reports, approving them by somebody else, and publishing them."""
