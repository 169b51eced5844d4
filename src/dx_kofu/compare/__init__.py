"""Budgets and rule sets side by side: what differs, in yen, and why."""
