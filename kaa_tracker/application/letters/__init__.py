"""Letters to many youths as one act: prepared, posted, and undone if need be."""
