"""A built site as a folder of files: its pages, where their links lead, and the sources they were made from.

Nothing is fetched, and no page's text is held after it was read.
"""
