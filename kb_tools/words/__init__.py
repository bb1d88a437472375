"""Every interface and message text, in both languages; the sentences stand in `interface.yml`."""

from functools import lru_cache
from importlib.resources import files

import yaml


class Words:
    """The interface in one language: `words("say")`, with values for its `{names}`."""

    def __init__(self, lang: str):
        self.lang = lang
        self._said = {key: text[lang] for key, text in _table().items()}

    def __call__(self, key: str, **values: object) -> str:
        said = self._said[key]
        return said.format(**values) if values else said

    def __contains__(self, key: str) -> bool:
        return key in self._said


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    text = files(__name__).joinpath("interface.yml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
