"""The data files shipped with the program: a city replaces the reference files with its own."""
