"""One module per output format; each turns a result into text, a piece at a time."""
