"""Who is let in, what they are shown, and what is written down of it."""
