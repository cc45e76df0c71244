"""What integrations keep, by topic."""
