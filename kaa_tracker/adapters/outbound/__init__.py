"""What the application asks of the outside world, answered with real technology."""
