"""A planned youth as days, messages and log lines."""
