"""What the city has to be able to show about its processing, written from how the program is set up."""
