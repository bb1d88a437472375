"""The registry that mkdocs-bibtex asks how a citation reads."""

from mkdocs_bibtex.registry import ReferenceRegistry

from kb_tools import addresses
from kb_tools.citations import Bibliography


class CitationRegistry(ReferenceRegistry):
    """Renders citations from our bibliography: author–date with a locator, linked to the work's page.

    Its parent's constructor would parse the bibliography again with pybtex; it is not called.
    `page` is the address of the page at hand.
    """

    def __init__(self, bibliography: Bibliography):
        self._bibliography = bibliography
        self.bib_data = None
        self.footnote_format = "{key}"
        self.page = "index.html"

    def validate_citation_blocks(self, citation_blocks):
        """Nothing to do: the rule CIT001 has refused unknown keys before a page is made."""

    def validate_inline_references(self, inline_references):
        """A bare `@key` is no citation here."""
        return set()

    def inline_text(self, citation_block):
        """The citation as HTML; a block with a key we do not hold stands as it was written."""
        parts = [(c.prefix, c.key, c.suffix) for c in citation_block.citations]
        if not all(key in self._bibliography for _, key, _ in parts):
            return str(citation_block)
        return self._bibliography.inline(parts, lambda key: addresses.relative(addresses.of_reference(key), self.page))

    def reference_text(self, citation):
        """The full reference; unused, since each page carries its own list."""
        return self._bibliography[citation.key].reference
