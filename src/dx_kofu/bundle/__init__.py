"""The audit bundle: a run's inputs, rules, options and results in one file that proves itself."""
