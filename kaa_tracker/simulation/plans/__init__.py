"""What each youth's years come to, decided before a single day is drawn."""
