"""What persons ask about their data, the extract they are given, and incidents."""
