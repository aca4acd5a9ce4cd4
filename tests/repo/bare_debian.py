"""The README's two commands in a Debian from nothing: run by hand, as root, with debootstrap.

    python tests/repo/bare_debian.py bookworm demo
    python tests/repo/bare_debian.py trixie test

Lays the smallest Debian of that name in an empty folder, clones into it what is committed here and
runs the command as it stands in the README. What it prints is printed, how it ends is the end.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = "root/formcheck"
CERTIFICATES = "root/certificates.pem"
# Mounted where nobody else sees it, so that nothing is left to unmount.
INSIDE = """
mount -t proc proc "$0/proc" && mount --rbind /sys "$0/sys" && mount --rbind /dev "$0/dev"
exec chroot "$0" bash -c "cd $1 && cat /etc/debian_version && $2"
"""


def command(kind):
    """What the README asks for."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(rf"<!-- {kind}-command -->\n```sh\n(.*?)\n```", text, re.DOTALL)[1]


def lay(suite, place):
    """Make the system: nothing but what Debian calls required, the names, a clone."""
    subprocess.run(["debootstrap", "--variant=minbase", suite, place], check=True)
    shutil.copy("/etc/resolv.conf", place / "etc" / "resolv.conf")
    words = ["git", "clone", "--quiet", "--depth=1", ROOT.as_uri(), place / HOME]
    subprocess.run(words, check=True)


def surroundings(place):
    """An environment of its own; a certificate that this machine's network asks for goes along."""
    own = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    asked = os.environ.get("SSL_CERT_FILE")
    if asked:
        shutil.copy(asked, place / CERTIFICATES)
        own |= dict.fromkeys(("SSL_CERT_FILE", "PIP_CERT"), f"/{CERTIFICATES}")
    return own


def main():
    """Lay, run, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suite", help="bookworm, trixie ...")
    parser.add_argument("command", choices=("demo", "test"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        lay(options.suite, place)
        private = ["unshare", "--mount", "bash", "-c", INSIDE]
        words = [*private, str(place), f"/{HOME}", command(options.command)]
        return subprocess.run(words, env=surroundings(place), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
