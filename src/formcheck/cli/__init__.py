"""The command line: reads options, calls the package, shows what came out.

Nothing here measures, and only :mod:`formcheck.cli.console` writes to the screen. A command
is one file with ``add_arguments(parser)`` and ``run(args) -> int``; heavy packages are
imported inside ``run``, so that ``formcheck --help`` answers at once.
"""
