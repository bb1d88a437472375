"""What a reader raises when a text cannot be read."""


class Broken(ValueError):
    """A text that cannot be read: what is wrong, at which offset, what to do, and what it is about.

    `about` is `syntax`, `key` (one stands twice), `plain` (aliases, tags and depth that are not used here), `encoding` or `front matter`.
    """

    def __init__(self, message: str, offset: int = 0, hint: str = "", about: str = "syntax"):
        super().__init__(message)
        self.message, self.offset, self.hint, self.about = message, offset, hint, about
