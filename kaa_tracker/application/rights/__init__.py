"""What persons may ask of whoever holds their data, and what is done where the data came into wrong hands."""
