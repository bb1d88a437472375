"""Every interface and message text, in both languages; the sentences stand in `interface.yml`, those of the page tools in `tools/`."""

from functools import cache, lru_cache
from importlib.resources import files

from kb_tools.words.messages import table


class Words:
    """The interface in one language: `words("say")`, with values for its `{names}`."""

    def __init__(self, lang: str):
        self.lang = lang
        self._said = {key: text[lang] for key, text in _table().items()}

    def __call__(self, key: str, **values: object) -> str:
        """The text called `key`, with the values put in. Raises KeyError for one that is not there, or a value that is missing."""
        said = self._said[key]
        return said.format(**values) if values else said

    def of_tool(self, name: str) -> dict[str, str]:
        """All sentences of a page tool, by their keys without its name: those of `tools/NAME.yml`."""
        return {key.removeprefix(f"{name}-"): self._said[key] for file in _of_tools() if file.name == f"{name}.yml" for key in _read(file)}

    def __contains__(self, key: str) -> bool:
        return key in self._said


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    here = files(__name__)
    return {key: text for file in (here / "interface.yml", *_of_tools()) for key, text in _read(file).items()}


@lru_cache(maxsize=1)
def _of_tools() -> list:
    return sorted((file for file in (files(__name__) / "tools").iterdir() if file.name.endswith(".yml")), key=lambda file: file.name)


_read = cache(table)
