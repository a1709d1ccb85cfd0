"""The two sides of the program: what reaches it, and what it reaches."""
