"""The command line: opens files, prints, exits; nothing else does."""
