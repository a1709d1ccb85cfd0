"""Case tracking for the municipal activity responsibility (KAA)."""
