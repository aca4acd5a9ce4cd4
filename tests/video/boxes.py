"""Write an edit list into an MP4 or MOV whose index lies behind its pictures."""

import struct


def edit_film(path, *edits, version=0):
    """Replace the film's edit list; edits are (seconds shown, seconds into the film, rate)."""
    data = path.read_bytes()
    at = data.rindex(b"moov") - 4
    assert at + struct.unpack_from(">I", data, at)[0] == len(data), "the index must come last"
    path.write_bytes(data[:at] + _with_list(data[at:], edits, version))
    return path


def _with_list(moov, edits, version):
    movie_ticks, media_ticks = (_timescale(moov, kind) for kind in (b"mvhd", b"mdhd"))
    entry = ">QqhH" if version else ">IihH"
    first = _first_picture(moov)
    rows = b"".join(
        struct.pack(
            entry,
            round(shown_s * movie_ticks),
            first + round(media_s * media_ticks) if media_s >= 0 else -1,
            int(rate),
            round(rate % 1 * 65536),
        )
        for shown_s, media_s, rate in edits
    )
    edts = _box(
        b"edts", _box(b"elst", bytes([version, 0, 0, 0]) + struct.pack(">I", len(edits)) + rows)
    )
    trak = moov.index(b"trak") - 4
    trak_size = struct.unpack_from(">I", moov, trak)[0]
    content = moov[trak + 8 : trak + trak_size]
    if b"edts" in content:
        old = content.index(b"edts") - 4
        content = content[:old] + content[old + struct.unpack_from(">I", content, old)[0] :]
    head = struct.unpack_from(">I", content)[0]
    trak_box = _box(b"trak", content[:head] + edts + content[head:])
    return _box(b"moov", moov[8:trak] + trak_box + moov[trak + trak_size :])


def _first_picture(moov):
    """Ticks of the first picture shown: pictures that lean on later ones push it back."""
    return struct.unpack_from(">i", moov, moov.index(b"elst") + 16)[0] if b"elst" in moov else 0


def _timescale(moov, kind):
    at = moov.index(kind) + 4
    return struct.unpack_from(">I", moov, at + (20 if moov[at] else 12))[0]


def _box(kind, content):
    return struct.pack(">I", len(content) + 8) + kind + content
