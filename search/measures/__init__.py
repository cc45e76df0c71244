"""How good and how fast search is, through the code that people use."""
