"""The case: one stream of events a youth, and the four state machines read out of it."""
