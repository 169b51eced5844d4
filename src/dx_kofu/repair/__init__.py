"""Repairs: what is certain to be meant by a cell that is written otherwise, and a copy of the file with it."""
