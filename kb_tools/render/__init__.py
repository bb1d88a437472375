"""The handbook as pages: plain HTML bodies that any site generator can frame."""

from kb_tools.render.all_pages import pages, plan
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading, Page, Planned

__all__ = ["Edition", "Heading", "Page", "Planned", "pages", "plan"]
