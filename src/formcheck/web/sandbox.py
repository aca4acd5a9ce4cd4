"""Pages that formcheck writes to disk, shown in a browser in a sandbox of their own."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Final

from formcheck.domain.files import REAR, VIDEO

SANDBOX: Final = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_IN_FRAME: Final = (
    "@media screen { .mast { position: static } } "
    "@media screen and (max-width: 760px) { .mast { display: none } }"
)
_VIDEOS: Final = (VIDEO, f"{REAR}/{VIDEO}", "a.mp4", "b.mp4")


def sandboxed(path: Path, text: str | None = None, *, framed: bool = False) -> tuple[str, str]:
    """Return a report or comparison and the content security policy under which it is shown.

    ``text`` stands in for what lies there, such as the same page in another language.
    The one script and the styles of the page are allowed by their hashes. Large videos,
    which the page on disk keeps beside itself, are put into it: from inside the sandbox
    they could not be asked for. ``framed`` stands for a page that has a header around it: on
    a phone its own is left out.
    """
    text = path.read_text(encoding="utf-8") if text is None else text
    if framed:
        text = text.replace("</head>", f"<style>{_IN_FRAME}</style></head>", 1)
    scripts, styles = _SCRIPT.findall(text), _STYLE.findall(text)
    script = f"script-src {_hash(scripts[0])}; " if len(scripts) == 1 else ""
    style = f"style-src {' '.join(map(_hash, styles))}; " if styles else ""
    policy = (
        f"default-src 'none'; {script}{style}style-src-attr 'unsafe-inline'; img-src data:; "
        "font-src data:; media-src data: blob:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; "
        f"sandbox {SANDBOX}"
    )
    for name in _VIDEOS:
        video = path.parent / name
        if f'src="{name}"' in text and video.is_file():
            data = base64.b64encode(video.read_bytes()).decode("ascii")
            text = text.replace(f'src="{name}"', f'src="data:video/mp4;base64,{data}"', 1)
    return text.replace(' rel="noreferrer"', ' target="_blank" rel="noreferrer"'), policy


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
