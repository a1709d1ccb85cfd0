"""Reports: tables of figures, each cell of which can be opened to the cases behind it."""
