"""What the program does, told without technology."""
