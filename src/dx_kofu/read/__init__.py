"""From a file's bytes to expenses: decode, header, cells, rows. What is wrong comes back as diagnostics, all of it."""
