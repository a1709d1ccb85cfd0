"""Files as a door: one message or command a line."""
