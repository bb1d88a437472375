"""How children, families, promises and studies are spoken of: phrases and patterns to look for, and what has to stand around them.

The rules look for them in a handbook; the page on which an activity is shared looks for the same in a draft.
"""
