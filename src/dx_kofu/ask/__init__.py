"""The open questions of a budget as a work list, and the answers taken back."""
