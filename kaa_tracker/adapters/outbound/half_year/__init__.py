"""The half-year file outside the program: what the agency asks for, where files are kept, and how they are written."""
