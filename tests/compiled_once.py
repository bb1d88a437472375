"""Templates are compiled once in a process, not for each small handbook that a test shows."""

from jinja2 import BytecodeCache


class Kept(BytecodeCache):
    """Holds what was compiled, in memory."""

    def __init__(self):
        self._held = {}

    def load_bytecode(self, bucket):
        if bucket.key in self._held:
            bucket.bytecode_from_string(self._held[bucket.key])

    def dump_bytecode(self, bucket):
        self._held[bucket.key] = bucket.bytecode_to_string()


COMPILED = {"en": Kept(), "zh": Kept()}
"""By language: words of the language are written into a template when it is compiled."""
