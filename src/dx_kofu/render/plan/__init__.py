"""A plan for people and programs: one story, a module for each format."""
