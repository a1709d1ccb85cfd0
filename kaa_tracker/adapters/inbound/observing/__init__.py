"""What those who run the program see of it: logs, metrics and traces, and nothing of any person in them."""
