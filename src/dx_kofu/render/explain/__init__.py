"""What ``explain`` says, one module per format; text and Markdown are one story."""
