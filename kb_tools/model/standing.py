"""Whether a work was withdrawn or corrected after it was published, as far as somebody looked."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from kb_tools.model.text import Model, NonEmpty

FILE = "retractions.yml"


class Standing(Model):
    """What is known of a work: nobody looked, or what was found on a day. Never having looked is not the same as nothing found."""

    checked: date | Literal["never"] = Field(description="When somebody looked, or `never`.")
    status: Literal["none", "corrected", "concern", "retracted"] | None = Field(
        None, description="What was found: no notice, a correction, an expression of concern, a retraction.")
    notice: NonEmpty | None = Field(None, description="DOI of the notice.", examples=["10.1000/182"])

    @model_validator(mode="after")
    def _looked(self):
        if (self.checked == "never") != (self.status is None):
            raise ValueError("`status` stands where somebody looked, and only there")
        return self
