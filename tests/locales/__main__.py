"""Bring the catalogues up to date: ``python -m tests.locales``.

Every text for people is taken from the templates, the tables and the code, and each catalogue
gets what is new, keeps what it has and loses what is gone. What is left to translate is printed.
``python -m tests.locales CODE`` begins the catalogue of a new language.
"""

import sys

from tests.locales.catalogues import LANGUAGES, missing, place, updated, write


def main(codes: list[str]) -> int:
    """Update all catalogues, or those that are named."""
    for code in codes or LANGUAGES:
        catalogue = updated(code)
        write(catalogue, place(code))
        left = missing(catalogue)
        print(f"{code}: {len(catalogue)} texts, {len(left)} to translate")
        for text in left[:20]:
            print("   ", text[:100])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
