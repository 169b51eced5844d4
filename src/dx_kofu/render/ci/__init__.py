"""What a command found, for CI: SARIF, JUnit, GitHub annotations."""
