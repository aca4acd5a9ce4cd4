"""The server process: a socket, an address to print, uvicorn, a browser."""

import contextlib
import os
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from formcheck.errors import UsageError
from formcheck.locales import gettext
from formcheck.web.app import Place, create_app
from formcheck.web.paired_devices import PairedDevices, is_this_machine, own_address, qr_letters
from formcheck.web.protocol import BoundedProtocol

DATA_VARIABLE: Final = "FORMCHECK_DATA"
DEFAULT_PORT: Final = 8765
_GOODBYE_S: Final = 3
_MOST_CONNECTIONS: Final = 200
_WAITING_CONNECTIONS: Final = 128


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line asks for; ``host`` and ``port`` None where it says nothing."""

    host: str | None = None
    port: int | None = None
    lan: bool = False
    browser: bool = True


def data_folder() -> Path:
    """Return where clips and reports are kept: ``$FORMCHECK_DATA``, or the user's data folder."""
    own = os.environ.get(DATA_VARIABLE)
    if own:
        return Path(own)
    import platformdirs

    return platformdirs.user_data_path("formcheck", appauthor=False) / "web"


def serve(options: ServeOptions, say: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    options : ServeOptions
    say : callable
        Takes the lines for the terminal.

    Raises
    ------
    UsageError
        Host or port cannot be used, or another server has the data folder.
    """
    host = _host(options)
    with _listen(host, options.port) as listener:
        port = listener.getsockname()[1]
        address = own_address() if options.lan else None
        if options.lan and not is_this_machine(host) and host not in {"0.0.0.0", "::"}:  # noqa: S104
            address = host
        lan = f"http://{_in_url(address)}:{port}" if address else None
        names = ["127.0.0.1", "localhost", "[::1]", *([_in_url(address)] if address else [])]
        place = Place(data_folder(), tuple(f"{name}:{port}" for name in names), lan)
        paired = PairedDevices() if lan else None
        app = create_app(place, paired=paired)
        own = "[::1]" if host == "::1" else "127.0.0.1"
        here = f"http://{own}:{port}/"
        _announce(here, place, paired, say, asked_lan=options.lan)
        if options.browser:
            webbrowser.open(here)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nobody stands between: a header must not say who is asking
            ws="none",
            http=BoundedProtocol,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_GOODBYE_S,
        )
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn hands it on once all is put away
            uvicorn.Server(config).run(sockets=[listener])


def _host(options: ServeOptions) -> str:
    host = options.host or ("0.0.0.0" if options.lan else "127.0.0.1")  # noqa: S104 - --lan asks for it
    host = "127.0.0.1" if host == "localhost" else host
    if not options.lan and not is_this_machine(host):
        raise UsageError(
            f"--host {host} would open formcheck to other machines.",
            "Add --lan, which lets in only phones that have scanned a code; or leave --host out.",
            code="usage",
        )
    return host


def _listen(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows this would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, DEFAULT_PORT if port is None else port))
        listener.listen(_WAITING_CONNECTIONS)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"{host}, port {port or DEFAULT_PORT} cannot be used ({error.strerror or error}).",
            "Another formcheck serve may be running: look there, or choose a port with --port 0.",
            code="port_taken",
        ) from error
    return listener


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _announce(
    here: str,
    place: Place,
    paired: PairedDevices | None,
    say: Callable[[str], None],
    *,
    asked_lan: bool,
) -> None:
    say(gettext("formcheck is at {address}").format(address=here))
    kept = gettext("Clips and reports are kept in {folder}; nothing leaves this machine.")
    say(kept.format(folder=place.data))
    if paired is not None and place.lan is not None:
        link = f"{place.lan}/join#{paired.invite()}"
        scan = gettext("Scan this with a phone on the same Wi-Fi (one phone, ten minutes):")
        say(f"\n{scan}")
        say(qr_letters(link))
        say(f"{link}\n" + gettext("The Wi-Fi can see what is sent: use one you trust."))
    elif asked_lan:
        say(gettext("No local network was found, so no phone can come in."))
    say(gettext("Stop with Ctrl-C."))
