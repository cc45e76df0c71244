"""Text to vectors. Which model, from where, and when it is loaded."""
