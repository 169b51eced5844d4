"""What ``validate`` says, one module per format."""
