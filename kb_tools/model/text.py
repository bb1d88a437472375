"""Human text in the two languages of the handbook, and what all models share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, StringConstraints(pattern=ID)]
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Model(BaseModel):
    """A frozen model that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # a check of few files needs few models


class Text(Model):
    """One text in English and Chinese; a missing Chinese text is shown in English and marked."""

    en: NonEmpty = Field(description="The English text.")
    zh: NonEmpty | None = Field(None, description="The same in Simplified Chinese.")

    def in_(self, lang: str) -> str:
        """Return the text in `lang`, or the English where it has not been written yet."""
        return (self.zh if lang == "zh" else self.en) or self.en

    def has(self, lang: str) -> bool:
        """Tell whether the text has been written in `lang`."""
        return bool(getattr(self, lang))


class Texts(Model):
    """Two optional lists of words, one a language: what people really type."""

    en: tuple[NonEmpty, ...] = Field((), description="English words.")
    zh: tuple[NonEmpty, ...] = Field((), description="Chinese words.")

    def in_(self, lang: str) -> tuple[str, ...]:
        """Return the words of one language."""
        return self.zh if lang == "zh" else self.en


class Ref:
    """Marks a field as the id of a record of `kind`: references and the way back are read off it."""

    def __init__(self, kind: str):
        self.kind = kind


class Cites:
    """Marks a field as the key of an entry in the bibliography."""


def ref(kind: str):
    """The annotated type of a reference to a record of `kind`."""
    return Annotated[Id, Ref(kind)]


Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w-]*$"), Cites()]
