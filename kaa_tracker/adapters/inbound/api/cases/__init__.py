"""The routes of those who work with cases: their lists, the case, and what they order."""
