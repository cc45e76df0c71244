"""Cells of CSV files that people open in a spreadsheet."""

# What a spreadsheet takes for the beginning of a formula; a tab or a line's end may hide one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: object) -> object:
    """Text that a spreadsheet would calculate gets an apostrophe before it; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell
