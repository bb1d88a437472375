"""`handbook-offline.zip`: the handbook in one file, to be unpacked on a computer, a phone or a USB stick and opened from there.

One file for both languages: the switch on every page then leads somewhere, and whoever hands the file on need not ask who
reads what. It holds what the pages stand on, not the data of the API, which no page links to.

The same files make the same bytes, given the same zlib: names are sorted, every time is the first that a zip can hold, and nothing
tells where or by whom it was packed. What the last build packed of a file that has not changed is copied, not packed again.
"""

import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kb_tools.addresses import EDITIONS, GENERATED
from kb_tools.render import offline_pages
from kb_tools.store import Store
from kb_tools.words import Words

NAME = offline_pages.ZIP
README = "README.txt"

_LEVEL = 6  # 9 takes a sixth longer and saves two thousandths
_ONLY_ON_THE_SITE = re.compile(rb"<!-- only on the site -->.*?<!-- everywhere -->", re.S)
_OFFLINE_PAGES = {prefix + GENERATED["offline"] for prefix in EDITIONS.values()}
_VERSION, _UTF8, _DEFLATED, _FIRST_DAY, _UNIX, _PLAIN_FILE = 20, 0x800, 8, 0x21, 3 << 8, 0o100644 << 16
_MOST = 0xFFFF


@dataclass(frozen=True)
class Packed:
    """A file in a zip: the digest of what it holds, where its packed bytes begin and how many they are."""

    digest: str
    at: int
    length: int


def readme() -> bytes:
    """Which file to open, in both languages, so that any editor shows it: with a mark of its encoding and both signs at a line's end."""
    said = "\n\n".join(Words(lang)("offline-readme").strip() for lang in EDITIONS)
    return ("\ufeff" + said + "\n").replace("\n", "\r\n").encode("utf-8")


def write(target: Path, files: Mapping[str, Path], old: Path, store: Store) -> dict[str, Packed]:
    """Write the zip of `files` (where each stands on disk, by its name) to `target`; return what is in it.

    `old` is the zip of the last build: while it is just as that build left it, which `store` tells, its packed bytes are used again.
    """
    last, rows = _last(old, store), {}
    with target.open("wb") as out:
        digest = sha256()
        for piece in _pieces(_read(files), last, rows):
            digest.update(piece)
            out.write(piece)
    store.put("zip", "made", json.dumps([digest.hexdigest(), {name: [p.digest, p.at, p.length] for name, p in rows.items()}]))
    return rows


def _read(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """The files in order, each as it is to stand in a folder of its own."""
    for name in sorted([*files, README]):
        if name == README:
            yield name, readme()
        else:
            yield name, _unpacked(name, files[name].read_bytes())


def _unpacked(name: str, data: bytes) -> bytes:
    """A file as somebody finds it who unpacked the zip: no page offers them the zip itself, which is not there."""
    return _ONLY_ON_THE_SITE.sub(b"", data) if name in _OFFLINE_PAGES else data


class _Last:
    """The zip of the last build: the packed bytes of a file, by its name and the digest of what it held."""

    def __init__(self, data: bytes = b"", rows: Mapping[str, list] | None = None):
        self._data, self._rows = memoryview(data), rows or {}

    def get(self, name: str, digest: str) -> bytes | None:
        known, at, length = self._rows.get(name, ("", 0, 0))
        return bytes(self._data[at : at + length]) if known == digest else None


def _last(old: Path, store: Store) -> _Last:
    kept = store.get("zip", "made")
    if kept is None or not old.is_file():
        return _Last()
    made, rows = json.loads(kept)
    data = old.read_bytes()
    return _Last(data, rows) if sha256(data).hexdigest() == made else _Last()


def _pieces(files: Iterable[tuple[str, bytes]], last: _Last, rows: dict[str, Packed]) -> Iterator[bytes]:
    """The bytes of a zip; what it holds is noted in `rows`."""
    at, directory = 0, []
    for name, data in files:
        digest = sha256(data).hexdigest()
        packed = last.get(name, digest)
        if packed is None:
            packed = _packed(data)
        written = name.encode("utf-8")
        facts = struct.pack("<4H3I2H", _UTF8, _DEFLATED, 0, _FIRST_DAY, zlib.crc32(data), len(packed), len(data), len(written), 0)
        head = struct.pack("<4sH", b"PK\3\4", _VERSION) + facts + written
        directory.append(struct.pack("<4s2H", b"PK\1\2", _UNIX | _VERSION, _VERSION) + facts + struct.pack("<3H2I", 0, 0, 0, _PLAIN_FILE, at) + written)
        rows[name] = Packed(digest, at + len(head), len(packed))
        at += len(head) + len(packed)
        yield head
        yield packed
    yield from directory
    count, length = len(directory), sum(map(len, directory))
    if count > _MOST:  # more files than the old form of the end can count
        yield struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, _UNIX | 45, 45, 0, 0, count, count, length, at)
        yield struct.pack("<4sIQI", b"PK\6\7", 0, at + length, 1)
    yield struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, min(count, _MOST), min(count, _MOST), length, at, 0)


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()
