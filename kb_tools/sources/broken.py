"""What a reader raises when a text cannot be read."""


class Broken(ValueError):
    """A text that cannot be read: what is wrong, at which offset, and what to do."""

    def __init__(self, message: str, offset: int = 0, hint: str = ""):
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint
