"""A command that finds the embedded database in use is carried out by the process that has it open."""
