"""Start the command line: ``python -m formcheck`` and the ``formcheck`` script."""

import sys

from formcheck.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
