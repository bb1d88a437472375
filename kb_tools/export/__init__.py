"""The handbook as data: each export a function of the handbook and a target."""

from kb_tools.export import json_api, lists

__all__ = ["json_api", "lists"]
