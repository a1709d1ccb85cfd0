"""The doors over HTTPS."""
