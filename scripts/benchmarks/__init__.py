"""How fast the program is, each figure beside what the bare engine does in the same run."""
