"""The half-year file to Skolverket: what it holds of a youth, and what is checked before it goes."""
