"""The half-year file to Skolverket.

Checked all year round, built by one, decided on by handlers, sealed, and fetched by another.
"""
