"""What is read: each module holds the rows of one question, the pure fold that makes them, its queries."""
