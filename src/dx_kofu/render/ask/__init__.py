"""What ``ask`` says, one module per format: text and Markdown, JSON, a sheet to fill in."""
