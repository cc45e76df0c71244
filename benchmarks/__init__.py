"""Measures. Each is run by hand or by make, never inside a test, and compares with raw parts in the same run."""
