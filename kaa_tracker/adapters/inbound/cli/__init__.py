"""The ``kaa`` command."""
