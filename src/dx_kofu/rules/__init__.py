"""The rule files: records, loading, validation."""
