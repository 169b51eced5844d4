"""Budgets with their expected results: what an expected file says, how it compares with what the rules give, how it is written."""
