"""What ``compare`` says, one module per format."""
