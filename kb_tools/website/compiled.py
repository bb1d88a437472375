"""Templates as Python compiled them, kept from one build to the next."""

import base64

from jinja2 import BytecodeCache

from kb_tools.store import Store


class Compiled(BytecodeCache):
    """Keeps compiled templates in a store, which another version of our own code or of Jinja does not read.

    They are code: the user's cache folder is trusted as the installed tools are, and the tree that is built never.
    """

    def __init__(self, store: Store):
        self._store = store

    def load_bytecode(self, bucket) -> None:
        """Fill a bucket with what is known of its template."""
        known = self._store.get("template", bucket.key)
        if known:
            bucket.bytecode_from_string(base64.b64decode(known))

    def dump_bytecode(self, bucket) -> None:
        """Keep what a bucket holds."""
        self._store.put("template", bucket.key, base64.b64encode(bucket.bytecode_to_string()).decode("ascii"))
