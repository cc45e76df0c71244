class ExportFailed(Exception):
    """The message says what could not be exported, why, and what to do. People read it."""


class Stopped(Exception):
    """The export was deleted, or is another worker's now."""
