"""Citations: author–date for the text, the full reference for the list, in each language's style."""

from kb_tools.citations.bibliography import Bibliography, Formatted

__all__ = ["Bibliography", "Formatted"]
