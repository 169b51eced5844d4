"""What ``check`` found, one module per format, and a page per code for the docs."""
