"""Room codes: what people read on the wall and type on a phone."""

import re
import secrets
import unicodedata

from django.db import models

# No vowels, so that no code is a word; none of 0 O 1 I L, so that none is misread.
CODE_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
CODE_LENGTH = 8  # docs/security.md has the arithmetic


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """What somebody typed, as codes are stored: capital letters and digits, nothing between."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", typed).upper())


class FormerCode(models.Model):
    """A code that once led here, so that whoever types it hears that it was changed."""

    code = models.CharField(max_length=12, unique=True)
    workshop = models.ForeignKey(
        "workshop.Workshop", on_delete=models.CASCADE, related_name="former_codes"
    )

    def __str__(self) -> str:
        return self.code
