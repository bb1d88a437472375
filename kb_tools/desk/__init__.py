"""Changes files for a person."""
