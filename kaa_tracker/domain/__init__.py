"""What is true about a youth's case: no I/O, no clock, no framework."""
