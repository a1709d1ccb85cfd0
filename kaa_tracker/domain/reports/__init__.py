"""Frozen reports: figures that stay as they were, and who let them out."""
