"""Folders that libraries keep up to date for Highspot, Seismic and shared drives."""
