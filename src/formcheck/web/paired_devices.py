"""Who may come in from the same Wi-Fi: a phone that has read the code on the screen."""

import hmac
import io
import secrets
import socket
import time
from ipaddress import ip_address
from typing import Final

INVITATION_S: Final = 600.0
COOKIE: Final = "formcheck_guest"


class PairedDevices:
    """Invitations, each good for one phone and ten minutes, and the phones that have come.

    All of it is forgotten when the server ends.
    """

    def __init__(self) -> None:
        self._token = ""
        self._until_s = 0.0
        self._sessions: set[str] = set()

    def invite(self) -> str:
        """Return a new one-time token; the one before it is worth nothing any more."""
        self._token = secrets.token_urlsafe(24)
        self._until_s = time.monotonic() + INVITATION_S
        return self._token

    def join(self, token: str) -> str | None:
        """Return a session for a valid token, which is used up by it."""
        valid = bool(self._token) and time.monotonic() < self._until_s
        if not valid or not hmac.compare_digest(token.encode(), self._token.encode()):
            return None
        self._token = ""
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        return session

    def knows(self, session: str) -> bool:
        """Whether a phone has come in with a valid token."""
        return session in self._sessions


def is_this_machine(address: str) -> bool:
    """Whether a connection comes from the machine itself.

    Examples
    --------
    >>> is_this_machine("127.0.0.1"), is_this_machine("192.168.1.7")
    (True, False)
    """
    try:
        host = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(host, "ipv4_mapped", None)
    return bool((mapped or host).is_loopback)


def own_address() -> str | None:
    """Return this machine's address in the local network, None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: it only asks which way a packet to a test address would leave.
            probe.connect(("192.0.2.1", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if is_this_machine(address) else address


def qr_picture(text: str) -> str:
    """Return a QR code as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", scale=6, border=3, dark="#1c2126", light="#fff", xmldecl=False
    )
    return out.getvalue().decode()


def qr_letters(text: str) -> str:
    """Return a QR code drawn with block letters for a terminal."""
    import segno

    out = io.StringIO()
    segno.make(text, error="l").terminal(out, compact=True)
    return out.getvalue()
