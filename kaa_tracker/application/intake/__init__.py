"""How what others tell comes in: the inbox of register messages, and what people logged elsewhere."""
