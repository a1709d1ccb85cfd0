"""The figures, each told as a history and what it comes to."""
