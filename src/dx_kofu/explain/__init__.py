"""Where a row's figure comes from, and what would change it."""
