"""What a process keeps in memory: segments of words and vectors, made from the log."""
