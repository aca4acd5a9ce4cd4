"""Which languages formcheck speaks; loaded before anything else, so it needs nothing."""

from typing import Final

SOURCE: Final = "en"
"""The language that texts are written in."""

LANGUAGES: Final[dict[str, str]] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
}
"""Code -> the language's own name."""

VARIABLE: Final = "FORMCHECK_LANG"
