"""Templates as Python compiled them, kept from one build to the next, whatever handbook is built.

They depend on our own code alone, as the files beside a module that Python itself compiled do: so a first build and one that
makes everything anew find them too.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from jinja2 import BytecodeCache

from kb_tools.store import Store, folder_of, open_store
from kb_tools.website.page_cache import OURS


class Compiled(BytecodeCache):
    """Keeps compiled templates in a store, which another version of our own code or of Jinja does not read.

    They are code: the user's cache folder is trusted as the installed tools are, and the tree that is built never.
    """

    def __init__(self, store: Store):
        self._store = store
        store.stay_all("template")  # most builds ask for a few

    def load_bytecode(self, bucket) -> None:
        """Fill a bucket with what is known of its template."""
        known = self._store.get("template", bucket.key)
        if known:
            bucket.bytecode_from_string(base64.b64decode(known))

    def dump_bytecode(self, bucket) -> None:
        """Keep what a bucket holds."""
        self._store.put("template", bucket.key, base64.b64encode(bucket.bytecode_to_string()).decode("ascii"))


@contextmanager
def compiled_templates(lang: str, maker: str) -> Iterator[Compiled]:
    """The templates that this installation compiled for a language, whose words stand in them; `maker` is the digest of its code."""
    with open_store(folder_of(OURS) / f"templates-{lang}.sqlite", maker) as store:
        yield Compiled(store)
