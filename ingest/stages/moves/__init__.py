"""From movement and change to candidates for steps."""
