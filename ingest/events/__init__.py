"""Event logs: what a browser noted of clicks and entries while the screen was recorded. See docs/event-logs.md."""
