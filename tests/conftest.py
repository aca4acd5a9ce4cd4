"""Set up before any test: no window is opened, and no user's folder is written to."""

import os

os.environ["MPLBACKEND"] = "Agg"
