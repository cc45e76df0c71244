"""The word side: tokens, spelling, BM25."""
