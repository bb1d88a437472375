"""The sitemap: written only where the site's own address is known."""

from collections.abc import Iterable
from html import escape

from kb_tools.addresses import EDITIONS


def render(pages: Iterable[str], site_url: str) -> str:
    """Return the sitemap of `pages` (paths from the root of the site), each naming its twin in the other edition."""
    base = site_url.rstrip("/") + "/"
    rows = []
    for page in sorted(pages):
        english = page.removeprefix(EDITIONS["zh"])
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(base + prefix + english)}"/>' for lang, prefix in EDITIONS.items()
        )
        rows.append(f"<url><loc>{escape(base + page)}</loc>{twins}</url>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(rows) + "\n</urlset>\n"
    )
