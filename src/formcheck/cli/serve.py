"""Open formcheck in the browser: upload clips, watch progress, read reports."""

import argparse

from formcheck.cli import options
from formcheck.cli.console import Screen
from formcheck.errors import InstallationError
from formcheck.installation import with_extra


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck serve``."""
    parser.add_argument(
        "--host", metavar="H", help="address to listen on (127.0.0.1, this machine only)"
    )
    parser.add_argument(
        "--port", type=options.whole(0, 65535), metavar="P", help="port (8765; 0 = any free one)"
    )
    parser.add_argument(
        "--lan",
        action="store_true",
        help="let a phone on the same Wi-Fi in, with a code it scans from the screen",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    try:
        from formcheck.web.server import ServeOptions, serve
    except ModuleNotFoundError as error:
        raise InstallationError(
            f"formcheck serve needs a package that is not installed: {error.name}",
            with_extra("web"),
            code="missing_library",
        ) from error
    options = ServeOptions(
        host=args.host, port=args.port, lan=args.lan, browser=not args.no_browser
    )
    serve(options, Screen.of(args).note)
    return 0
