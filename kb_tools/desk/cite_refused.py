"""That a work cannot be taken, and why."""

from kb_tools.words.messages import Said


class Refused(ValueError):
    """What cannot be taken: what is so, and what to do."""

    def __init__(self, message: Said | str, hint: Said | str = ""):
        super().__init__(message)
        self.message, self.hint = message, hint
