"""What a simulation says, in every format."""
