"""The method follow-up: how sure a share is, how long things take, and whom it was so for."""
