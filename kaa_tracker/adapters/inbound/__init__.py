"""What comes in from people, files and other systems: translated here, decided elsewhere."""
