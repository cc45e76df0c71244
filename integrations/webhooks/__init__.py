"""Tells other systems what happens in a library: signed, in order, at least once, with a log of every attempt."""
