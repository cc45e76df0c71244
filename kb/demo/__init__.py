"""The demo library: a fictitious company's SOPs as YAML files, recordings, and what loads them."""
